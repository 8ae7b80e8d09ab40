// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"slices"
	"sort"
	"strings"
)

// Table is a table: a row of column headers, and rows with as many cells below
// it.
type Table struct {
	Headers []string // the texts of the column headers
	// Rows are the body rows, which have as many cells as the table has columns.
	// Rows with a different number of cells, such as pagers and notices, are not
	// among them.
	Rows []*TableRow

	doc    *document
	folded []string // Headers in comparable form
}

// TableRow is a body row of a table.
type TableRow struct {
	Part
	Cells []Part // one for each column
	table *Table
}

// Contains reports whether the control or link is in one of the body rows.
func (t *Table) Contains(n node) bool {
	at := n.place().at
	k := sort.Search(len(t.Rows), func(k int) bool { return t.Rows[k].to > at })
	return k < len(t.Rows) && t.Rows[k].Contains(n)
}

// column returns the index of the column with a header, -1 if there is none. A
// wanted header that ends in "*" matches every header with that prefix.
func (t *Table) column(want string) int {
	prefix, isPrefix := strings.CutSuffix(want, "*")
	folded := foldName(prefix)
	return slices.IndexFunc(t.folded, func(header string) bool {
		return header == folded || isPrefix && strings.HasPrefix(header, folded)
	})
}

// Cell returns the cell below the column header, nil if there is none. A header
// that ends in "*" matches every header with that prefix.
func (r *TableRow) Cell(header string) *Part {
	if i := r.table.column(header); i >= 0 {
		return &r.Cells[i]
	}
	return nil
}

// Tables returns the tables whose column headers include all the given ones, in
// document order, ignoring white space, case and decorating signs at the ends.
// A header that ends in "*" matches every header with that prefix. Of nested
// tables, it returns the innermost.
func (p *Page) Tables(headers ...string) []*Table {
	var tables []*Table
	end := 0 // of the last table
	for i := p.from; i < p.to; i++ {
		if !isElement(p.doc.nodes[i], "table") {
			continue
		}
		t := p.doc.realTable(i, headers)
		switch {
		case t == nil:
			continue
		case i < end:
			tables[len(tables)-1] = t
		default:
			tables = append(tables, t)
		}
		end = p.doc.end[i]
	}
	return tables
}

// newTable returns the table with these cells as headers, nil if they do not
// include the wanted ones.
func (d *document) newTable(cells []int, wanted []string) *Table {
	const maxNodes = 64 // a table with more is a layout
	t := &Table{doc: d}
	for _, cell := range cells {
		text := ""
		if d.end[cell]-cell <= maxNodes {
			text = d.accessibleName(cell)
		}
		t.Headers = append(t.Headers, text)
		t.folded = append(t.folded, foldName(text))
	}
	for _, want := range wanted {
		if t.column(want) < 0 {
			return nil
		}
	}
	return t
}

// realTable reads a <table>: the first row with all wanted headers, and the
// rows below it.
func (d *document) realTable(at int, wanted []string) *Table {
	var t *Table
	for i := at + 1; i < d.end[at]; i++ {
		switch n := d.nodes[i]; {
		case isElement(n, "table", "tfoot"):
			i = d.end[i] - 1
		case isElement(n, "tr"):
			if t == nil {
				t = d.newTable(d.cells(i), wanted)
				continue
			}
			t.addRow(i, d.cells(i))
		}
	}
	return t
}

// cells lists the cells of a row.
func (d *document) cells(row int) []int {
	var cells []int
	for child := row + 1; child < d.end[row]; child = d.end[child] {
		if isElement(d.nodes[child], "td", "th") {
			cells = append(cells, child)
		}
	}
	return cells
}

// addRow adds a body row if it has a cell in every column.
func (t *Table) addRow(at int, cells []int) {
	if len(cells) != len(t.Headers) {
		return
	}
	row := &TableRow{Part: t.doc.part(at), table: t}
	for _, cell := range cells {
		row.Cells = append(row.Cells, t.doc.part(cell))
	}
	t.Rows = append(t.Rows, row)
}
