// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/ui"
)

// tabbed is a server whose File storage opens on the tab Public. It shows the
// given tabs, and stores an upload in the tab whose page has the form.
type tabbed struct {
	tabs  func(current string) string
	first string // the tab that File storage opens on
	split bool   // each tab is a section of one page

	mu    sync.Mutex
	files map[string][]string // names by tab
	posts int
}

func (s *tabbed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	tab := r.URL.Query().Get("t")
	if tab == "" {
		tab = s.first
	}
	switch {
	case r.URL.Path == "/conf":
		_, _ = io.WriteString(w, `<nav>Configuration: <a href=/conf/g>General</a> Advanced: <a href="/conf/f">File storage</a></nav>`)
		return
	case r.URL.Path == "/conf/g":
		_, _ = io.WriteString(w, `<form method=post><input type=checkbox checked name=a> HTTPT use SSL: <button>Save</button></form>`)
		return
	case r.URL.Path == "/conf/d":
		_, _ = io.WriteString(w, "data")
		return
	case r.URL.Path != "/conf/f":
		http.NotFound(w, r)
		return
	case r.Method == http.MethodPost:
		s.posts++
		if _, header, err := r.FormFile("u"); err == nil {
			s.files[tab] = append(s.files[tab], header.Filename)
		}
	}
	fmt.Fprint(w, `<h1>File storage</h1>`, s.tabs(tab))
	if !s.split {
		fmt.Fprint(w, s.panel(tab))
		return
	}
	for _, tab := range []string{"Public", "Private"} {
		fmt.Fprintf(w, `<section id="s-%s">%s</section>`, tab, s.panel(tab))
	}
}

