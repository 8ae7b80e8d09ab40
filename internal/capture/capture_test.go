// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package capture_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"

	"github.com/confproxy/terraform-provider-confproxy/internal/capture"
	"github.com/confproxy/terraform-provider-confproxy/internal/lazyregexp"
)

func vocabulary(text string) bool {
	return slices.Contains([]string{"HTTPT SSL key:", "Save", "Yes", "General", "証明書"}, text)
}

// captured writes pages with one Writer and returns the contents of the files.
func captured(t testing.TB, keep func(string) bool, contentType string, pages ...string) []string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "captures")
	w := writer(t, dir, keep, lazyregexp.New(`\bsure\b`))
	for i, page := range pages {
		w.Page([]capture.Exchange{{Method: "GET", URL: &url.URL{Path: strconv.Itoa(i)}, Status: 200}}, contentType, []byte(page))
	}
	files, err := filepath.Glob(filepath.Join(dir, "*-200.html"))
	if err != nil || len(files) != len(pages) {
		t.Fatalf("%d files for %d pages: %v", len(files), len(pages), err)
	}
	var texts []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, page, _ := strings.Cut(string(text), "\n") // without the request's line
		texts = append(texts, page)
	}
	return texts
}

var placeholder = regexp.MustCompile(`\bx[0-9a-f]{10}\b`)

// numbered replaces placeholders by their number in the text.
func numbered(text string) string {
	var seen []string
	return placeholder.ReplaceAllStringFunc(text, func(p string) string {
		if !slices.Contains(seen, p) {
			seen = append(seen, p)
		}
		return "#" + string(rune('1'+slices.Index(seen, p)))
	})
}

