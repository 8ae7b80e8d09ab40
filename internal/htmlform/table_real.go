// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"slices"
)

// Limits of the HTML standard for colspan and rowspan, the latter lowered: no
// table for people has more columns or such high cells. Once a table has
// maxSlots places for cells, its cells no longer span any.
const (
	maxColumns = 1000
	maxRowspan = 1000
	maxSlots   = 1 << 18
)

// gridRow is a row of a <table> with its cells laid out in columns.
type gridRow struct {
	at    int
	cells []int // position of the cell in each column, -1 for a hole
	head  bool  // inside <thead>
	foot  bool  // inside <tfoot>
}

// realTable reads a <table>, nil when it has not the wanted headers.
func (p *Page) realTable(at int, wanted []string) *Table {
	grid := p.doc.grid(at)
	first, last := p.headerRows(grid, wanted)
	if first < 0 {
		return nil
	}
	t := &Table{doc: p.doc, at: at, headers: p.headersOf(grid[first : last+1])}
	for _, row := range grid[last+1:] {
		if row.foot || row.head || p.repeatsHeader(row, t.headers) {
			continue
		}
		cells := make([]*Cell, 0, len(row.cells))
		for i, cell := range row.cells {
			switch {
			case cell < 0:
				cells = append(cells, nil)
			case i > 0 && row.cells[i-1] == cell:
				cells = append(cells, cells[i-1])
			default:
				cells = append(cells, p.doc.newCell(cell))
			}
		}
		t.addRow(cells, wanted)
	}
	return t
}

// headerRows returns the first and the last row of headers, -1 when no rows
// have the wanted ones.
func (p *Page) headerRows(grid []gridRow, wanted []string) (first, last int) {
	if heads := leading(grid, func(r gridRow) bool { return r.head }); heads > 0 && hasColumns(p.headersOf(grid[:heads]), wanted) {
		return 0, heads - 1
	}
	tried := 0 // up to here, the rows of headers have not the wanted ones together
	for i, row := range grid {
		isHeader := p.isHeaderRow(row)
		if len(wanted) == 0 && !isHeader {
			continue
		}
		if hasColumns(p.headersOf(grid[i:i+1]), wanted) {
			return i, p.lastReached(grid, i)
		}
		if !isHeader || i < tried {
			continue
		}
		tried = i + leading(grid[i:], p.isHeaderRow)
		if tried > i+1 && hasColumns(p.headersOf(grid[i:tried]), wanted) {
			return i, tried - 1
		}
	}
	return -1, -1
}

// lastReached returns the last of the rows of headers into which a cell of the
// first reaches.
func (p *Page) lastReached(grid []gridRow, first int) int {
	last := first
	for last+1 < len(grid) && p.isHeaderRow(grid[last+1]) &&
		slices.ContainsFunc(grid[last+1].cells, func(cell int) bool { return cell >= 0 && slices.Contains(grid[first].cells, cell) }) {
		last++
	}
	return last
}

func leading(grid []gridRow, is func(gridRow) bool) int {
	if n := slices.IndexFunc(grid, func(r gridRow) bool { return !is(r) }); n >= 0 {
		return n
	}
	return len(grid)
}

// isHeaderRow reports whether all cells of a row are <th>.
func (p *Page) isHeaderRow(row gridRow) bool {
	for _, cell := range row.cells {
		if cell >= 0 && !isElement(p.doc.nodes[cell], "th") {
			return false
		}
	}
	return len(row.cells) > 0
}

func (p *Page) headersOf(rows []gridRow) []header {
	width := 0
	for _, row := range rows {
		width = max(width, len(row.cells))
	}
	headers := make([]header, width)
	for _, row := range rows {
		for i, cell := range row.cells {
			if cell < 0 {
				continue
			}
			if text := p.doc.accessibleName(cell); text != "" {
				headers[i].texts = append(headers[i].texts, text)
			}
		}
	}
	return headers
}

func (p *Page) repeatsHeader(row gridRow, headers []header) bool {
	for i, cell := range row.cells {
		if cell < 0 || i >= len(headers) || p.doc.visibleText(cell) != headers[i].String() {
			return false
		}
	}
	return len(row.cells) == len(headers)
}

// grid lays the cells of a <table> out in columns, by rowspan and colspan.
func (d *document) grid(table int) []gridRow {
	var grid []gridRow
	var below []spanning // by column, cells that reach into the next rows
	section, slots := -1, 0
	for i := table + 1; i < d.end[table]; {
		n := d.nodes[i]
		switch {
		case isElement(n, "table"):
			i = d.end[i]
			continue
		case isElement(n, "tr"):
			if d.parent[i] != section { // cells do not reach beyond their section
				section, below = d.parent[i], nil
			}
			if slots > maxSlots {
				below = nil
			}
			row := gridRow{at: i, head: isElement(d.nodes[d.parent[i]], "thead"), foot: isElement(d.nodes[d.parent[i]], "tfoot")}
			row.cells, below = d.layRow(i, below, slots <= maxSlots)
			slots += len(row.cells)
			grid = append(grid, row)
		}
		i++
	}
	return grid
}

// spanning is a cell that reaches into rows below its own.
type spanning struct{ cell, rows int }

func (d *document) layRow(tr int, above []spanning, wide bool) (cells []int, below []spanning) {
	put := func(column, cell, rows int) {
		for len(cells) <= column {
			cells, below = append(cells, -1), append(below, spanning{})
		}
		cells[column], below[column] = cell, spanning{cell, rows}
	}
	for column, s := range above {
		if s.rows > 0 {
			put(column, s.cell, s.rows-1)
		}
	}
	column := 0
	for _, cell := range d.children(tr) {
		n := d.nodes[cell]
		if !isElement(n, "td", "th") {
			continue
		}
		for column < len(cells) && cells[column] >= 0 {
			column++
		}
		width := span(attribute(n, "colspan"), maxColumns)
		height := span(attribute(n, "rowspan"), maxRowspan)
		if !wide {
			width, height = 1, 1
		}
		for ; width > 0 && column < maxColumns; width-- {
			put(column, cell, height-1)
			column++
		}
	}
	return cells, below
}

func span(value string, most int) int {
	n, ok := parseCount(value)
	if !ok || n < 1 {
		return 1
	}
	return min(n, most)
}
