// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package certs reads and checks certificates and private keys in PEM form:
// their encoding and contents, whether they match, when they expire, and what a
// TLS port presents. It consists of pure functions and one dialler, [Probe]. It
// knows neither the product's pages nor Terraform.
//
// Nothing in this package puts key material or a passphrase into an error, a
// log value or a formatted string.
package certs