func TestPage(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ page, want string }{
		"texts":                   {"<p>HTTPT SSL \n key: <b>password</b> - <i>password</i> &lt;!&gt;</p>", "<p>HTTPT SSL key: <b>#1</b> #2 <i>#1</i> #3</p>"},
		"kept":                    {"<p> 証明書\n</p><h1>General</h1>", "<p> 証明書\n</p><h1>General</h1>"},
		"rows":                    {"<td><input type=checkbox><td> My secret: <td>a secret:", `<td><input type="checkbox"><td> #1: <td>#2`},
		"values":                  {`<input name=user value=Save checked><textarea name=user>Save me</textarea><textarea></textarea><option value=7 selected>Yes<option value=Yes>7<input value="">`, `<input name="#1" value="#2" checked=""><textarea name="#1">#3</textarea><textarea></textarea><option value="#4" selected="">Yes<option value="Yes">#4<input value="">`},
		"buttons":                 {`<input type=submit value=Save><input type=submit value=x><button value=Save>Save</button>`, `<input type="submit" value="Save"><input type="submit" value="#1"><button value="Save">Save</button>`},
		"never shown":             {"<!-- s --><script>s</script><style>s{}</style><noscript>s</noscript><iframe>s</iframe><?php s ?>", "<script></script><style></style><noscript></noscript><iframe></iframe>"},
		"doctype":                 {"<!DOCTYPE html SYSTEM 's'>", "<!DOCTYPE html>"},
		"attributes":              {`<div data-s=s onclick="s()" s title=s alt=Save class="row odd" style="display: none;--t:s" colspan=2>`, `<div title="#1" alt="Save" class="row odd" style="display:none" colspan="2">`},
		"names":                   {`<input id=a name=a><label for=a>x</label><a href="#a">y</a>`, `<input id="#1" name="#1"><label for="#1">#2</label><a href="##1">#3</a>`},
		"addresses":               {`<a href="/conf/../conf/s;x=1?page=2&amp;2=s#tab"><a href="https://user:pass@proxy.corp:7615/a"><form action="javascript:s()"><a href="mailto:a@b.c">`, `<a href="/#1/../#1/#2;#3=#4?#5=#6&amp;#6=#2##7"><a href="https://#8/#9"><form action="#:"><a href="#;">`},
		"refresh":                 {`<meta http-equiv=Refresh content="1; URL='/conf/s?a=Save'">`, `<meta http-equiv="refresh" content="1; url=/#1/#2?#3=Save">`},
		"forms that read":         {`<form><input type=hidden name=p value=General><input name=q value=General></form><form method=post><input type=hidden value=General>`, `<form><input type="hidden" name="#1" value="General"><input name="#2" value="#3"></form><form method="post"><input type="hidden" value="#3">`},
		"vocabulary in addresses": {`<a href="/General/x?General=General&amp;a=my+secret#General">`, `<a href="/General/#1?#2=General&amp;#3=#4##2">`},
		"counts":                  {`General <small> (12)</small>(1234567)`, `General <small> (0)</small>#1`},
		"beside a box":            {`<input type=checkbox> Yes, I am sure: really<input type=checkbox><b>sure</b> sure <input type=checkbox> sure:`, `<input type="checkbox"> #1 sure<input type="checkbox"><b>#2 sure</b> #2 <input type="checkbox"> #2:`},
		"odd elements":            {"<hunter2 a=1>x</hunter2>", "<x-#1>#2</x-#1>"},
		"unquoted values":         {`<input value=my secret type=text>`, `<input value="#1" type="text">`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := numbered(captured(t, vocabulary, "text/html; charset=utf-8", test.page)[0]); got != test.want {
				t.Errorf("captured as\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// A list of ports is replaced by ports, so that a row of ports is recognised.
func TestPortsStayPorts(t *testing.T) {
	t.Parallel()
	const page = `<input value="80, 443"><textarea>7615</textarea>`
	got := captured(t, nil, "text/html", page)[0]
	if !regexp.MustCompile(`^<input value="[0-9]{1,5}, [0-9]{1,5}"><textarea>[0-9]{1,5}</textarea>$`).MatchString(got) || strings.Contains(got, "80, 443") {
		t.Errorf("captured as %s", got)
	}
}

// The same text has one placeholder in all pages of a writer, and a different
// one in another writer's pages.
func TestPlaceholdersAreStable(t *testing.T) {
	t.Parallel()
	const page = `<p>secret</p>`
	pages := captured(t, nil, "text/html", page, `<p class=a>secret</p>`)
	first, second := placeholder.FindString(pages[0]), placeholder.FindString(pages[1])
	if first == "" || first != second {
		t.Errorf("the placeholders are %q and %q", first, second)
	}
	if other := placeholder.FindString(captured(t, nil, "text/html", page)[0]); other == first {
		t.Error("another writer has the same placeholder: it can be guessed")
	}
}

// The first line shows the request and the answer's metadata. An answer that
// repeats the previous one at its address is not written.
func TestHeads(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := writer(t, dir, vocabulary, nil)
	at := func(ref string) *url.URL {
		u, err := url.Parse(ref)
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	root, home := at("https://proxy.corp:7615/General"), at("https://proxy.corp:7615/a%20b?sid=s+1&x=Save")
	page := `<a href="//proxy.corp:7615/a b?sid=s 1&amp;x=Save">`
	w.Page([]capture.Exchange{{"GET", root, 401, `basic realm="our secret"`}}, "text/html", nil)
	w.Page([]capture.Exchange{{"POST", root, 303, ""}, {"GET", home, 200, "secret"}}, "text/html", []byte(page))
	w.Page([]capture.Exchange{{"POST", root, 303, ""}, {"GET", home, 200, "secret"}}, "text/html", []byte(page))
	w.Page([]capture.Exchange{{"GET", home, 200, ""}}, "text/html", []byte(page+"<p>"))
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, file := range files {
		data, err := os.ReadFile(filepath.Join(dir, file.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all.WriteString(file.Name() + " " + string(data) + "\n")
	}
	const want = `0001-401.html <!-- GET https://#1/General 401 Basic -->

0002-303.html <!-- POST https://#1/General 303 https://#1/#2?#3=#4&#5=Save -->

0003-200.html <!-- GET https://#1/#2?#3=#4&#5=Save 200 -->
<a href="//#1/#2?#3=#4&amp;#5=Save">
0004-200.html <!-- GET https://#1/#2?#3=#4&#5=Save 200 -->
<a href="//#1/#2?#3=#4&amp;#5=Save"><p>
`
	if got := numbered(all.String()); got != want {
		t.Errorf("written is\n%s\nwant\n%s", got, want)
	}
}

func TestEncoding(t *testing.T) {
	t.Parallel()
	page, err := japanese.ShiftJIS.NewEncoder().String("<p>証明書</p><p>秘密</p>")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := numbered(captured(t, vocabulary, "text/html; charset=Shift_JIS", page)[0]), "<p>証明書</p><p>#1</p>"; got != want {
		t.Errorf("captured as %s, want %s", got, want)
	}
}

func writer(t testing.TB, dir string, keep func(string) bool, hint func() *regexp.Regexp) *capture.Writer {
	t.Helper()
	w, err := capture.New(dir, keep, hint)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestNothingIsWritten(t *testing.T) {
	t.Parallel()
	trail := []capture.Exchange{{Method: "GET", URL: &url.URL{Path: "/conf"}, Status: 200}}
	writer(t, "", vocabulary, nil).Page(trail, "", []byte("x")) // a nil Writer
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if w, err := capture.New(file, vocabulary, nil); w != nil || err == nil {
		t.Error("a file is accepted as the folder")
	}
}

// A folder that holds a run is not mixed with another.
func TestRunsAreNotMixed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for range 3 {
		writer(t, dir, nil, nil).Page([]capture.Exchange{{Method: "GET", URL: &url.URL{Path: "/conf"}, Status: 200}}, "text/html", nil)
	}
	for _, folder := range []string{".", "2", "3"} {
		if files, err := filepath.Glob(filepath.Join(dir, folder, "*.html")); err != nil || len(files) != 1 {
			t.Errorf("%s has %q, %v", folder, files, err)
		}
	}
}

// places are the places in a page where a secret may stand.
var places = [][2]string{
	{"", ""}, {"<p>", "</p>"}, {"<input value=", ">"}, {"<input name='", "'>"}, {"<a href='/x?a=", "'>"}, {"<a href='/", "/y'>"}, {"<!--", "-->"},
	{"<script>", "</script>"}, {"<p style='--x:", "'>"}, {"<p style='display:none;color:#", "'>"}, {"<", ">"}, {"</", ">"}, {"<p ", ">"}, {"<p data-", "=1>"},
	{"<p lang=", ">"}, {"<p colspan=", ">"}, {"<meta http-equiv=refresh content='0;", "'>"}, {"<a href='", ":x'>"}, {"<a href='http://", "/'>"},
	{"<textarea>", ""}, {"<title>", ""}, {"<!DOCTYPE ", ">"}, {"<p onclick=", ">"}, {"<a href='/x#", "'>"}, {"<option value='", "'>"}, {"<p hidden=", ">"},
	{"<input type=checkbox> ", ":"}, {"<![CDATA[", "]]>"}, {"<svg><title>", "</title>"}, {"<p title='", "'>"}, {"<input checked=", ">"},
}

// Secrets of every kind are removed: dictionary words, punctuation, tokens.
func TestNoSecretIsLeft(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{"correct-horse", "Sommer", "!!!!????", "hunter2", "8A1b2c3d4e5f", "日本", "password1:"} {
		for _, around := range places {
			got := captured(t, vocabulary, "text/html; charset=utf-8", around[0]+secret+around[1])[0]
			if strings.Contains(strings.ToLower(placeholder.ReplaceAllString(got, "")), strings.ToLower(secret)) {
				t.Errorf("%q is left of %q: %s", secret, around[0]+secret+around[1], got)
			}
		}
	}
}

func FuzzPage(f *testing.F) {
	for _, around := range places {
		f.Add([]byte(around[0]), []byte(around[1]))
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, before, after []byte) {
		if bytes.Contains(bytes.ToLower(before), []byte("class")) || len(before)+len(after) > 1<<16 {
			return // classes stay
		}
		sum := sha256.Sum256(append(slices.Clone(before), after...))
		token := hex.EncodeToString(sum[:])
		name := filepath.Join(dir, token)
		trail := []capture.Exchange{{Method: "GET", URL: &url.URL{Path: "/conf"}, Status: 200}}
		writer(t, name, nil, nil).Page(trail, "text/html; charset=utf-8", slices.Concat(before, []byte(token), after))
		got, err := os.ReadFile(filepath.Join(name, "0001-200.html"))
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i+16 <= len(token); i++ {
			if strings.Contains(strings.ToLower(string(got)), token[i:i+16]) {
				t.Fatalf("the token %s is left in %q", token, got)
			}
		}
	})
}
