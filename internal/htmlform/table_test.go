// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// cellsOf returns the body rows of the tables with the headers, as text.
func cellsOf(p *htmlform.Page, headers ...string) [][]string {
	var rows [][]string
	for _, table := range p.Tables(headers...) {
		rows = append(rows, texts(table.Headers, func(h string) string { return "=" + h }))
		for _, r := range table.Rows {
			rows = append(rows, texts(r.Cells, htmlform.Part.Text))
		}
	}
	return rows
}

func TestTables(t *testing.T) {
	t.Parallel()
	want := [][]string{{"=File", "=Size"}, {"a.pem", "1"}, {"b.pem", "2"}}
	tests := map[string]struct {
		page string
		want [][]string
	}{
		"th":              {`<table><tr><th>File<th>Size<tr><td>a.pem<td>1<tr><td>b.pem<td>2</table>`, want},
		"td":              {`<table><tr><td><b>File</b><td><b>Size</b><tr><td>a.pem<td>1<tr><td>b.pem<td>2</table>`, want},
		"thead and tfoot": {`<table><thead><tr><td>File<td>Size<tbody><tr><td>a.pem<td>1<tbody><tr><td>b.pem<td>2<tfoot><tr><td>sum<td>3</table>`, want},
		"decorated":       {`<table><tr><th><a href=s>File ▲</a><th>» SIZE<tr><td>a.pem<td>1<tr><td>b.pem<td>2</table>`, [][]string{{"=File ▲", "=» SIZE"}, {"a.pem", "1"}, {"b.pem", "2"}}},
		"pagers, notices": {`<table><caption>x</caption><tr><td colspan=2>Page 1<tr><th>File<th>Size<tr><td>a.pem<td>1<tr><td colspan=2>notice<tr><td>only one<tr><td>b.pem<td>2<tr><td colspan=2><a href=2>2</a></table>`, want},
		"in a table":      {`<table><tr><td>File<td>Size and<tr><td><table><tr><th>File<th>Size<tr><td>a.pem<td>1<tr><td>b.pem<td>2</table></table>`, want},
		"of another kind": {`<table><tr><th>Name<th>Value<tr><td>File<td>Size</table>`, [][]string{{"=File", "=Size"}}},
		"image header":    {`<table><tr><th><img alt=File><th aria-label=Size><tr><td>a.pem<td>1<tr><td>b.pem<td>2</table>`, want},
		"no rows":         {`<table><tr><th>File<th>Size</table>`, [][]string{{"=File", "=Size"}}},
		"no table":        {`<p>File</p>`, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diff(t, "tables", test.want, cellsOf(parse(t, test.page), "file", "size*"))
		})
	}
}

func TestTablesByHeader(t *testing.T) {
	t.Parallel()
	p := parse(t, `<table id=1><tr><th>File name<th>Bytes (all)<th><tr><td><a href=a>a</a><input name=i><td> 1
		<i>KB</i><script>x</script><td>x</table><table id=2><tr><th>Other<tr><td>1</table><a href=out>o</a><input name=o>`)
	diff(t, "all", 2, len(p.Tables()))
	diff(t, "none", 0, len(p.Tables("File name", "Other")))
	diff(t, "exact", 0, len(p.Tables("File")))
	tables := p.Tables("File*", "bytes*")
	diff(t, "prefix", 1, len(tables))
	table, row := tables[0], tables[0].Rows[0]
	cell := row.Cell("Bytes*")
	diff(t, "cell", "1 KB", cell.Text())
	diff(t, "links", 1, len(row.Cell("file name").Links()))
	diff(t, "controls", []string{"i"}, names(row.Cell("File name").Controls()))
	if row.Cell("Bytes") != nil || row.Cell("none") != nil {
		t.Error("a cell of a column that is not there")
	}
	if !table.Contains(p.Links()[0]) || table.Contains(p.Links()[1]) ||
		!table.Contains(named(t, p, "i")) || table.Contains(named(t, p, "o")) {
		t.Error("Contains is wrong")
	}
}

func TestTablesWithManyHeaderRows(t *testing.T) {
	t.Parallel()
	var page strings.Builder
	page.WriteString("<table>")
	for i := range 20_000 {
		fmt.Fprintf(&page, "<tr><th>name %d<th>value", i)
	}
	page.WriteString("</table>")
	diff(t, "tables", 0, len(parse(t, page.String()).Tables("File", "Size")))
}
