// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"

	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

func encoded(t testing.TB, e encoding.Encoding, text string) string {
	t.Helper()
	out, err := e.NewEncoder().String(text)
	ok(t, err)
	return out
}

func TestParseFindsTheEncoding(t *testing.T) {
	t.Parallel()
	const text = "証明書の設定"
	page := func(head string) string {
		return "<html><head>" + head + "</head><body><p>" + text + "</p></body></html>"
	}
	sjis := func(s string) string { return encoded(t, japanese.ShiftJIS, s) }
	tests := map[string]struct{ contentType, body string }{
		"header":                            {"text/html; charset=Shift_JIS", sjis(page(""))},
		"header with an alias":              {`text/html; charset="x-sjis"`, sjis(page(""))},
		"header wins over meta":             {"text/html; charset=utf-8", page(`<meta charset="Shift_JIS">`)},
		"meta charset":                      {"text/html", sjis(page(`<meta charset="Shift_JIS">`))},
		"meta http-equiv":                   {"", sjis(page(`<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">`))},
		"meta euc-jp":                       {"", encoded(t, japanese.EUCJP, page(`<meta charset="euc-jp">`))},
		"meta iso-2022-jp":                  {"", encoded(t, japanese.ISO2022JP, page(`<meta charset="iso-2022-jp">`))},
		"nothing said, valid UTF-8":         {"text/html", page("")},
		"meta utf-8":                        {"text/html", page(`<meta charset="utf-8">`)},
		"byte order mark of UTF-8":          {"text/html", "\uFEFF" + page("")},
		"byte order mark wins over header":  {"text/html; charset=Shift_JIS", "\uFEFF" + page("")},
		"meta cannot say UTF-16":            {"text/html", page(`<meta charset="utf-16">`)},
		"unknown encoding in the header":    {"text/html; charset=klingon", page(`<meta charset="utf-8">`)},
		"header that cannot be parsed":      {"text/html; charset", page("")},
		"a comment that mentions a charset": {"text/html", page(`<!-- <meta charset="Shift_JIS"> -->`)},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := parseAs(t, test.contentType, test.body).Text(); got != text {
				t.Errorf("the text is %q, want %q", got, text)
			}
		})
	}
}

func TestParseInvalidBytes(t *testing.T) {
	t.Parallel()
	p := parseAs(t, "text/html; charset=utf-8", "<p>a\xff\xfeb</p>\x00<input name=\"n\xc3\" value='\xe3\x81'>")
	if got, want := p.Text(), "a\uFFFDb"; got != want {
		t.Errorf("the text is %q, want %q", got, want)
	}
	if got := p.Controls()[0].Name; got != "n\uFFFD" {
		t.Errorf("the name is %q", got)
	}
}

func TestParseLimit(t *testing.T) {
	t.Parallel()
	const page = "<p>twelve</p>"
	tests := map[string]struct {
		limit int64
		fits  bool
	}{
		"exactly":      {int64(len(page)), true},
		"one too many": {int64(len(page)) - 1, false},
		"none":         {0, false},
		"any":          {math.MaxInt64 - 1, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, err := htmlform.Parse(mustURL(t, pageURL), "", strings.NewReader(page), test.limit)
			switch {
			case test.fits && (err != nil || p.Text() != "twelve"):
				t.Errorf("Parse: %v", err)
			case !test.fits && (err == nil || !strings.Contains(err.Error(), fmt.Sprintf("than the %d bytes", test.limit))):
				t.Errorf("the error is %v, want one that names the limit %d", err, test.limit)
			}
		})
	}
}

func TestParseReadError(t *testing.T) {
	t.Parallel()
	broken := errors.New("the line was cut")
	_, err := htmlform.Parse(mustURL(t, pageURL), "", errorReader{broken}, 100)
	if !errors.Is(err, broken) {
		t.Errorf("the error is %v, want one that wraps %v", err, broken)
	}
}

type errorReader struct{ err error }

func (r errorReader) Read([]byte) (int, error) { return 0, r.err }

