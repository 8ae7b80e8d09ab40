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
// The room skin is what nobody knows. product has the state and what happens to it, and knows no HTML. face is the HTML
// administration. This package puts them together and has proxies to stand in front.
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
package emulator

import (
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/face"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/skin"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/xmlmsg"
)

type (
	// Options configure a server, see [product.Options].
	Options = product.Options
	// Server is a running emulator, see [product.Server].
	Server = product.Server
	// Skin is one possible product, see [skin.Skin].
	Skin = skin.Skin
)

// Start starts an emulator; the caller must close it.
func Start(o Options) (*Server, error) {
	return product.Start(o, func(s *product.Server) product.Face { return xmlmsg.New(s, face.New(s)) })
}

// Skins returns the named skins, the plain one first, see [skin.All].
func Skins() []Skin { return skin.All() }

// SkinNamed returns the named skin of [Skins]; ok is false if there is none.
func SkinNamed(name string) (s Skin, ok bool) { return skin.Named(name) }

// RandomSkin picks a value of every axis by the seed, see [skin.Random].
func RandomSkin(seed int64) Skin { return skin.Random(seed) }
