// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// received posts the only form of a page to a server and returns what net/http
// read there.
func received(t *testing.T, contentType, page string, touch func(*htmlform.Page, *htmlform.Submission)) map[string][]string {
	t.Helper()
	var got map[string][]string
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		got = r.PostForm
	}))
	defer server.Close()
	p, err := htmlform.Parse(mustURL(t, server.URL), contentType, strings.NewReader(page), 1<<20)
	ok(t, err)
	s := onlyForm(t, p).Fill()
	if touch != nil {
		touch(p, s)
	}
	req, err := s.Request(t.Context())
	ok(t, err)
	resp, err := server.Client().Do(req)
	ok(t, err)
	ok(t, resp.Body.Close())
	return got
}

// Untouched values arrive exactly as in the attribute, whatever a browser would
// make of them.
func TestValuesArriveAsTheyStand(t *testing.T) {
	t.Parallel()
	values := map[string]string{
		"number": "1,000", "range": "200", "date": "27.11.2026", "month": "November", "week": "48", "time": "9:00",
		"datetime-local": "27.11.2026 9:00", "color": "red", "email": " a@b , c ", "url": " http://x/ ", "tel": " 1 ", "search": " s ",
		"text": " t ", "password": " p ", "hidden": " h ", "bogus": " b ", "checkbox": " c ", "radio": " r ", "submit": " s ",
	}
	var form strings.Builder
	want := map[string][]string{"area": {" x "}, "select": {" o "}}
	form.WriteString(`<form method=post><textarea name=area> x </textarea><select name=select><option value=" o "></select>`)
	for typ, value := range values {
		form.WriteString(`<input type=` + typ + ` name=` + typ + ` value="` + value + `" min=5 max=9 step=3 checked>`)
		want[typ] = []string{value}
	}
	got := received(t, "text/html; charset=utf-8", form.String()+"</form>", func(p *htmlform.Page, s *htmlform.Submission) {
		ok(t, s.Press(named(t, p, "submit")))
		ok(t, s.CheckUntouched())
	})
	diff(t, "what arrived", want, got)
}

// Every byte that has a meaning in an encoding of single bytes comes back, also
// where the page states the wrong one. One that has none is not sent.
func TestBytesComeBack(t *testing.T) {
	t.Parallel()
	var high strings.Builder
	for b := 0x80; b <= 0xFF; b++ {
		high.WriteByte(byte(b))
	}
	for charset, lost := range map[string]string{
		"windows-1252": "\x81\x8D\x8F\x90\x9D", "iso-8859-1": "\x81\x8D\x8F\x90\x9D", "us-ascii": "\x81\x8D\x8F\x90\x9D",
		"windows-1250": "\x81\x83\x88\x90\x98", "windows-1251": "\x98", "windows-1256": "",
	} {
		t.Run(charset, func(t *testing.T) {
			t.Parallel()
			value := ""
			for i := range high.Len() {
				if b := high.String()[i : i+1]; !strings.Contains(lost, b) {
					value += b
				}
			}
			form := func(value string) string {
				return "<form method=post><input name=a value=\"" + value + "\"><input name=b value=x></form>"
			}
			got := received(t, "text/html; charset="+charset, form(value), func(_ *htmlform.Page, s *htmlform.Submission) { ok(t, s.CheckUntouched()) })
			diff(t, "what arrived", []string{value}, got["a"])
			for i := range lost {
				p := parseAs(t, "text/html; charset="+charset, form(lost[i:i+1]))
				if err := onlyForm(t, p).Fill().CheckUntouched(); err == nil || !strings.Contains(err.Error(), `"a"`) {
					t.Errorf("the byte %x is sent as another one: %v", lost[i], err)
				}
			}
		})
	}
}

// A value that would be sent back as different bytes is refused, unless
// somebody entered another value.
func TestCheckUntouched(t *testing.T) {
	t.Parallel()
	form := func(value string) string {
		return `<form method=post><textarea name=a>` + value + `</textarea><input name=b disabled value="&#9786;"></form>`
	}
	tests := map[string]struct {
		contentType, value string
		comesBack          bool
	}{
		"UTF-8":                               {"text/html; charset=utf-8", "日本 é 🎉 �", true},
		"invalid UTF-8":                       {"text/html; charset=utf-8", "a\xffb", false},
		"a NUL":                               {"text/html; charset=utf-8", "a\x00b", false},
		"UTF-8 called latin1":                 {"text/html; charset=iso-8859-1", "日本 é €", true},
		"UTF-8 called latin1, no character":   {"text/html; charset=iso-8859-1", "Á", false},
		"latin1 called UTF-8":                 {"text/html; charset=utf-8", "\xe9", false},
		"a reference the encoding lacks":      {"text/html; charset=windows-1252", "&#9786;", false},
		"a reference that the encoding knows": {"text/html; charset=windows-1252", "&eacute;", true},
		"Shift_JIS":                           {"text/html; charset=Shift_JIS", "\x93\xfa\x96\x7b \xb1", true},
		"Shift_JIS, a second spelling":        {"text/html; charset=Shift_JIS", "\xfa\x5c", false},
		"Shift_JIS, half a character":         {"text/html; charset=Shift_JIS", "\x93 x", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := parseAs(t, test.contentType, form(test.value))
			s := onlyForm(t, p).Fill()
			err := s.CheckUntouched()
			if (err == nil) != test.comesBack || err != nil && !strings.Contains(err.Error(), `"a"`) {
				t.Errorf("CheckUntouched: %v, want nil: %t", err, test.comesBack)
			}
			ok(t, s.Set(named(t, p, "a"), "new"))
			ok(t, s.CheckUntouched())
		})
	}
}
