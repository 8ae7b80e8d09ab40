// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Table is a table, or a structure of other elements that looks like one: a
// line of column headers and lines of as many cells below it.
type Table struct {
	doc     *document
	at      int
	headers []string
	folded  []string // headers made comparable
	rows    []*TableRow
}

// TableRow is a body row of a table.
type TableRow struct {
	table *Table
	at    int
	cells []*Cell // one a column
}

// Cell is a cell of a body row.
type Cell struct {
	doc *document
	at  int
}

// Headers returns the texts of the column headers, one a column.
func (t *Table) Headers() []string { return slices.Clone(t.headers) }

// Rows returns the body rows, those with as many cells as the table has
// columns. Rows of another width, such as pagers and notices, are left out.
func (t *Table) Rows() []*TableRow { return slices.Clone(t.rows) }

// Contains reports whether the link stands inside one of the body rows.
func (t *Table) Contains(l *Link) bool { return l != nil && l.doc == t.doc && t.holds(l.at) }

// ContainsControl reports whether the control stands inside one of the body
// rows.
func (t *Table) ContainsControl(c *Control) bool { return c != nil && c.doc == t.doc && t.holds(c.at) }

func (t *Table) holds(at int) bool {
	k, found := slices.BinarySearchFunc(t.rows, at, func(r *TableRow, at int) int { return r.at - at })
	return found || k > 0 && t.doc.inside(at, t.rows[k-1].at)
}

// column returns the index of the column of a header, -1 if there is none. A
// wanted header that ends in "*" stands for every header that begins like it.
func (t *Table) column(want string) int {
	prefix, isPrefix := strings.CutSuffix(want, "*")
	folded := foldName(prefix)
	return slices.IndexFunc(t.folded, func(header string) bool {
		return header == folded || isPrefix && strings.HasPrefix(header, folded)
	})
}

// Cell returns the cell below the column header, nil if there is none. A
// header that ends in "*" stands for every header that begins like it.
func (r *TableRow) Cell(header string) *Cell {
	if i := r.table.column(header); i >= 0 {
		return r.cells[i]
	}
	return nil
}

// Cells returns the cells of the row.
func (r *TableRow) Cells() []*Cell { return slices.Clone(r.cells) }

// Text returns the visible text, white space collapsed.
func (c *Cell) Text() string { return c.doc.visibleText(c.at) }

// RawText returns the text as it stands in the source, entities resolved, with
// all its white space.
func (c *Cell) RawText() string {
	var out strings.Builder
	for i := c.at; i < c.doc.end[c.at]; i++ {
		n := c.doc.nodes[i]
		switch {
		case isTextless(n) || i != c.at && isHiddenByMarkup(n):
			i = c.doc.end[i] - 1
		case n.Type == html.TextNode:
			out.WriteString(n.Data)
		}
	}
	return out.String()
}

// Title returns the first title attribute of the cell or something inside.
func (c *Cell) Title() string {
	for _, n := range c.doc.nodes[c.at:c.doc.end[c.at]] {
		if title := attribute(n, "title"); title != "" {
			return title
		}
	}
	return ""
}

// Links returns the links of the cell in document order.
func (c *Cell) Links() []*Link { return slices.Clone(c.doc.linksIn(c.at, c.doc.end[c.at])) }

// Controls returns the controls of the cell in document order.
func (c *Cell) Controls() []*Control {
	return slices.Clone(c.doc.controlsIn(c.at, c.doc.end[c.at]))
}

// Tables returns the tables whose column headers include all that are given,
// in document order. White space, case and decorating signs at the ends do not
// count, and a header that ends in "*" stands for all that begin like it. Of
// tables inside each other the innermost is meant.
func (p *Page) Tables(headers ...string) []*Table {
	var tables []*Table
	for i := p.root; i < p.doc.end[p.root]; i++ {
		if isElement(p.doc.nodes[i], "table") {
			if t := p.doc.realTable(i, headers); t != nil {
				tables = append(tables, t)
			}
		}
	}
	if len(tables) == 0 {
		return p.looseTables(headers)
	}
	return slices.DeleteFunc(slices.Clone(tables), func(t *Table) bool {
		k := slices.Index(tables, t)
		return k+1 < len(tables) && p.doc.inside(tables[k+1].at, t.at)
	})
}

// isSmall reports whether an element can be a header: what holds more than some
// nodes or bytes of text is a layout.
func (d *document) isSmall(i int) bool {
	const maxNodes, maxBytes = 64, 1000
	size := 0
	for k := i; k < d.end[i] && k <= i+maxNodes; k++ {
		size += len(d.nodes[k].Data)
	}
	return d.end[i]-i <= maxNodes && size <= maxBytes
}

// newTable returns the table with these cells for headers, nil if they do not
// include the wanted ones.
func (d *document) newTable(at int, cells []int, wanted []string) *Table {
	t := &Table{doc: d, at: at}
	for _, cell := range cells {
		text := ""
		if d.isSmall(cell) {
			text = d.accessibleName(cell)
		}
		t.headers = append(t.headers, text)
		t.folded = append(t.folded, foldName(text))
	}
	for _, want := range wanted {
		if t.column(want) < 0 {
			return nil
		}
	}
	return t
}

// realTable reads a <table>: the first row that holds all wanted headers, and
// the rows below it.
func (d *document) realTable(at int, wanted []string) *Table {
	var t *Table
	for i := at + 1; i < d.end[at]; i++ {
		switch n := d.nodes[i]; {
		case isElement(n, "table", "tfoot"):
			i = d.end[i] - 1
		case isElement(n, "tr"):
			cells := slices.DeleteFunc(d.children(i), func(c int) bool { return !isElement(d.nodes[c], "td", "th") })
			if t == nil {
				t = d.newTable(at, cells, wanted)
				continue
			}
			t.addRow(i, cells)
		}
	}
	return t
}

// addRow adds a body row if it has a cell in every column and does not repeat
// the headers.
func (t *Table) addRow(at int, cells []int) {
	if len(cells) != len(t.headers) {
		return
	}
	row := &TableRow{table: t, at: at}
	repeats := true
	for i, cell := range cells {
		row.cells = append(row.cells, &Cell{t.doc, cell})
		repeats = repeats && t.doc.visibleText(cell) == t.headers[i]
	}
	if !repeats {
		t.rows = append(t.rows, row)
	}
}
