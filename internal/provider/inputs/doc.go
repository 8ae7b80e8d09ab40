// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package inputs has the tests of what every kind of file, and every moment in
// the life of a configuration, gives at validate, plan, apply and destroy. The
// table that they run is a page of the documentation.
package inputs
