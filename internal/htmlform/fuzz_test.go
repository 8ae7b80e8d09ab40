// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// seedPages are the pages of testdata and small ones of every odd kind.
func seedPages(f *testing.F) [][]byte {
	f.Helper()
	files, err := filepath.Glob("testdata/*/*.html")
	if err != nil || len(files) == 0 {
		f.Fatalf("no pages: %v", err)
	}
	var pages [][]byte
	for _, file := range files {
		page, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		pages = append(pages, page)
	}
	for _, page := range []string{
		"", "<", "<!--", "A: <input>", "<button>A:</button>", "<p><button>A</button><input>", "<table><form><tr><td>A:<input></form>",
		"<b>A</b><i>B</i>:<input type=checkbox><br><input>", "<dl><dt><input type=checkbox>A<dd><input></dl>", "<th>A<table><th>B<td>C",
		"<select><option>A<optgroup><option>B", "<template><form><input>", "<svg><form><input><title>A", "<frameset><frame src=a>",
		"<fieldset disabled><legend><input></legend><input>", "<input type=image><input type=file><input form=x>", "<div role=row><i role=cell>A",
		"<table><tr><th colspan=9>A<th rowspan=9>B<tr><td>1", "<label for=a>A</label><input id=a>", "<textarea>\n\n</textarea>",
		"<meta charset=shift_jis>\x83\x5c", "\xfe\xff\x00<\x00p", "<p hidden>A:<input></p>", "<input type=range max=x step=0 min=1e9>",
	} {
		pages = append(pages, []byte(page))
	}
	return pages
}

const fuzzLimit = 1 << 18

func fuzzParse(t *testing.T, page []byte, contentType string) *htmlform.Page {
	t.Helper()
	p, err := htmlform.Parse(mustURL(t, pageURL), contentType, bytes.NewReader(page), fuzzLimit)
	isTooLarge := err != nil && strings.Contains(err.Error(), fmt.Sprint(fuzzLimit))
	if isTooLarge != (len(page) > fuzzLimit) || err != nil && !isTooLarge && !errors.Is(err, htmlform.ErrTooDeep) {
		t.Fatalf("Parse of %d bytes: %v", len(page), err)
	}
	return p
}

func FuzzParse(f *testing.F) {
	for _, page := range seedPages(f) {
		f.Add(page, "text/html; charset=utf-8")
		f.Add(page, "")
	}
	f.Fuzz(checkPage)
}

func checkPage(t *testing.T, page []byte, contentType string) {
	t.Helper()
	p := fuzzParse(t, page, contentType)
	if p == nil {
		return
	}
	for _, text := range append(p.Lines(), p.Text()) {
		if strings.TrimSpace(text) != text || strings.Contains(text, "  ") {
			t.Errorf("white space is left in %q", text)
		}
	}
	p.Refresh()
	p.Unclosed()
	p.Frames()
	for _, l := range p.Links() {
		l.SamePage()
		if l.Text != "" && !slices.Contains(p.LinksByText(l.Text), l) {
			t.Errorf("the link %q is not found by its text", l.Text)
		}
		if l.URL.Scheme != "http" && l.URL.Scheme != "https" || l.URL.Host == "" {
			t.Errorf("the link leads to %s", l.URL)
		}
	}
	for _, c := range p.Controls() {
		c.Label()
		c.SuffixText()
		if form := c.Form; form != nil && !slices.Contains(form.Controls(), c) {
			t.Error("a control is not among those of its form")
		}
		if text := c.Text; text != "" && (c.Kind == htmlform.Submit || c.Kind == htmlform.Image) && !slices.Contains(p.Buttons(text), c) {
			t.Errorf("the button %q is not found by its text", text)
		}
	}
	for _, id := range []string{"f", "g", "a"} {
		section, found := p.Section(id)
		if !found {
			continue
		}
		for _, row := range section.Rows() {
			for _, c := range row.Controls() {
				if !slices.Contains(section.Controls(), c) {
					t.Error("a control of the row is not in the section")
				}
			}
		}
		section.Tables("A")
		section.Text()
		section.Frames()
	}
	for _, form := range p.Forms() {
		form.Text()
	}
}

