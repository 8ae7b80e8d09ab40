// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"fmt"
	"html"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// shelf is a server with nothing but a Private storage without a login, whose
// table may have several pages, in the order of the names.
type shelf struct {
	*httptest.Server
	size  int                                             // files on a page; 0 for all
	pager func(at, pages, total int) string               // below the table
	odd   func(w http.ResponseWriter, place string) bool  // answers instead, holding mu
	form  func(stamp int) (action, hidden, button string) // of the upload, each time

	mu       sync.Mutex
	files    map[string]string
	versions map[string]int
	places   []string // of the requests: "upload a", "delete a b", "page 2", "file a"
	stamp    int
}

func newShelf(t *testing.T, names ...string) *shelf {
	t.Helper()
	s := &shelf{files: map[string]string{}, versions: map[string]int{}, pager: numbers}
	for _, name := range names {
		s.files[name], s.versions[name] = "data of "+name, 1
	}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

// numbers is a pager of links "1 2 3".
func numbers(at, pages, _ int) string {
	line := ""
	for k := 1; k <= pages; k++ {
		if k != at {
			line += fmt.Sprintf(` <a href="/conf/f?t=Private&amp;p=%d">%d</a>`, k, k)
		}
	}
	return line
}

func (s *shelf) ways(t *testing.T) confproxy.Ways {
	t.Helper()
	ways, err := New(confproxy.Config{Endpoint: s.URL})
	if err != nil {
		t.Fatal(err)
	}
	return ways
}

// count returns the number of requests with a prefix.
func (s *shelf) count(prefix string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(slices.DeleteFunc(slices.Clone(s.places), func(place string) bool { return !strings.HasPrefix(place, prefix) }))
}

func (s *shelf) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	place, act := s.place(r)
	s.places = append(s.places, place)
	if s.odd != nil && s.odd(w, place) {
		return
	}
	act()
	switch {
	case r.URL.Path == "/conf":
		_, _ = io.WriteString(w, `<nav>Configuration: <a href=/conf/g>General</a> Advanced: <a href="/conf/f">File storage</a></nav>`)
	case r.URL.Path == "/conf/d":
		_, _ = io.WriteString(w, s.files[r.URL.Query().Get("n")])
	case r.URL.Path != "/conf/f":
		http.NotFound(w, r)
	case r.URL.Query().Get("t") == "Private":
		at, _ := strconv.Atoi(r.URL.Query().Get("p"))
		_, _ = io.WriteString(w, tabLine("", true)("Private")+s.page(max(at, 1)))
	default:
		_, _ = io.WriteString(w, tabLine("", true)("Public"))
	}
}

// place describes a request, and returns what it does.
func (s *shelf) place(r *http.Request) (string, func()) {
	switch file, header, err := r.FormFile("u"); {
	case err == nil:
		name := header.Filename
		return "upload " + name, func() {
			data, _ := io.ReadAll(file)
			if s.form == nil || slices.Contains(slices.Concat(slices.Collect(maps.Values(r.Form))...), strconv.Itoa(s.stamp)) {
				s.store(name, string(data))
			}
		}
	case r.Method == http.MethodPost:
		names := r.PostForm["f"]
		return "delete " + strings.Join(names, " "), func() { s.remove(names...) }
	case r.URL.Path == "/conf/d":
		return "file " + r.URL.Query().Get("n"), func() {}
	default:
		return "page " + r.URL.Query().Get("p"), func() {}
	}
}

func (s *shelf) store(name, data string) {
	s.files[name] = data
	s.versions[name]++
}

func (s *shelf) remove(names ...string) {
	for _, name := range names {
		delete(s.files, name)
		delete(s.versions, name)
	}
}

func (s *shelf) page(at int) string {
	var b strings.Builder
	s.stamp++
	action, hidden, button := "/conf/f?t=Private", "", ""
	if s.form != nil {
		action, hidden, button = s.form(s.stamp)
	}
	fmt.Fprintf(&b, `<form method=post enctype=multipart/form-data action="%s">%s Upload file: <input type=file name=u> <button%s>Upload</button></form>
<form method=post action="/conf/f?t=Private"><table><tr><th>Select<th>File<th>Bytes<th>Download<th>Ver. on -1</tr>`, action, hidden, button)
	names := slices.Sorted(maps.Keys(s.files))
	size := s.size
	if size == 0 {
		size = max(len(names), 1)
	}
	for _, name := range names[min((at-1)*size, len(names)):min(at*size, len(names))] {
		fmt.Fprintf(&b, `<tr><td><input type=checkbox name=f value="%[1]s"><td>%[1]s<td>%[2]d<td><a href="/conf/d?n=%[1]s">Click</a><td>%[3]d</tr>`,
			html.EscapeString(name), len(s.files[name]), s.versions[name])
	}
	b.WriteString(`</table><button>Delete selected</button></form>`)
	if pages := (len(names) + size - 1) / size; pages > 1 {
		b.WriteString(s.pager(at, pages, len(names)))
	}
	return b.String()
}
