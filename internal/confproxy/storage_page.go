// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// storageLeaf is one page of the table of the Private storage.
type storageLeaf struct {
	view    *view
	page    *htmlform.Page  // or the section of it that is the tab
	section string          // id of that section; "" when the tab is a page
	table   *htmlform.Table // nil when the page shows none: no file is stored
}

// storedFile is a row of the table, and the page it stands on.
type storedFile struct {
	PrivateFile
	leaf *storageLeaf
	row  *htmlform.TableRow
}

// storage is one reading of the Private storage: all pages of its table.
type storage struct {
	leaves []*storageLeaf
	files  map[string]*storedFile
}

var fileStorage = destination{
	path: []string{menuAdvanced, menuFileStorage},
	recognise: func(v *view) match {
		for _, page := range v.pages {
			if uploadForm(page) != nil || fileTable(page) != nil {
				return certain
			}
		}
		if _, ok := privateTab(v); ok {
			return certain
		}
		return noMatch
	},
}

// fileTable finds the documented table of files.
func fileTable(page *htmlform.Page) *htmlform.Table {
	if tables := page.Tables(columnFile, columnBytes); len(tables) > 0 {
		return tables[0]
	}
	return nil
}

// uploadForm finds the form with a file chooser and the button Upload.
func uploadForm(page *htmlform.Page) *htmlform.Control {
	for _, button := range page.Buttons(buttonUpload) {
		if button.Form() != nil && fileInput(button.Form()) != nil {
			return button
		}
	}
	return nil
}

func fileInput(form *htmlform.Form) *htmlform.Control {
	for _, control := range form.Controls() {
		if control.Kind() == htmlform.File && !control.Disabled() {
			return control
		}
	}
	return nil
}

// privateTab returns where the tab Private leads.
func privateTab(v *view) (*url.URL, bool) {
	for _, page := range v.pages {
		for _, link := range page.LinksByText(tabPrivate) {
			return link.URL, true
		}
	}
	for _, page := range v.pages {
		for _, button := range page.Buttons(tabPrivate) {
			if u, ok := readingButton(button); ok {
				return u, true
			}
		}
	}
	return nil, false
}

const placePrivate = menuAdvanced + " > " + menuFileStorage + " > " + tabPrivate

// openPrivate opens the first page of the Private tab.
func (s *session) openPrivate(ctx context.Context) (*storageLeaf, error) {
	return withLogin(ctx, s, func() (*storageLeaf, error) { return s.findPrivate(ctx) })
}

func (s *session) findPrivate(ctx context.Context) (*storageLeaf, error) {
	if u := s.placeOf(placePrivate); u != nil {
		v, err := s.readView(ctx, u)
		if err != nil {
			return nil, err
		}
		if leaf := newStorageLeaf(v, u.Fragment); v.status < http.StatusBadRequest && leaf != nil {
			return leaf, nil
		}
		s.place(placePrivate, nil)
	}
	v, err := s.open(ctx, fileStorage)
	if err != nil {
		return nil, err
	}
	at := v.url
	if tab, ok := privateTab(v); ok {
		at = tab
		if !v.shows(tab) {
			if v, err = s.readView(ctx, tab); err != nil {
				return nil, err
			}
		}
	} else if !strings.Contains(v.text(), tabPrivate) {
		return nil, s.noStorage(v, fmt.Sprintf("There is no tab %q.", tabPrivate))
	}
	leaf := newStorageLeaf(v, at.Fragment)
	if leaf == nil {
		return nil, s.noStorage(v, fmt.Sprintf("There is neither a table with the columns %q and %q nor a form to upload a file.", columnFile, columnBytes))
	}
	s.place(placePrivate, at)
	return leaf, nil
}

func (s *session) noStorage(v *view, found string) error {
	return &Error{
		Kind: ErrLayout, Op: "open the Private tab of the File storage",
		Found:  found + " " + v.linksThere(),
		Advice: "Check that the account may administer this server. The data source confproxy_server and CONFPROXY_CAPTURE_DIR help to report the page.",
	}
}

// newStorageLeaf finds table and upload form in a view. A fragment restricts
// the search to that section of the page, where tabs are sections.
func newStorageLeaf(v *view, fragment string) *storageLeaf {
	for _, page := range v.pages {
		id := ""
		if section, ok := page.Section(fragment); ok {
			page, id = section, fragment
		}
		if table := fileTable(page); table != nil || uploadForm(page) != nil {
			return &storageLeaf{view: v, page: page, section: id, table: table}
		}
	}
	return nil
}

// maxLeaves bounds the pages of a table.
const maxLeaves = 1000

// readStorage reads all pages of the table afresh.
func (c *Client) readStorage(ctx context.Context) (*storage, error) {
	return withLogin(ctx, c.session, func() (*storage, error) { return c.readLeaves(ctx) })
}

func (c *Client) readLeaves(ctx context.Context) (*storage, error) {
	first, err := c.session.openPrivate(ctx)
	if err != nil {
		return nil, err
	}
	all := &storage{files: map[string]*storedFile{}}
	queue := []*url.URL{}
	seen := []*url.URL{first.page.URL(), first.view.url}
	isNew := func(u *url.URL) bool {
		return !slices.ContainsFunc(seen, func(s *url.URL) bool { return sameAddress(s, u) })
	}
	for leaf := first; ; {
		if err := all.add(leaf); err != nil {
			return nil, err
		}
		for _, other := range leaf.otherPages() {
			if isNew(other.url) && !first.isMeantBy(other) {
				seen = append(seen, other.url)
				queue = append(queue, other.url)
			}
		}
		if len(queue) == 0 || len(all.leaves) >= maxLeaves {
			return all, nil
		}
		if leaf, err = c.readLeaf(ctx, queue[0], first); err != nil {
			return nil, err
		}
		queue = queue[1:]
	}
}