func FuzzSubmission(f *testing.F) {
	for i, page := range seedPages(f) {
		f.Add(page, "text/html", "日本 é🎉\n\"&", uint64(i))
		f.Add(page, "text/html; charset=shift_jis", "¥\x00", uint64(i))
	}
	f.Fuzz(checkSubmissions)
}

func checkSubmissions(t *testing.T, page []byte, contentType, value string, seed uint64) {
	t.Helper()
	p := fuzzParse(t, page, contentType)
	if p == nil {
		return
	}
	rng := rand.New(rand.NewPCG(seed, 0))
	for _, form := range p.Forms() {
		s := form.Fill()
		for _, c := range form.Controls() {
			touch(rng, s, c, value)
		}
		checkRequest(t, s)
	}
}

// touch makes an edit that a person might make; refusals do not matter.
func touch(rng *rand.Rand, s *htmlform.Submission, c *htmlform.Control, value string) {
	if rng.IntN(8) == 0 {
		_ = s.Enable(c)
	}
	switch rng.IntN(6) {
	case 0:
		_ = s.Set(c, value)
	case 1:
		_ = s.Check(c, rng.IntN(2) == 0)
	case 2:
		var values []string
		for _, o := range c.Options() {
			if rng.IntN(2) == 0 {
				values = append(values, o.Value)
			}
		}
		_ = s.SetValues(c, values)
	case 3:
		_ = s.Attach(c, value, []byte(value))
	case 4:
		_ = s.Press(c)
	}
}

func checkRequest(t *testing.T, s *htmlform.Submission) {
	t.Helper()
	req, err := s.Request(t.Context())
	if err != nil {
		return
	}
	got := sentBy(t, req)
	if strings.ContainsFunc(req.URL.RequestURI(), func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		t.Errorf("the request line would be broken by %q", req.URL.RequestURI())
	}
	data := got.Body
	if req.Method == http.MethodGet {
		data = req.URL.RawQuery
	}
	if strings.HasPrefix(got.ContentType, "multipart/") {
		parts(t, sent{ContentType: got.ContentType, Body: "x" + got.Body})
	} else if strings.ContainsFunc(data, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		t.Errorf("the data is not escaped: %q", data)
	}
	if req.GetBody != nil {
		body, err := req.GetBody()
		ok(t, err)
		again, err := io.ReadAll(body)
		ok(t, err)
		if string(again) != got.Body {
			t.Error("the body is another one the second time")
		}
	}
}

func FuzzRows(f *testing.F) {
	for _, page := range seedPages(f) {
		f.Add(page)
	}
	for seed := range uint64(20) {
		f.Add([]byte(newModel(rand.New(rand.NewPCG(seed, 3))).html()))
	}
	f.Fuzz(checkRows)
}

func checkRows(t *testing.T, page []byte) {
	t.Helper()
	p := fuzzParse(t, page, "text/html; charset=utf-8")
	if p == nil {
		return
	}
	all := p.Controls()
	seen := 0 // all before are of earlier rows
	for _, row := range p.Rows() {
		controls, after := row.Controls(), row.ControlsAfterLabel()
		for _, c := range controls {
			at := slices.Index(all, c)
			if at < seen || !row.Contains(c) {
				t.Errorf("a control of the row %q is out of order, or of another row", row.Label)
			}
			seen = at + 1
		}
		for _, box := range row.Boxes() {
			if box.Kind != htmlform.Checkbox || !slices.Contains(controls, box) || slices.Contains(after, box) {
				t.Errorf("a box of the row %q is none", row.Label)
			}
		}
		shown := slices.DeleteFunc(slices.Clone(controls), func(c *htmlform.Control) bool { return c.Kind == htmlform.Hidden })
		if len(after) > len(shown) || !slices.Equal(shown[len(shown)-len(after):], after) {
			t.Errorf("the controls after the label %q are %q, those of the row %q", row.Label, names(after), names(controls))
		}
		if !strings.HasPrefix(row.Text(), row.Label) {
			t.Errorf("the row of %q has the text %q", row.Label, row.Text())
		}
		row.Links()
		row.Frames()
	}
}

