// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package guides has the tests of the guides: that they name every problem that
// the provider reports, that both languages show the same examples, and that
// every configuration is one of the examples, which are applied. The list of
// problems is two pages of the documentation.
package guides
