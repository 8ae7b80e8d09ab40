// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import "slices"

// entry is a menu entry; pageInfo shows an entry without a page.
type entry struct {
	label   string
	page    page
	entries []entry // below it
}

// infos are entries without settings.
func infos(labels ...string) []entry {
	var list []entry
	for _, label := range labels {
		list = append(list, entry{label, pageInfo, nil})
	}
	return list
}

func section(label string, parts ...[]entry) entry {
	return entry{label, pageSection, slices.Concat(parts...)}
}

const menuConfiguration = "Configuration"

// menuEntries returns the documented sections and entries.
func (v *visit) menuEntries() []entry {
	activity := section("Activity monitor", []entry{{"Servers", pageServers, nil}}, infos("Clients", "System statistics", "Sessions"))
	settings := []entry{{"General", pageGeneral, nil}, {"Security", pageSecurity, nil}}
	settings = append(settings, infos("ISL Light", "ISL Groop", "Logs")...)
	users := section("User management", infos("Domains", "Users"))
	advanced := section("Advanced", infos("Manage software"), []entry{{"File storage", pageStorage, nil}}, infos("Maintenance"))
	if v.skin.Advanced == "below-configuration" {
		return []entry{activity, section(menuConfiguration, settings, []entry{advanced}), users}
	}
	return []entry{activity, section(menuConfiguration, settings), users, advanced}
}

// leadsTo reports whether an entry is the current page or contains it.
func (v *visit) leadsTo(e entry, p page) bool {
	below := func(below entry) bool { return v.leadsTo(below, p) }
	if e.page == pageSection {
		return v.arg("section") == e.label || v.arg("section") == "" && slices.ContainsFunc(e.entries, below)
	}
	return e.page == p && (p != pageInfo || e.label == v.arg("entry"))
}

// menu returns the menu at the left.
func (v *visit) menu() *node {
	m := el("div.menu", el("p.product", "ISL Conference Proxy", el("br"), el("small", "Emulator")))
	for _, s := range v.menuEntries() {
		head := group(s.label)
		if v.skin.Menu == "collapsed" {
			head = v.menuEntry(s)
		}
		m.add(el("h2", head), v.menuList(s))
	}
	if v.skin.Login != "basic" {
		m.add(el("p", link(v.href(pageLogout), at("target", "_top"), "Log out")))
	}
	return m
}

// menuList returns the entries below an entry. A collapsed menu shows the entries below the one that was clicked, and
// always General and Security, which the documents click at once.
func (v *visit) menuList(parent entry) *node {
	shown := v.page
	if p := v.routes[v.page].menu; p != "" {
		shown = p
	}
	if v.skin.Menu == "collapsed" && parent.label != menuConfiguration && !v.leadsTo(parent, shown) {
		return nil
	}
	list := el("ul")
	for _, e := range parent.entries {
		item := el("li", when(e.page != pageSection && v.leadsTo(e, shown), "class", "current"), v.menuEntry(e))
		if e.entries != nil {
			item.add(v.menuList(e))
		}
		list.add(item)
	}
	return list
}

// menuEntry returns one entry. An entry with others below it replaces the menu.
func (v *visit) menuEntry(e entry) *node {
	p, args, target := e.page, []string(nil), when(v.skin.Frames != "none", "target", v.names.name("content frame"))
	switch e.page {
	case pageSection:
		p = map[string]page{"none": pageSection, "set": pageMenu, "inline": pageTop}[v.skin.Frames]
		args, target = at("section", e.label), nil
	case pageInfo:
		args = at("entry", e.label)
	}
	if v.skin.MenuEntries == "buttons" {
		return v.getForm(target, p, args, v.button(e.label))
	}
	return link(v.href(p, args...), target).add(v.label(e.label))
}