func (s *tabbed) panel(tab string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<form method=post enctype=multipart/form-data action="/conf/f?t=%s">Upload file: <input type=file name=u> <input type=submit value=Upload></form>
<form method=post><table><tr><th>Select<th>File<th>Bytes<th>Download</tr>`, tab)
	for _, name := range s.files[tab] {
		fmt.Fprintf(&b, `<tr><td><input type=checkbox><td>%s<td>4<td><a href="/conf/d">Click</a></tr>`, name)
	}
	b.WriteString(`</table><button>Delete selected</button></form><p>Private files are for Private network only. Private (local) is another matter.`)
	return b.String()
}

// tabLine returns the tabs as links, except for the current one and Private.
func tabLine(private string, currentIsLink bool) func(string) string {
	return func(current string) string {
		line := ""
		for _, tab := range []string{"Public", "Private", "Private (local)", "Programs", "Plugins", "Actions", "Translations"} {
			switch {
			case tab == "Private" && private != "":
				line += private
			case tab == current && !currentIsLink:
				line += "<em>" + tab + "</em>"
			default:
				line += fmt.Sprintf(`<a href="/conf/f?t=%s">%s</a>`, tab, tab)
			}
			line += " / "
		}
		return line
	}
}

// Nothing is sent unless the page is certainly the Private tab, and the
// recognition says so as well.
func TestUploadNeedsThePrivateTab(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		server *tabbed
		ok     bool
	}{
		"a link":                             {&tabbed{tabs: tabLine("", true)}, true},
		"a link, the current one plain":      {&tabbed{tabs: tabLine("", false)}, true},
		"opens on Private, plain":            {&tabbed{tabs: tabLine("", false), first: "Private"}, true},
		"opens on Private, a link":           {&tabbed{tabs: tabLine("", true), first: "Private"}, true},
		"a button of a form":                 {&tabbed{tabs: tabLine(`<form action=/conf/f><input type=hidden name=t value=Private><button>Private</button></form>`, false)}, true},
		"a section":                          {&tabbed{tabs: tabLine(`<a href="#s-Private">Private</a>`, false), split: true}, true},
		"a script":                           {&tabbed{tabs: tabLine(`<a href="javascript:go()">Private</a>`, true)}, false},
		"a hash":                             {&tabbed{tabs: tabLine(`<a href="#" onclick="go()">Private</a>`, true)}, false},
		"a span":                             {&tabbed{tabs: tabLine(`<span>Private</span>`, true)}, false},
		"a span, and Public is plain":        {&tabbed{tabs: tabLine(`<span>Private</span>`, false)}, false},
		"a button of no form":                {&tabbed{tabs: tabLine(`<button type=button>Private</button>`, false)}, false},
		"a radio button":                     {&tabbed{tabs: tabLine(`<label><input type=radio name=t> Private</label>`, false)}, false},
		"a section that is not there":        {&tabbed{tabs: tabLine(`<a href="#s-private">Private</a>`, false), split: true}, false},
		"a fragment, and no sections":        {&tabbed{tabs: tabLine(`<a href="#private">Private</a>`, true)}, false},
		"missing":                            {&tabbed{tabs: tabLine(" ", true)}, false},
		"no tabs at all":                     {&tabbed{tabs: func(string) string { return "" }}, false},
		"the address of Public":              {&tabbed{tabs: tabLine(`<a href="/conf/f?t=Public">Private</a>`, true)}, false},
		"the address of Private (local)":     {&tabbed{tabs: tabLine(`<a href="/conf/f?t=Private%20(local)">Private</a>`, true)}, false},
		"an address that the page heeds not": {&tabbed{tabs: func(string) string { return tabLine("", false)("Public") }}, false},
		"two that differ":                    {&tabbed{tabs: tabLine(`<a href="/conf/f?t=Private">Private</a> <a href="/conf/f?t=Actions&amp;x">Private</a>`, true)}, false},
		"another address, all in one page":   {&tabbed{tabs: tabLine(`<a href="/conf/f?t=Private">Private</a>`, true), split: true}, false},
		"an error":                           {&tabbed{tabs: tabLine(`<a href="/conf/gone">Private</a>`, true)}, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := test.server
			s.files = map[string][]string{}
			if s.first == "" {
				s.first = "Public"
			}
			server := httptest.NewServer(s)
			t.Cleanup(server.Close)
			c := Connect(t, confproxy.Config{Endpoint: server.URL})
			found, err := c.Recognise(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			_, err = c.PutFile(t.Context(), "a.key", certs.NewContent([]byte("data")), confproxy.Precondition{Absent: true})
			storage := found.Pages[slices.IndexFunc(found.Pages, func(p confproxy.PageRecognition) bool { return p.Name == ui.MenuFileStorage })]
			if storage.Found != test.ok || (storage.Problem == "") != test.ok {
				t.Errorf("recognised: %+v, want found: %t", storage, test.ok)
			}
			if test.ok {
				if err != nil || !slices.Equal(s.files["Private"], []string{"a.key"}) {
					t.Errorf("stored: %v, %v", s.files, err)
				}
			}
			if !test.ok && (!errors.Is(err, confproxy.ErrLayout) || !strings.Contains(err.Error(), "Private")) {
				t.Errorf("error: %v, want ErrLayout with what was seen", err)
			}
			if !test.ok && s.posts != 0 || len(s.files["Public"]) != 0 {
				t.Errorf("%d posts, stored: %v", s.posts, s.files)
			}
		})
	}
}

// A file that the form of the Private tab stores elsewhere does not count as
// stored.
func TestUploadThatLandsElsewhere(t *testing.T) {
	t.Parallel()
	s := &tabbed{tabs: tabLine("", true), first: "Public", files: map[string][]string{}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			r.URL.RawQuery = "t=Public"
		}
		s.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	c := Connect(t, confproxy.Config{Endpoint: server.URL})
	_, err := c.PutFile(t.Context(), "a.key", certs.NewContent([]byte("data")), confproxy.Precondition{Absent: true})
	if !errors.Is(err, confproxy.ErrNotApplied) || !strings.Contains(err.Error(), "tab Private") {
		t.Errorf("error: %v, want ErrNotApplied", err)
	}
}
