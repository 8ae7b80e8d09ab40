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
	headers []header
	rows    []*TableRow
}

// header is a column header. A column under several lines of headers has
// several texts, the lowest last.
type header struct{ texts []string }

func (h header) String() string {
	if len(h.texts) == 0 {
		return ""
	}
	return h.texts[len(h.texts)-1]
}

func (h header) matches(want string) bool {
	prefix, isPrefix := strings.CutSuffix(want, "*")
	folded := foldName(prefix)
	return slices.ContainsFunc(h.texts, func(text string) bool {
		if isPrefix {
			return strings.HasPrefix(foldName(text[:min(len(text), 4*len(want)+64)]), folded)
		}
		return foldName(text) == folded
	})
}

func columnOf(headers []header, want string) int {
	return slices.IndexFunc(headers, func(h header) bool { return h.matches(want) })
}

func hasColumns(headers []header, wanted []string) bool {
	for _, want := range wanted {
		if columnOf(headers, want) < 0 {
			return false
		}
	}
	return len(headers) > 0
}

// TableRow is a body row of a table.
type TableRow struct {
	table *Table
	cells []*Cell // one a column; a cell that spans several stands in each
}

// Cell is a cell of a body row.
type Cell struct {
	doc      *document
	at       int
	header   string
	from, to int
}

// Headers returns the texts of the column headers, one a column.
func (t *Table) Headers() []string {
	texts := make([]string, len(t.headers))
	for i, h := range t.headers {
		texts[i] = h.String()
	}
	return texts
}

// Rows returns the body rows, those with as many cells as the table has
// columns. Rows of another width, such as pagers and notices, are left out.
func (t *Table) Rows() []*TableRow { return slices.Clone(t.rows) }

// Contains reports whether the link stands inside one of the body rows.
func (t *Table) Contains(l *Link) bool { return l != nil && l.doc == t.doc && t.holds(l.at) }

// ContainsControl reports whether the control stands inside one of the body
// rows.
func (t *Table) ContainsControl(c *Control) bool { return c != nil && c.doc == t.doc && t.holds(c.at) }

func (t *Table) holds(at int) bool {
	for _, r := range t.rows {
		for _, c := range r.cells {
			if c.from <= at && at < c.to {
				return true
			}
		}
	}
	return false
}

// Cell returns the cell below the column header, nil if there is none. A
// header that ends in "*" stands for every header that begins like it.
func (r *TableRow) Cell(header string) *Cell {
	if i := columnOf(r.table.headers, header); i >= 0 {
		return r.cells[i]
	}
	return nil
}

// Cells returns the cells of the row, each once.
func (r *TableRow) Cells() []*Cell {
	var cells []*Cell
	for i, c := range r.cells {
		if i == 0 || r.cells[i-1] != c {
			cells = append(cells, c)
		}
	}
	return cells
}

// Text returns the visible text of the row, white space collapsed.
func (r *TableRow) Text() string {
	var texts []string
	for _, c := range r.Cells() {
		if text := c.Text(); text != "" {
			texts = append(texts, text)
		}
	}
	return strings.Join(texts, " ")
}

// Header returns the text of the column header.
func (c *Cell) Header() string { return c.header }

// Text returns the visible text, white space collapsed.
func (c *Cell) Text() string { return c.doc.visibleText(c.at) }

// RawText returns the text as it stands in the source, entities resolved, with
// all its white space.
func (c *Cell) RawText() string {
	var out strings.Builder
	for i := c.from; i < c.to; {
		n := c.doc.nodes[i]
		if isTextless(n) || i != c.from && isHiddenByMarkup(n) {
			i = c.doc.end[i]
			continue
		}
		if n.Type == html.TextNode {
			out.WriteString(n.Data)
		}
		i++
	}
	return out.String()
}

// Title returns the first title attribute of the cell or something inside.
func (c *Cell) Title() string {
	for _, n := range c.doc.nodes[c.from:c.to] {
		if title := attribute(n, "title"); title != "" {
			return title
		}
	}
	return ""
}

// Links returns the links of the cell in document order.
func (c *Cell) Links() []*Link { return c.doc.linksIn(c.from, c.to) }

// Controls returns the controls of the cell in document order.
func (c *Cell) Controls() []*Control { return slices.Clone(c.doc.controlsIn(c.from, c.to)) }

func (d *document) newCell(at int) *Cell { return &Cell{doc: d, at: at, from: at, to: d.end[at]} }

// Tables returns the tables whose column headers include all that are given,
// in document order. White space, case and decorating signs at the ends do not
// count, and a header that ends in "*" stands for all that begin like it. Of
// tables inside each other the innermost is meant.
func (p *Page) Tables(headers ...string) []*Table {
	var tables []*Table
	for i := p.root; i < p.doc.end[p.root]; i++ {
		if isElement(p.doc.nodes[i], "table") {
			if t := p.realTable(i, headers); t != nil {
				tables = append(tables, t)
			}
		}
	}
	for _, t := range p.looseTables(headers) {
		if !slices.ContainsFunc(tables, func(o *Table) bool { return p.doc.inside(o.at, t.at) || p.doc.inside(t.at, o.at) }) {
			tables = append(tables, t)
		}
	}
	tables = slices.DeleteFunc(tables, func(t *Table) bool {
		return slices.ContainsFunc(tables, func(o *Table) bool { return o != t && o.at != t.at && p.doc.inside(o.at, t.at) })
	})
	slices.SortFunc(tables, func(a, b *Table) int { return a.at - b.at })
	return tables
}

// addRow adds a body row if it has a cell of its own below every wanted
// header.
func (t *Table) addRow(cells []*Cell, wanted []string) {
	if len(cells) != len(t.headers) || len(cells) == 0 {
		return
	}
	if len(cells) > 1 && !slices.ContainsFunc(cells, func(c *Cell) bool { return c != cells[0] }) {
		return // one cell across the whole table
	}
	var below []*Cell
	for _, want := range wanted {
		cell := cells[columnOf(t.headers, want)]
		if cell == nil || slices.Contains(below, cell) {
			return
		}
		below = append(below, cell)
	}
	if slices.Contains(cells, nil) {
		return
	}
	for i, c := range cells {
		if c.header == "" {
			c.header = t.headers[i].String()
		}
	}
	t.rows = append(t.rows, &TableRow{table: t, cells: cells})
}
