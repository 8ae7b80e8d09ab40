// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package confproxy is the domain: the settings, files and servers of an ISL
// Conference Proxy, and the interfaces of the ways in to them. It does not
// depend on Terraform.
//
// The administration has no documented HTML and no documented address below
// /conf. A way in therefore works like a careful person with a browser: it
// finds menu entries, rows, columns and buttons by their visible, documented
// texts, and takes every address, field name and token from the page at hand.
//
// Three rules hold everywhere:
//
//   - A write submits the page as a browser would after its user touched only
//     the named controls; it is sent once and read back.
//   - Reads may be repeated; a write whose answer was lost is looked up, not
//     repeated.
//   - There is one writer a server; readers share what was read.
package confproxy
