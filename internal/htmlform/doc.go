// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package htmlform reads HTML pages and submits their forms as a browser does.
//
// A [Page] is parsed once and then answers what a person looking at it would
// ask: which links and buttons carry a text, which rows of settings there are,
// which table has these column headers. A [Submission] holds what that person
// touched in one form and turns it into the request a browser would send, by
// the HTML standard's rules for constructing the form data set. What nobody
// touched is sent as its attribute stands.
//
// The package performs no network access, runs no scripts and reads no style
// sheets: only the hidden attribute and inline styles hide an element. It is no
// browser: what no administration for people plausibly has, it does not handle.
package htmlform
