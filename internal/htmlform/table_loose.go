// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// looseTables finds tables that are made of other elements than <table>.
func (p *Page) looseTables(wanted []string) []*Table {
	if len(wanted) == 0 {
		return nil
	}
	places := make([][]int, len(wanted))
	for k, want := range wanted {
		if places[k] = p.headerPlaces(want); len(places[k]) == 0 {
			return nil
		}
	}
	var tables []*Table
	tried := make(map[int]bool)
	for _, place := range places[0] {
		row := p.smallestWith(place, places)
		if row < 0 || tried[row] {
			continue
		}
		tried[row] = true
		if isElement(p.doc.nodes[row], "tr", "tbody", "thead", "table", "html", "body") && !p.isFlat(row) {
			continue
		}
		if t := p.looseTable(row, wanted, tried); t != nil {
			tables = append(tables, t)
		}
	}
	return tables
}

func (p *Page) isFlat(i int) bool { return isElement(p.doc.nodes[i], "body") }

// headerPlaces lists the elements whose whole text is the header.
func (p *Page) headerPlaces(want string) []int {
	var places []int
	for i := p.root; i < p.doc.end[p.root]; i++ {
		if p.doc.nodes[i].Type != html.ElementNode || p.doc.controlAt[i] != nil {
			continue
		}
		text := p.textOf(i)
		if text == "" || len(text) > 4*len(want)+64 && !strings.HasSuffix(want, "*") {
			continue
		}
		if (header{texts: []string{text}}).matches(want) {
			places = append(places, i)
		}
	}
	return places
}

// smallestWith climbs from a place to the smallest element with a place of
// every list.
func (p *Page) smallestWith(place int, places [][]int) int {
	for up := p.doc.parent[place]; up >= p.root; up = p.doc.parent[up] {
		all := true
		for _, list := range places {
			at, _ := slices.BinarySearch(list, up+1)
			all = all && at < len(list) && p.doc.inside(list[at], up)
		}
		if all {
			return up
		}
	}
	return -1
}

// looseTable reads the table whose headers stand in the element row, which is
// the line of headers, or the whole table where all cells are siblings.
//
// Its lines are marked as tried: headers among them are those of the table
// again.
func (p *Page) looseTable(row int, wanted []string, tried map[int]bool) *Table {
	cells := p.looseCells(row)
	headers := p.looseHeaders(cells)
	if !hasColumns(headers, wanted) {
		return nil
	}
	lines := p.linesBelow(row, len(cells))
	if len(lines) == 0 {
		if t := p.flatTable(row, cells, wanted); t != nil {
			return t
		}
	}
	t := &Table{doc: p.doc, at: row, headers: headers}
	for _, line := range lines {
		tried[line] = true
		t.addLine(p.looseCells(line), wanted)
	}
	return t
}

func (t *Table) addLine(line []int, wanted []string) {
	cells := make([]*Cell, len(line))
	same := true
	for i, at := range line {
		cells[i] = t.doc.newCell(at)
		same = same && t.doc.visibleText(at) == t.headers[i].String()
	}
	if !same {
		t.addRow(cells, wanted)
	}
}

func (p *Page) looseHeaders(cells []int) []header {
	headers := make([]header, len(cells))
	for i, cell := range cells {
		if text := p.doc.accessibleName(cell); text != "" {
			headers[i].texts = []string{text}
		}
	}
	return headers
}

// looseCells lists the cells of a line: those with such a role, else its
// element children.
func (p *Page) looseCells(line int) []int {
	var cells []int
	for i := line + 1; i < p.doc.end[line]; {
		switch role(p.doc.nodes[i]) {
		case "cell", "gridcell", "columnheader", "rowheader":
			cells = append(cells, i)
			i = p.doc.end[i]
			continue
		}
		i++
	}
	if len(cells) > 0 {
		return cells
	}
	for _, child := range p.doc.children(line) {
		n := p.doc.nodes[child]
		c := p.doc.controlAt[child]
		if !isElement(n, "script", "style", "template", "br", "hr", "link", "meta") && (c == nil || c.kind != Hidden) {
			cells = append(cells, child)
		}
	}
	return cells
}

// linesBelow finds the lines after the line of headers: the elements after it,
// or inside of them, with as many cells. Where the headers stand in a wrapper
// of their own, the lines are looked for after that.
func (p *Page) linesBelow(row, columns int) []int {
	d := p.doc
	alone := p.textOf(row)
	for up := row; up > p.root && d.parent[up] >= p.root; up = d.parent[up] {
		if p.textOf(up) != alone {
			break
		}
		var lines []int
		for next := d.end[up]; next < d.end[d.parent[up]]; next = d.end[next] {
			if d.nodes[next].Type == html.ElementNode {
				lines = p.linesIn(next, columns, lines, 4)
			}
		}
		if len(lines) > 0 {
			return p.alike(lines)
		}
	}
	return nil
}