// readLeaf opens a further page of the table. Where it turns out to be none,
// it counts as a page without files.
func (c *Client) readLeaf(ctx context.Context, u *url.URL, first *storageLeaf) (*storageLeaf, error) {
	v, err := c.session.readView(ctx, u)
	if needed, ok := errors.AsType[*loginNeeded](err); ok {
		// Where addresses carry the session, it is asked for again.
		if err = c.session.logIn(ctx, needed); err == nil {
			v, err = c.session.readView(ctx, u)
		}
	}
	if err != nil {
		return nil, err
	}
	if v.status >= http.StatusBadRequest {
		return nil, c.session.noStorage(v, fmt.Sprintf("A further page of the table, %s, answers %d.", u.Redacted(), v.status))
	}
	leaf := newStorageLeaf(v, first.section)
	if leaf != nil && leaf.section != first.section {
		return nil, c.session.noStorage(v, fmt.Sprintf("A further page of the table, %s, shows files, and nothing tells that they are of the tab %q.", u.Redacted(), tabPrivate))
	}
	if leaf == nil || leaf.table == nil || first.table == nil || !slices.Equal(leaf.table.Headers(), first.table.Headers()) {
		return &storageLeaf{view: v, page: v.pages[0]}, nil
	}
	return leaf, nil
}

func (all *storage) add(leaf *storageLeaf) error {
	all.leaves = append(all.leaves, leaf)
	if leaf.table == nil {
		return nil
	}
	for _, row := range leaf.table.Rows() {
		name := fileName(row.Cell(columnFile))
		if name == "" {
			continue
		}
		if _, twice := all.files[name]; twice {
			continue // a page that repeats rows of another
		}
		size, ok := number(row.Cell(columnBytes))
		if !ok {
			return &Error{
				Kind: ErrLayout, Op: "read the table of the Private storage",
				Found: fmt.Sprintf("The column %q of the file %q holds %q, which is no number of bytes.", columnBytes, name, row.Cell(columnBytes).Text()),
			}
		}
		version, ok := number(versionCell(row))
		if !ok {
			version = -1
		}
		all.files[name] = &storedFile{PrivateFile: PrivateFile{Name: name, Size: size, Version: version}, leaf: leaf, row: row}
	}
	return nil
}

// fileName reads the cell of a file's name; a name shown shortened stands
// whole in its title.
func fileName(cell *htmlform.Cell) string {
	if cell == nil {
		return ""
	}
	name := strings.TrimSpace(cell.RawText())
	if shortened := strings.TrimRight(name, "…."); len(shortened)+2 < len(name) && strings.HasPrefix(cell.Title(), shortened) {
		name = cell.Title()
	}
	return strings.TrimPrefix(name, objectsFolder)
}

// versionCell is that of the current server, "-1" (documented).
func versionCell(row *htmlform.TableRow) *htmlform.Cell {
	if cell := row.Cell(ownVersion); cell != nil {
		return cell
	}
	return row.Cell(columnVersion)
}

// number reads a whole number, with or without separators between thousands.
func number(cell *htmlform.Cell) (int64, bool) {
	if cell == nil {
		return 0, false
	}
	text := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune(",.'’", r) {
			return -1
		}
		return r
	}, cell.Text())
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n >= 0
}

// pageLink leads to a page of the table.
type pageLink struct {
	url    *url.URL
	number uint64 // that its text is; 0 for other texts
}

// otherPages returns where the further pages of a table are. How a table is
// split, if at all, is not documented: numbers, and the usual words and signs
// for "next", outside the rows of files.
func (l *storageLeaf) otherPages() []pageLink {
	if l.table == nil {
		return nil
	}
	var pages []pageLink
	for _, link := range l.page.Links() {
		if !l.table.Contains(link) && leadsToPage(link.Text, link.Rel) && !link.SamePage() {
			pages = append(pages, pageLink{link.URL, pageNumber(link.Text)})
		}
	}
	for _, control := range l.page.Controls() {
		if !isSubmit(control) || control.Disabled() || l.table.ContainsControl(control) || !leadsToPage(control.Text(), "") {
			continue
		}
		if u, ok := readingButton(control); ok {
			pages = append(pages, pageLink{u, pageNumber(control.Text())})
		}
	}
	return pages
}

// isMeantBy reports whether a link on another page leads back to this one,
// which was opened first: it is the number 1, and here all numbers but that
// lead on.
func (l *storageLeaf) isMeantBy(other pageLink) bool {
	if other.number != 1 {
		return false
	}
	numbers := 0
	for _, own := range l.otherPages() {
		if own.number == 1 {
			return false
		}
		if own.number > 1 {
			numbers++
		}
	}
	return numbers > 0
}

// pageNumber reads a text such as "2", "[2]" or "Page 2"; 0 for others.
func pageNumber(text string) uint64 {
	text = strings.ToLower(strings.Trim(strings.TrimSpace(text), "[]()"))
	number, err := strconv.ParseUint(strings.TrimSpace(strings.TrimPrefix(text, "page")), 10, 16)
	if err != nil {
		return 0
	}
	return number
}

func leadsToPage(text, rel string) bool {
	if slices.Contains(strings.Fields(strings.ToLower(rel)), "next") || pageNumber(text) > 0 {
		return true
	}
	text = strings.ToLower(strings.Trim(strings.TrimSpace(text), "[]()"))
	switch strings.TrimSpace(strings.Trim(text, "<>«»‹›→⇒▶►.… ")) {
	case "":
		return strings.ContainsAny(text, ">»›→⇒▶►")
	case "next", "next page", "more", "last", "last page", "older", "forward", "次", "次へ", "次ページ":
		return true
	}
	return false
}
