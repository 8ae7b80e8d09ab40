// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package emulator is a stand-in for ISL Conference Proxy: for tests, for the demo and for benchmarks.
//
// The product is closed. What is documented of it, the emulator does exactly: the menu and its entries, rows of a
// checkbox, a label with a colon and a control, Save at the bottom, ports that are bound at a start only, HTTP and TLS
// told apart on the same port, a self-signed certificate out of the box, throttled logins, the storage's tabs, columns
// and buttons, servers that are selected before they are restarted.
//
// What nobody knows is decided by a [Skin], and every such fact is an axis of its own. All addresses, field names and
// tokens, all markup, all messages and all words on confirmation pages are invented. That a test passes here shows
// that the client copes with what was thought of; it shows nothing about the product's HTML.
//
// Nothing here is shared with the client, so that a wrong belief cannot stand on both sides.
//
// # Rooms
//
// product has the state and what happens to it, and knows no HTML. face is the HTML administration. This package
// starts the two, and repeats the names that tests need. It imports face, which imports product.
//
// # What is the same on every skin
//
// A save takes every row of the page from the post (unknown). The row's box stands for "use default"; without it the
// row has an own value, and when the fields of the row are missing too, the row is reset to the product's default
// value. So a post that leaves rows out destroys them, as it might in the product. Values of several lines are kept
// with LF. A bad value is told on the page, and nothing of that post is saved.
//
// Addresses below /conf, field names, ids and file ids are opaque and differ with [Options].Seed. Small things that
// are no axis follow the seed as well: whether a button is a button or an input, the words on a confirmation page
// (Yes, OK, or the verb), whether names have brackets, the order of the buttons for a server, what a version column
// shows where a server has no file.
//
// A certificate, key or chain file with CR LF or a BOM is not accepted by the listener: documented is UTF-8 with LF.
// The passphrase takes effect at once: documented is that it needs no restart. General and Security stand in the menu
// at all times: the documented procedure clicks them at once.
//
// The whitelist of administrator accounts is obeyed like any other setting. With [Options].MustChangePassword the
// account has to choose another password first. With [Options].Servers there is a grid; the other servers have no
// settings and no ports of their own, only versions of the files, which [Server.HoldReplication] holds back.
//
// # Skins
//
// [Skins] are the named ones; [RandomSkin] draws every axis. The first value of each axis is that of "plain".
//
//	plain       every axis at its first value
//	basic       HTTP Basic, tokens, divs in fieldsets, radios, ticked rows without control, passphrase form inline,
//	            redirects after saves, a page that confirms a deletion, plain HTTP redirected, a box beside Restart
//	frameset    a frameset, collapsed menu, Advanced below Configuration, password-only login, older labels, sloppy
//	            HTML, nested tables, passphrase and Database secret in iframes, pager in the table's last row,
//	            certificate read on upload
//	iframe      content in an iframe, menu of buttons, login page with status 401, definition lists, checkboxes for
//	            Yes/No, base element, passphrase by a GET form's button, meta refresh after saves, files in divs
//	flat        rows without an element of their own, every page at /conf with a query, session in the path, text for
//	            Yes/No, passphrase by formaction, all tabs in one page, plain HTTP closed, files in use stay
//	western     windows-1252, multipart saves, a fieldset a row, pager of buttons, older labels, plain HTTP answered
//	            Request parse error, a bad pair leaves the old certificate
//	undeclared  no charset declared, session in the query, forms without action, a bad pair leads to the self-signed,
//	            links that confirm, icons of letters in the menu
//	forgetful   sessions of 15 page views, rows that are lines of text, relative addresses, five files a page, counts
//	            behind menu entries
//	old         older labels, HTTP Basic, frameset, no headings, ports parted by spaces, certificate read at restart only
//	modern      tokens, divs in fieldsets, tabs as fragments, base element, redirects, confirmation pages, drawings in
//	            the menu
//	strict      iframe, collapsed menu, confirmation boxes, plain HTTP redirected, files in use stay
//
// # Axes
//
// The types of the axes say what each value means. Some axes no named or random skin has, because a client has to
// refuse what it sees (PrivateTab), or because they make a server hostile or broken (Echo, FalseCharset,
// PassphraseMax), or because they only matter where a test looks (SelfChanging, RefusePKCS8).
package emulator
