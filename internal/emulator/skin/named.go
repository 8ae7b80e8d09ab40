// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package skin

import (
	"slices"
)

var named = []Skin{
	{Name: "plain"},
	{
		Name: "basic", XMLMSG: "comment-inside", XMLMSGErrors: true, Sections: "fieldsets", Login: "basic", Tokens: true, Markup: "div",
		TickedControl: "absent", YesNo: "radios",
		PassphraseForm: "inline", SaveAnswer: "see-other", ConfirmDelete: "page", Tabs: "links", Override: "link", URLs: "relative",
		PlainHTTP: "redirected", Restart: "selected", ConfirmRestart: "checkbox", PageSize: 50, Pager: "numbers", Untrusted: "not-found",
	},
	{
		Name: "frameset", Sections: "rows", Advanced: "below-configuration", Frames: "set", Menu: "collapsed", Login: "no-user", Labels: "older",
		Markup: "nested", TickedControl: "present", YesNo: "select-marked", URLs: "full", PassphraseForm: "frame", Secret: "form", SaveAnswer: "found",
		Sloppy: true, FileTable: "plain", PageSize: 10, Pager: "numbers-in-row", ConfirmDelete: "checkbox", CertReread: "on-upload",
		ConfirmRestart: "page", Untrusted: "text",
	},
	{
		Name: "iframe", Advanced: "below-configuration", Frames: "inline", MenuEntries: "buttons", Login: "status401", Tokens: true,
		Markup: "definition-list", YesNo: "checkbox", PortsControl: "lines", URLs: "base", PassphraseForm: "button", NeedsUntick: true,
		SaveAnswer: "refresh", PageSize: 25, Pager: "next", Tabs: "links", CertReread: "on-restart", Select: "radios",
		ConfirmRestart: "page", Untrusted: "closed",
	},
	{
		Name: "flat", Sections: "rows", Markup: "flat", Login: "redirect", Session: "path", URLs: "query", TickedControl: "absent", YesNo: "text",
		PortsControl: "spaces", SaveSameURL: true, PassphraseForm: "form-action", Secret: "form", Tabs: "fragments", ConfirmDelete: "link",
		DeleteInUse: "refused", PlainHTTP: "refused", BadPair: "closes",
	},
	{
		Name: "western", XMLMSG: "untrusted", Charset: "windows1252", Markup: "fieldset", Override: "link", Tokens: true, MultipartSave: true,
		Menu: "collapsed", MenuEntries: "buttons", Labels: "older", YesNo: "select-marked", PageSize: 20, Pager: "buttons",
		PlainHTTP: "parse-error", BadPair: "keeps-old", SaveAnswer: "see-other",
	},
	{
		Name: "undeclared", Charset: "none", Session: "query", URLs: "query", Markup: "div", YesNo: "radios", TickedControl: "present",
		PassphraseForm: "inline", NeedsUntick: true, Extract: "radios", ConfirmDelete: "link", ConfirmRestart: "link",
		Secret: "form", Sloppy: true, BadPair: "self-signed", CertReread: "on-upload", SaveSameURL: true,
	},
	{
		Name: "forgetful", Sections: "none", SessionLife: 15, Charset: "meta", Tokens: true, Login: "redirect", Markup: "plain", TickedControl: "absent",
		URLs: "relative", SaveAnswer: "found", Extract: "select", PassphraseForm: "link", NeedsUntick: true, ConfirmDelete: "checkbox",
		PageSize: 5, Pager: "numbers",
	},
	{
		Name: "old", XMLMSG: "disabled", Sections: "none", Closes: true, Labels: "older", Login: "basic", Frames: "set", Sloppy: true, Markup: "table",
		YesNo: "text", PortsControl: "spaces", URLs: "full", FileTable: "plain", PlainHTTP: "parse-error", PassphraseForm: "button", Restart: "selected",
		CertReread: "on-restart", BadPair: "closes",
	},
	{
		Name: "modern", XMLMSGDefaults: true, Advanced: "below-configuration", Sections: "fieldsets", Extract: "select", Tokens: true,
		Markup: "div",
		Tabs:   "fragments", YesNo: "checkbox", Override: "link", URLs: "base", SaveAnswer: "see-other", PassphraseForm: "form-action",
		NeedsUntick: true, TickedControl: "absent", Closes: true, PlainHTTP: "redirected", PlainIfBroken: true, MultipartSave: true, ConfirmDelete: "page",
		ConfirmRestart: "page", PageSize: 20, Pager: "numbers-in-row",
	},
	{
		Name: "strict", Frames: "inline", Menu: "collapsed", Tokens: true, Login: "form", Markup: "definition-list", YesNo: "select",
		PortsControl: "lines", PassphraseForm: "frame", NeedsUntick: true, Secret: "form", DeleteInUse: "refused", ConfirmDelete: "checkbox",
		ConfirmRestart: "checkbox", SaveAnswer: "refresh", PlainHTTP: "redirected", PageSize: 30, Pager: "buttons",
	},
}

// All returns the named skins. The first is the plain one; together they have every value that [Random] draws.
func All() []Skin {
	all := slices.Clone(named)
	for i := range all {
		all[i] = mustComplete(all[i])
	}
	return all
}

// Named returns the skin of [All] with the name; ok is false if there is none.
func Named(name string) (skin Skin, ok bool) {
	for _, s := range All() {
		if s.Name == name {
			return s, true
		}
	}
	return Skin{}, false
}
