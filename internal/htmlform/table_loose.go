// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// looseTables finds tables that are made of other elements than <table>: a line
// of headers, and lines of as many cells after it.
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
		t := p.doc.newTable(row, p.doc.looseCells(row), wanted)
		if t == nil || isElement(p.doc.nodes[row], "tr", "tbody", "thead", "table", "html", "body") {
			continue
		}
		for _, line := range p.linesBelow(row, len(t.headers)) {
			tried[line] = true // headers among the lines are those of the table again
			t.addRow(line, p.doc.looseCells(line))
		}
		tables = append(tables, t)
	}
	return tables
}

// headerPlaces lists the elements whose whole text is the header.
func (p *Page) headerPlaces(want string) []int {
	prefix, isPrefix := strings.CutSuffix(want, "*")
	folded := foldName(prefix)
	var places []int
	for i := p.root; i < p.doc.end[p.root]; i++ {
		if n := p.doc.nodes[i]; n.Type != html.ElementNode || isTextless(n) || p.doc.controlAt[i] != nil || !p.doc.isSmall(i) {
			continue
		}
		if text := foldName(p.doc.visibleText(i)); text == folded || isPrefix && strings.HasPrefix(text, folded) {
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

// looseCells lists the element children of a line that may be cells.
func (d *document) looseCells(line int) []int {
	return slices.DeleteFunc(d.children(line), func(child int) bool {
		c := d.controlAt[child]
		return isElement(d.nodes[child], "script", "style", "template", "br", "hr") || c != nil && c.kind == Hidden
	})
}

// linesBelow finds the lines after the line of headers: the elements after it,
// or inside of them, with as many cells. Where the headers stand in a wrapper
// of their own, the lines are looked for after that.
func (p *Page) linesBelow(row, columns int) []int {
	d := p.doc
	for up := row; up > p.root && d.parent[up] >= p.root; up = d.parent[up] {
		if up != row && d.hasTextBeside(row, up) {
			break
		}
		var lines []int
		for next := d.end[up]; next < d.end[d.parent[up]]; next = d.end[next] {
			if d.nodes[next].Type == html.ElementNode {
				lines = d.linesIn(next, columns, lines, 4)
			}
		}
		if len(lines) > 0 {
			return d.alike(lines)
		}
	}
	return nil
}

// hasTextBeside reports whether an element has text outside of one inside it.
func (d *document) hasTextBeside(inner, outer int) bool {
	for i := outer; i < d.end[outer]; i++ {
		if i == inner {
			i = d.end[inner] - 1
		} else if n := d.nodes[i]; n.Type == html.TextNode && strings.TrimSpace(n.Data) != "" {
			return true
		}
	}
	return false
}

func (d *document) linesIn(i, columns int, lines []int, depth int) []int {
	if cells := d.looseCells(i); len(cells) == columns && d.isLine(cells) {
		return append(lines, i)
	}
	if depth == 0 {
		return lines
	}
	for _, child := range d.children(i) {
		lines = d.linesIn(child, columns, lines, depth-1)
	}
	return lines
}

// isLine tells a line of cells from a wrapper that happens to hold as many
// lines as the table has columns.
func (d *document) isLine(cells []int) bool {
	return slices.ContainsFunc(cells, func(cell int) bool { return len(d.looseCells(cell)) != len(cells) })
}

// alike keeps the lines that are made like the first one: a pager that happens
// to have as many links as the table has columns is none.
func (d *document) alike(lines []int) []int {
	made := func(line int) string {
		names := []string{d.nodes[line].Data}
		for _, cell := range d.looseCells(line) {
			names = append(names, d.nodes[cell].Data)
		}
		return strings.Join(names, " ")
	}
	first := made(lines[0])
	return slices.DeleteFunc(lines, func(line int) bool { return made(line) != first })
}
