// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import "slices"

// entry is a line of the menu; one without a page is shown by pageInfo.
type entry struct {
	label   string
	page    page
	entries []entry // below it
}

const (
	menuConfiguration = "Configuration"
	menuAdvanced      = "Advanced"
)

// menuEntries has the documented sections and entries.
func (v *visit) menuEntries() []entry {
	advanced := entry{menuAdvanced, pageSection, []entry{
		{"Manage software", pageInfo, nil}, {"File storage", pageStorage, nil}, {"Maintenance", pageInfo, nil},
	}}
	configuration := entry{menuConfiguration, pageSection, []entry{
		{"General", pageGeneral, nil}, {"Security", pageSecurity, nil}, {"ISL Light", pageInfo, nil}, {"ISL Groop", pageInfo, nil}, {"Logs", pageInfo, nil},
	}}
	sections := []entry{
		{"Activity monitor", pageSection, []entry{
			{"Servers", pageServers, nil}, {"Clients", pageInfo, nil}, {"System statistics", pageInfo, nil}, {"Sessions", pageInfo, nil},
		}},
		configuration,
		{"User management", pageSection, []entry{{"Domains", pageInfo, nil}, {"Users", pageInfo, nil}}},
		advanced,
	}
	if v.skin.Advanced == "below-configuration" {
		sections[1].entries = append(sections[1].entries, advanced)
		return sections[:3]
	}
	return sections
}

// leadsTo tells whether an entry is the page being shown, or has it below.
func (v *visit) leadsTo(e entry, p page) bool {
	if e.page == pageSection {
		return v.arg("section") == e.label || v.arg("section") == "" && slices.ContainsFunc(e.entries, func(below entry) bool { return v.leadsTo(below, p) })
	}
	return e.page == p && (p != pageInfo || e.label == v.arg("entry"))
}

// menuPage is the page of the menu that the page being shown belongs to.
func (v *visit) menuPage() page {
	switch v.page {
	case pageSaveGeneral, pagePassphrase, pageSetPassphrase, pageSecret, pageSetSecret:
		return pageGeneral
	case pageSaveSecurity:
		return pageSecurity
	case pageUpload, pageFiles, pageConfirmDelete:
		return pageStorage
	case pageRestart, pageConfirm:
		return pageServers
	}
	return v.page
}

// menu is the menu at the left.
func (v *visit) menu() *node {
	m := el("div", at("class", "menu"))
	for _, s := range v.menuEntries() {
		head := text(s.label)
		if v.skin.Menu == "collapsed" {
			head = v.menuEntry(s)
		}
		m.kids = append(m.kids, el("h2", nil, head), v.menuList(s))
	}
	if v.skin.Login != "basic" {
		m.kids = append(m.kids, el("p", nil, el("a", at("href", v.href(pageLogout), "target", "_top"), text("Log out"))))
	}
	return m
}

// menuList is what stands below an entry. A collapsed menu shows what is below the entry that was clicked, and always
// General and Security: the documents click them at once.
func (v *visit) menuList(parent entry) *node {
	if v.skin.Menu == "collapsed" && parent.label != menuConfiguration && !v.leadsTo(parent, v.menuPage()) {
		return nil
	}
	list := el("ul", nil)
	for _, e := range parent.entries {
		item := el("li", nil, v.menuEntry(e))
		if e.entries != nil {
			item.kids = append(item.kids, v.menuList(e))
		}
		list.kids = append(list.kids, item)
	}
	return list
}

// menuEntry is one line of the menu. What has entries below it is loaded in place of the menu.
func (v *visit) menuEntry(e entry) *node {
	p, target, args := e.page, "", []string(nil)
	switch e.page {
	case pageSection:
		p = map[string]page{"none": pageSection, "set": pageMenu, "inline": pageTop}[v.skin.Frames]
		args = []string{"section", e.label}
	case pageInfo:
		args = []string{"entry", e.label}
		fallthrough
	default:
		if v.skin.Frames != "none" {
			target = v.frameName()
		}
	}
	if v.skin.MenuEntries == "buttons" {
		return v.getForm(with(nil, target != "", "target", target), p, args, v.button(e.label))
	}
	link := el("a", with(at("href", v.href(p, args...)), target != "", "target", target), v.label(e.label))
	switch v.skin.MenuIcons {
	case "drawing":
		link.kids = append([]*node{el("svg", nil, el("title", nil, text("Symbol"))), text(" ")}, link.kids...)
	case "letters":
		link.kids = append([]*node{el("i", at("aria-hidden", "true"), text("settings")), text(" ")}, link.kids...)
	case "count":
		link.kids = append(link.kids, el("small", nil, text(" (3)")))
	case "none":
	}
	return link
}
