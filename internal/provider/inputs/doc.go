// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package inputs tests the result of each kind of file, and of each change of a
// configuration, at validate, plan, apply and destroy. The table of the tests
// is a page of the documentation.
package inputs
