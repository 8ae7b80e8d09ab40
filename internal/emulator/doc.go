// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package emulator is a stand-in for ISL Conference Proxy.
package emulator
