// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package certs reads certificates and private keys in PEM form: their encoding
// and contents, their digests, and when they expire. Package check examines them
// together, package container reads other forms, and package probe finds out
// what a TLS port presents. None of them knows the product's pages or Terraform.
//
// Nothing in these packages puts key material or a passphrase into an error, a
// log value or a formatted string.
package certs