// Pages made to exhaust a parser are refused or parsed quickly; otherwise the
// test would exceed its time limit.
func TestParseBombs(t *testing.T) {
	t.Parallel()
	const many = 50_000
	pages := map[string]string{
		"divs":              strings.Repeat("<div>", many),
		"divs with ids":     strings.Repeat("<div id=x>", many),
		"tables":            strings.Repeat("<table><tr><td>", many),
		"forms":             strings.Repeat("<form><div>", many),
		"formatting":        strings.Repeat("<b><i><a href=x>", many),
		"misnested":         strings.Repeat("<b><p></b>", many),
		"lists":             strings.Repeat("<ul><li>", many),
		"fieldsets":         strings.Repeat("<fieldset disabled>", many),
		"buttons":           strings.Repeat("<button><span>", many),
		"svg":               strings.Repeat("<svg><g>", many),
		"templates":         strings.Repeat("<template>", many),
		"templates and div": strings.Repeat("<template><div>", many),
		"selects":           strings.Repeat("<select><optgroup><option>", many),
		"attributes":        "<p " + strings.Repeat("a ", many) + ">x",
		"one attribute":     "<p a='" + strings.Repeat("a", many) + ">",
		"unfinished tags":   strings.Repeat("<", many),
		"end tags":          strings.Repeat("</div></p></form>", many),
	}
	for name, page := range pages {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, err := htmlform.Parse(mustURL(t, pageURL), "text/html", strings.NewReader(page), 16<<20)
			if err != nil {
				if !errors.Is(err, htmlform.ErrTooDeep) || !strings.Contains(err.Error(), "512") {
					t.Errorf("Parse: %v, want ErrTooDeep", err)
				}
				return
			}
			p.Text()
			p.Links()
			p.Rows()
			p.Lines()
			p.Tables("x")
		})
	}
}

func TestParseDeepButTolerable(t *testing.T) {
	t.Parallel()
	p := parse(t, strings.Repeat("<div>", 400)+"<input type=checkbox>HTTPT ports: <input name=a>")
	if got := names(p.Rows()[0].ControlsAfterLabel()); len(got) != 1 {
		t.Errorf("the controls of the row are %q", got)
	}
}

// The form of a control is determined while parsing; the marks in the tags must
// never show.
func TestParseLeavesNoMarks(t *testing.T) {
	t.Parallel()
	p := parse(t, `<title><form></title><textarea name=t><form><input></textarea><form><p title="htmlform-owner='1'"><input name=a
		value="<input htmlform-owner=1>"><select name=s><option value="htmlform-owner">htmlform-owner</select>
		<iframe><form></iframe><noscript><form><input name=no></noscript><svg><title><form><input name=svg></title></svg>
		<xmp><input></xmp><input/name=slash></form>`)
	diff(t, "values", map[string]string{
		"t": "<form><input>", "a": "<input htmlform-owner=1>", "s": "htmlform-owner", "slash": "", "svg": "",
	}, valuesByName(p))
	if text := p.Text(); text != "<input>" {
		t.Errorf("the text is %q", text)
	}
}

func valuesByName(p *htmlform.Page) map[string]string {
	values := make(map[string]string)
	for _, c := range p.Controls() {
		values[c.Name] = c.Value()
	}
	return values
}

func TestUnclosed(t *testing.T) {
	t.Parallel()
	const whole = "<html><head><title>t</title></head><body><form><table><tr><td><select><option>a</select>" +
		"<textarea>x</textarea></table></form></body></html>"
	tests := map[string]struct {
		page string
		want []string
	}{
		"whole":                           {whole, nil},
		"cut in the table":                {whole[:strings.Index(whole, "<select>")], []string{"html", "body", "form", "table"}},
		"cut in the textarea":             {whole[:strings.Index(whole, "x</textarea>")], []string{"html", "body", "form", "table", "textarea"}},
		"cut in a tag":                    {whole[:strings.Index(whole, "</table>")+4], []string{"html", "body", "form", "table"}},
		"cut in a script":                 {"<body><script>var a = '<form>'", []string{"body", "script"}},
		"left out by habit":               {"<p>a<p>b<ul><li>c</ul>", nil},
		"an end tag too many, then a cut": {"<body></form><form><input>", []string{"body", "form"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diff(t, "Unclosed", test.want, parse(t, test.page).Unclosed())
		})
	}
}

func TestPagesAreImmutable(t *testing.T) {
	t.Parallel()
	p := parse(t, `<form id=f><input name=a><select name=s><option>1<option>2</select></form>`)
	p.URL().Host = "evil.example"
	p.Forms()[0] = nil
	p.Controls()[0] = nil
	p.Forms()[0].Controls()[0] = nil
	p.Forms()[0].Fill().Address().Host = "evil.example"
	named(t, p, "s").Options()[0].Value = "changed"
	ok(t, p.Forms()[0].Fill().Set(named(t, p, "a"), "x"))
	ok(t, p.Forms()[0].Fill().Set(named(t, p, "s"), "2"))
	got := send(t, p.Forms()[0].Fill()).URL
	if want := "http://proxy.example:7615/conf/page?a=&s=1"; got != want {
		t.Errorf("the request goes to %s, want %s", got, want)
	}
	var _ = p.URL()
}