func FuzzTable(f *testing.F) {
	for _, page := range seedPages(f) {
		f.Add(page, "A", "B")
		f.Add(page, "既定*", "Value")
	}
	for _, page := range []string{
		`<table><tr><th>File<th>Size<tr><td>a<td>1</table>`, `<div><b>File</b><b>Size</b><i>a</i><i>1</i></div>`,
		`<div><p><b>File</b><b>Size</b></p><p><b>a</b><b>1</b></p></div>`, `<table><tr><th rowspan=2>File<th colspan=2>Size<tr><th>x<th>y<tr><td>1<td>2<td>3</table>`,
	} {
		f.Add([]byte(page), "File", "Size*")
	}
	f.Fuzz(checkTables)
}

func checkTables(t *testing.T, page []byte, first, second string) {
	t.Helper()
	p := fuzzParse(t, page, "text/html; charset=utf-8")
	if p == nil {
		return
	}
	for _, table := range append(p.Tables(first, second), p.Tables()...) {
		width := len(table.Headers)
		for _, row := range table.Rows {
			cells := row.Cells
			if len(cells) == 0 || len(cells) > width {
				t.Errorf("a row has %d cells, the table %d columns", len(cells), width)
			}
			for _, c := range cells {
				c.Text()
				for _, l := range c.Links() {
					if !table.Contains(l) {
						t.Error("a link of a cell is not in the table")
					}
				}
				for _, control := range c.Controls() {
					if !table.Contains(control) {
						t.Error("a control of a cell is not in the table")
					}
				}
			}
		}
	}
	for _, table := range p.Tables(first, second) {
		for _, row := range table.Rows {
			if row.Cell(first) == nil || row.Cell(second) == nil {
				t.Errorf("a row has no cell below %q or %q", first, second)
			}
		}
	}
}

// Random tags in random order reach cases that random bytes rarely reach.
func TestTagSoup(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2000) {
		rng := rand.New(rand.NewPCG(seed, 4))
		page := soup(rng)
		checkPage(t, page, "text/html; charset=utf-8")
		checkSubmissions(t, page, "text/html; charset=shift_jis", "日本\n¥", seed)
		checkRows(t, page)
		checkTables(t, page, "A", "B*")
		if t.Failed() {
			t.Fatalf("seed %d, page:\n%s", seed, page)
		}
	}
}

var soupElements = strings.Fields(`a b br button dd details div dl dt fieldset font form h1 iframe input label legend li
	noscript optgroup option p script section select small span svg table tbody td template textarea th thead title tr ul`)

var soupAttributes = strings.Fields(`type=checkbox type=radio type=hidden type=submit type=image type=file type=range type=color
	type=date name=a name=b name=_charset_ value=A value=1 checked selected disabled multiple hidden form=f id=f id=g for=g
	href=/x?y=é#z action=q method=post enctype=multipart/form-data enctype=text/plain colspan=3 rowspan=2 role=row role=cell
	style=display:none class=r dirname=d dir=auto size=2 formaction=x formmethod=get aria-labelledby=g min=3 max=1`)

func soup(rng *rand.Rand) []byte {
	var out bytes.Buffer
	for range rng.IntN(80) {
		name := soupElements[rng.IntN(len(soupElements))]
		switch rng.IntN(5) {
		case 0, 1:
			out.WriteString("<" + name)
			for range rng.IntN(4) {
				out.WriteString(" " + soupAttributes[rng.IntN(len(soupAttributes))])
			}
			out.WriteString(">")
		case 2:
			out.WriteString("</" + name + ">")
		case 3:
			out.WriteString([]string{"A:", "B", "A", " ", "\n", "日本:", "<input type=checkbox> A: <input name=v>", "<tr><td>", "<br>"}[rng.IntN(9)])
		default:
			out.WriteString("<input>")
		}
	}
	return out.Bytes()
}
