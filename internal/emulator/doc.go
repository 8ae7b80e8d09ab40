// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package emulator is a stand-in for ISL Conference Proxy: for tests, for the demo and for benchmarks.
//
// It is built from what is documented of the product, which is closed. Where something is documented, the emulator
// does exactly that: the menu and its entries, rows of a checkbox, a label and a control, Save at the bottom, ports
// that are bound at a start only, HTTP and TLS told apart on the same port, a self-signed certificate out of the box,
// throttled logins, the storage's tabs, columns and buttons. Where something is unknown, a [Skin] decides, and every
// such fact is an axis of its own. Nothing here is shared with the client, so that a wrong belief cannot stand on both
// sides.
//
// # What is the same on every skin
//
// A save takes every row of the page from the post. The row's box stands for "use default"; without it the row has an
// own value, and when the fields of the row are missing too, the row is reset to the product's default value. So a
// post that leaves rows out destroys them, as it might in the product. Values of several lines are kept with LF.
// A bad value is told on the page and nothing of that post is saved.
//
// Addresses below /conf, field names, ids and file ids are opaque and differ with [Options].Seed. Small things that
// are no axis, such as whether a button is a button or an input, the words on a confirmation page (Yes, OK, or the
// verb), or whether names have brackets, follow the seed as well.
//
// A certificate, key or chain file with CR LF or a BOM is not accepted by the listener: documented is UTF-8 with LF.
//
// # Skins
//
// [Skins] are the named ones; [RandomSkin] draws every axis. The first value of each axis is that of "plain".
//
//	plain       every axis at its first value
//	basic       HTTP Basic, tokens, divs, radios, ticked rows without control, passphrase form inline, redirects
//	            after saves, a page that confirms a deletion, plain HTTP redirected, restart of ticked servers
//	frameset    a frameset, collapsed menu, password-only login, older labels, sloppy HTML, nested tables, passphrase
//	            and Database secret in iframes, pager in the table's last row, certificate read on upload
//	iframe      content in an iframe, menu of buttons, login page with status 401, definition lists, checkboxes for
//	            Yes/No, base element, passphrase by a GET form's button, meta refresh after saves, files in divs
//	flat        rows without an element of their own, every page at /conf with a query, session in the path, text for
//	            Yes/No, passphrase by formaction, all tabs in one page, plain HTTP closed, files in use stay
//	western     windows-1252, multipart saves, fieldsets, Local override checkboxes, pager of buttons, an older label
//	            without colon, plain HTTP answered Request parse error, a bad pair leaves the old certificate
//	undeclared  no charset declared, session in the query, forms without action, a bad pair leads to the self-signed,
//	            links that confirm, icons of letters in the menu
//	forgetful   sessions of 15 page views, rows that are lines of text, relative addresses, five files a page, counts
//	            behind menu entries
//	old         older labels, HTTP Basic, frameset, ports parted by spaces, certificate read at restart only
//	modern      tokens, divs, tabs as fragments, base element, redirects, confirmation pages, drawings in the menu
//	strict      iframe, collapsed menu, confirmation boxes, plain HTTP redirected, files in use stay
//
// # Axes
//
//	Login           form; HTTP Basic; form without user name; form with status 401; redirect to a login page
//	Session         cookie; ;sid= after the path; ?sid= in the query
//	SessionLife     page views until a login is forgotten; a post whose page was still served is accepted
//	Tokens          a hidden token in every form, new on every page, good for one post
//	Frames          none; frameset; iframe
//	Menu            every entry; entries only of the section that was clicked
//	MenuEntries     links; buttons of GET forms
//	MenuIcons       none; a drawing with a title; letters of an icon font; a count behind the text
//	URLs            absolute paths; relative; relative with a base element; with scheme and host; queries only
//	Charset         UTF-8 in the header; in a meta element; windows-1252 where the text allows; none declared
//	Sloppy          upper-case tags, unquoted attributes, end tags and doctype left out, odd white space in labels,
//	                options without value
//	Labels          newer; older; older without the colon
//	Markup          of settings rows: table; div; definition list; flat; fieldset; nested tables; plain text
//	TickedControl   disabled; absent until unticked and saved; present
//	YesNo           select; select that marks the default; radios; checkbox; text
//	PortsControl    80, 443; a port a line; 80 443
//	Override        Local override as text; as link; as a checkbox that must keep its state
//	SaveSameURL     the settings form has no action
//	MultipartSave   the settings form is multipart/form-data
//	SaveAnswer      the page; 303; 302; a page with meta refresh
//	PassphraseForm  link in the row; inline by form=; button of a GET form by form=; button with formaction; iframe
//	NeedsUntick     the passphrase form appears only once the row was unticked and saved
//	Secret          Database secret as a masked field; as a second Change password form
//	Tabs            current one plain text; all links; fragments of one page
//	Extract         "Extract ZIP file" is a checkbox, not ticked; a select with Yes chosen; radios with Yes chosen
//	FileTable       table with th; table with bold td; divs
//	PageSize        files a page
//	Pager           numbers; Previous and Next; numbers in the last row; buttons of a GET form
//	ConfirmDelete   none; a page with buttons; a box beside the button; a page with links
//	DeleteInUse     deleted; refused with a message
//	Restart         button in the row; tick and Restart selected; link
//	ConfirmRestart  none; a page with buttons; a box beside the button; a page with links
//	Closes          connections are kept; every answer ends its connection
//	PlainHTTP       once SSL is in use: kept; redirected; closed; HTTP/1.0 503 Request parse error
//	PlainIfBroken   that holds always; only as long as handshakes succeed
//	CertReread      on save; also on upload; at restart only
//	BadPair         handshakes fail; hello answered by closing; old certificate kept; self-signed served
//	Untrusted       403; 404; closed; 200 with a page that says so
package emulator
