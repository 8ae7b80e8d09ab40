// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

var chromium = flag.String("chromium", "", "record testdata/chromium anew with this Chromium")

// edit is an action of a person on the element with the id.
type edit struct {
	id     string
	set    string   // text
	choose []string // options
	toggle bool     // of a checkbox or radio button
	file   *upload
}

type upload struct{ name, content string }

// recordings are the pages of testdata/chromium with their edits. Finally, the
// button with the id "save" is pressed.
var recordings = map[string][]edit{
	"repeat":               {{id: "use", toggle: true}, {id: "unuse", toggle: true}, {id: "r2", toggle: true}, {id: "v4", set: ` new "値" & <x> `}},
	"lines":                {{id: "f", set: "\n1\r\n2\r3\n\n"}},
	"selects":              {{id: "n", choose: []string{"2", "3"}}, {id: "o", choose: []string{"two"}}},
	"disabled":             {{id: "m", set: "new"}},
	"owners":               {{id: "c", set: "new"}},
	"misnested":            {{id: "a", set: "new"}},
	"closed":               {{id: "a", set: "new"}},
	"image":                {{id: "a", set: "new"}},
	"image-nameless":       {{id: "a", set: "new"}},
	"submit-without-value": {{id: "a", set: "new"}},
	"formaction":           {{id: "a", set: "new"}},
	"formaction-empty":     {{id: "a", set: "new"}},
	"get":                  nil,
	"multipart": {
		{id: "box", toggle: true},
		{id: "cert", file: &upload{"証明書 2024.pem", "-----BEGIN\r\nx\ny\x00\xff\n"}},
		{id: "odd", file: &upload{"a\"b\nc\r\nd\\e%22.key", ""}},
		{id: "typeless", file: &upload{"none", "x"}},
	},
	"accept-windows-1252": nil,
}

const recordedHost = "proxy.example:7615"

// TestChromium submits pages and compares the requests with Chromium's after the same edits. Record with: go test
// ./internal/htmlform -run TestChromium -chromium chromium.
func TestChromium(t *testing.T) { //nolint:tparallel // One browser records at a time.
	t.Parallel()
	files, err := filepath.Glob("testdata/chromium/*.html")
	ok(t, err)
	if len(files) != len(recordings) {
		t.Errorf("%d pages, %d lists of edits", len(files), len(recordings))
	}
	for name, edits := range recordings {
		t.Run(name, func(t *testing.T) {
			if *chromium == "" {
				t.Parallel()
			}
			path := filepath.Join("testdata", "chromium", name)
			page, err := os.ReadFile(path + ".html")
			ok(t, err)
			if *chromium != "" {
				ok(t, os.WriteFile(path+".golden", record(t, name, page, edits), 0o644))
			}
			golden, err := os.ReadFile(path + ".golden")
			ok(t, err)
			diff(t, "what is sent", strings.Split(string(golden), "\n"), strings.Split(string(replay(t, name, page, edits)), "\n"))
		})
	}
}

// replay makes the edits with the package.
func replay(t *testing.T, name string, page []byte, edits []edit) []byte {
	t.Helper()
	p, err := htmlform.Parse(mustURL(t, "http://"+recordedHost+"/pages/"+name), "text/html", bytes.NewReader(page), 1<<20)
	ok(t, err)
	byID := make(map[string]*htmlform.Control)
	for _, c := range p.Controls() {
		byID[c.ID] = c
	}
	save := byID["save"]
	if save == nil || save.Form == nil {
		t.Fatal("there is no button to press")
	}
	s := save.Form.Fill()
	ok(t, s.Press(save))
	for _, e := range edits {
		c := byID[e.id]
		switch {
		case e.toggle:
			ok(t, s.Check(c, c.Kind == htmlform.Radio || !c.Checked))
		case e.choose != nil:
			ok(t, s.SetValues(c, e.choose))
		case e.file != nil:
			ok(t, s.Attach(c, e.file.name, []byte(e.file.content)))
		default:
			ok(t, s.Set(c, e.set))
		}
	}
	req, err := s.Request(t.Context())
	ok(t, err)
	return canonical(t, req)
}

// canonical writes a request as text, with a fixed boundary.
func canonical(t *testing.T, req *http.Request) []byte {
	t.Helper()
	var body []byte
	if req.Body != nil {
		var err error
		body, err = io.ReadAll(req.Body)
		ok(t, err)
	}
	contentType := req.Header.Get("Content-Type")
	if before, boundary, found := strings.Cut(contentType, "boundary="); found {
		contentType = before + "boundary=BOUNDARY"
		body = bytes.ReplaceAll(body, []byte(boundary), []byte("BOUNDARY"))
	}
	referer, err := url.Parse(req.Header.Get("Referer"))
	ok(t, err)
	origin := ""
	if req.Header.Get("Origin") != "" {
		origin = "own"
	}
	return append(fmt.Appendf(nil, "%s %s\nOrigin: %s\nReferer: %s\nContent-Type: %s\n\n",
		req.Method, req.URL.RequestURI(), origin, referer.RequestURI(), contentType), body...)
}

// record makes the edits in Chromium.
func record(t *testing.T, name string, page []byte, edits []edit) []byte {
	t.Helper()
	recorded := make(chan []byte, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		switch {
		case req.Method == http.MethodGet && req.URL.Path == "/pages/"+name && req.URL.RawQuery == "":
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprintf(w, "%s<script>%s</script>", page, script(edits))
		case req.URL.Path != "/favicon.ico" && req.Header.Get("Sec-Fetch-Dest") != "image":
			select {
			case recorded <- canonical(t, req):
			default:
			}
		}
	}))
	defer server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	browser := exec.CommandContext(ctx, *chromium, "--headless", "--no-sandbox", "--disable-gpu", "--lang=en-US",
		"--user-data-dir="+t.TempDir(), "--virtual-time-budget=20000", "--dump-dom", server.URL+"/pages/"+name)
	output, err := browser.CombinedOutput()
	select {
	case got := <-recorded:
		return got
	default:
		t.Fatalf("Chromium sent nothing: %v\n%s", err, output)
		return nil
	}
}

// script makes the edits in the browser.
func script(edits []edit) string {
	var js strings.Builder
	js.WriteString("const byId = id => document.getElementById(id);\n")
	for _, e := range edits {
		fmt.Fprintf(&js, "{ const c = byId(%s);", quoteJS(e.id))
		switch {
		case e.toggle:
			js.WriteString("c.click();")
		case e.choose != nil:
			js.WriteString("for (const o of c.options) o.selected = [")
			for _, value := range e.choose {
				js.WriteString(quoteJS(value) + ",")
			}
			js.WriteString("].includes(o.value);")
		case e.file != nil:
			js.WriteString("const d = new DataTransfer(); d.items.add(new File([new Uint8Array([")
			for _, b := range []byte(e.file.content) {
				fmt.Fprintf(&js, "%d,", b)
			}
			fmt.Fprintf(&js, "])], %s)); c.files = d.files;", quoteJS(e.file.name))
		default:
			fmt.Fprintf(&js, "c.value = %s;", quoteJS(e.set))
		}
		js.WriteString("}\n")
	}
	js.WriteString("byId('save').click();\n")
	return js.String()
}

// quoteJS quotes a string in ASCII, because the page may have any encoding.
func quoteJS(text string) string {
	var out strings.Builder
	out.WriteByte('"')
	for _, unit := range utf16.Encode([]rune(text)) {
		fmt.Fprintf(&out, `\u%04x`, unit)
	}
	out.WriteByte('"')
	return out.String()
}