func (p *Page) linesIn(i, columns int, lines []int, depth int) []int {
	if cells := p.looseCells(i); len(cells) == columns && p.isLine(i, cells) {
		return append(lines, i)
	}
	if depth == 0 {
		return lines
	}
	for _, child := range p.doc.children(i) {
		lines = p.linesIn(child, columns, lines, depth-1)
	}
	return lines
}

// isLine tells a line of cells from a wrapper that happens to hold as many
// lines as the table has columns.
func (p *Page) isLine(i int, cells []int) bool {
	if role(p.doc.nodes[i]) == "row" {
		return true
	}
	deeper := 0
	for _, cell := range cells {
		if role(p.doc.nodes[cell]) == "row" || len(p.looseCells(cell)) == len(cells) {
			deeper++
		}
	}
	return deeper < len(cells)
}

// alike keeps the lines that are made like the first one: a pager that happens
// to have as many links as the table has columns is none.
func (p *Page) alike(lines []int) []int {
	made := func(line int) string {
		names := []string{p.doc.nodes[line].Data}
		for _, cell := range p.looseCells(line) {
			names = append(names, p.doc.nodes[cell].Data)
		}
		return strings.Join(names, " ")
	}
	first := made(lines[0])
	return slices.DeleteFunc(lines, func(line int) bool { return made(line) != first })
}

// flatTable reads a table whose headers and cells are all siblings, as in a
// CSS grid.
func (p *Page) flatTable(container int, cells []int, wanted []string) *Table {
	first, last := p.flatHeaders(cells, wanted)
	if first < 0 {
		return nil
	}
	columns := p.flatColumns(container, cells[first:], last-first+1)
	if columns == 0 {
		return nil
	}
	cells = cells[first:]
	t := &Table{doc: p.doc, at: container, headers: p.looseHeaders(cells[:columns])}
	if !hasColumns(t.headers, wanted) {
		return nil
	}
	for line := cells[columns:]; len(line) >= columns; line = line[columns:] {
		t.addLine(line[:columns], wanted)
	}
	return t
}

// flatHeaders returns the first and the last of the siblings that belong to
// the line of headers for sure: those from the first wanted header to the
// last, and those before that are made like them.
func (p *Page) flatHeaders(cells []int, wanted []string) (first, last int) {
	first, last = len(cells), -1
	headers := p.looseHeaders(cells)
	for _, want := range wanted {
		at := columnOf(headers, want)
		first, last = min(first, at), max(last, at)
	}
	style := p.cellStyle(cells[first])
	for first > 0 && p.cellStyle(cells[first-1]) == style {
		first--
	}
	return first, last
}

func (p *Page) cellStyle(i int) string {
	n := p.doc.nodes[i]
	return n.Data + "." + strings.Join(strings.Fields(attribute(n, "class")), ".") + role(n)
}

var gridColumns = regexp.MustCompile(`(?i)grid-template-columns\s*:\s*([^;]+)`)
var gridRepeat = regexp.MustCompile(`(?i)^repeat\(\s*(\d{1,3})\s*,\s*[^,()]+(?:\([^()]*\))?\s*\)$`)

// flatColumns finds out how many of the siblings make up a line, at least
// least: by the style of the headers, by an inline grid, by what repeats.
func (p *Page) flatColumns(container int, cells []int, least int) int {
	style := p.cellStyle(cells[0])
	same := 0
	for same < len(cells) && p.cellStyle(cells[same]) == style {
		same++
	}
	if same >= least && same < len(cells) {
		return same
	}
	if columns := gridColumns.FindStringSubmatch(attribute(p.doc.nodes[container], "style")); columns != nil {
		count := len(strings.Fields(columns[1]))
		if repeat := gridRepeat.FindStringSubmatch(strings.TrimSpace(columns[1])); repeat != nil {
			count = span(repeat[1], maxColumns)
		}
		if count >= least && count <= len(cells) {
			return count
		}
	}
	for columns := least; columns*2 <= len(cells); columns++ {
		if len(cells)%columns == 0 && p.repeats(cells[columns:], columns) {
			return columns
		}
	}
	if len(cells) <= maxColumns {
		return len(cells)
	}
	return 0
}

// repeats reports whether the cells of each column hold the same kinds of
// things.
func (p *Page) repeats(cells []int, columns int) bool {
	holds := func(i int) [3]bool {
		text := p.textOf(i)
		return [3]bool{
			len(p.doc.controlsIn(i, p.doc.end[i])) > 0,
			len(p.doc.linksIn(i, p.doc.end[i])) > 0,
			text != "" && strings.Trim(text, "0123456789., ") == "",
		}
	}
	for i := columns; i < len(cells); i++ {
		if holds(cells[i]) != holds(cells[i-columns]) {
			return false
		}
	}
	return true
}
