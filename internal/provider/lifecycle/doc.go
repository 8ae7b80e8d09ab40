// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package lifecycle holds the tests that take the provider through a whole
// life with the real CLI: every fault at every request, interruptions, two runs
// at once, rotations under load, secrets. It has no code of its own.
package lifecycle
