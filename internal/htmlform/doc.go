// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package htmlform reads HTML pages and submits their forms as a browser does.
//
// A [Page] is parsed once and then answers what a person looking at it would
// ask: which links and buttons carry a text, which row of controls stands
// beside a label, which table has these column headers. A [Submission] holds
// what that person touched in one form and turns it into the request a browser
// would send, by the HTML standard's rules for constructing the form data set.
//
// The package performs no network access, runs no scripts and reads no style
// sheets: only the hidden attribute and inline styles hide an element. It
// behaves as a browser with scripting does, so <noscript> content is ignored.
package htmlform
