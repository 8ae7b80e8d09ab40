// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package lifecycle has the tests of whole runs with the real CLI: every fault
// at every request, interruptions, concurrent runs, rotations under load,
// secrets, and the commands of the documentation. It has no code of its own.
package lifecycle
