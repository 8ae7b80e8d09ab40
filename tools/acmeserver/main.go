// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Command acmeserver runs Pebble, Let's Encrypt's ACME server for client tests,
// on a free port of the loopback interface. It accepts every challenge, because
// the names in tests do not resolve.
//
// It prints one line of JSON once it listens, and exits when its standard input
// is closed, so that it never outlives the test that started it.
package main

import (
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net/http/httptest"
	"os"

	"github.com/letsencrypt/pebble/v2/ca"
	"github.com/letsencrypt/pebble/v2/db"
	"github.com/letsencrypt/pebble/v2/va"
	"github.com/letsencrypt/pebble/v2/wfe"
)

// started is the information that a client needs.
type started struct {
	Directory string `json:"directory"`  // URL of the ACME directory
	ServerPEM string `json:"server_pem"` // certificate of the ACME server itself
	RootPEM   string `json:"root_pem"`   // root of the certificates that it issues
}

// lifetime of the certificates, in seconds: six days, as for Let's Encrypt's
// short-lived certificates.
const lifetime = 6 * 24 * 60 * 60

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "acmeserver:", err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	for variable, value := range map[string]string{"PEBBLE_VA_ALWAYS_VALID": "1", "PEBBLE_VA_NOSLEEP": "1"} {
		if err := os.Setenv(variable, value); err != nil {
			return err
		}
	}
	logger, store := log.New(os.Stderr, "", 0), db.NewMemoryStore()
	profiles := map[string]ca.Profile{"default": {Description: "The only one", ValidityPeriod: lifetime}}
	authority := ca.New(logger, store, "", "ecdsa", 0, 1, profiles)
	validation := va.New(logger, 80, 443, true, "", store)
	front := wfe.New(logger, store, validation, authority, []string{"pebble.letsencrypt.org"}, true, false, 0, 0)
	server := httptest.NewTLSServer(front.Handler())
	defer server.Close()

	own := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	err := json.NewEncoder(out).Encode(started{server.URL + wfe.DirectoryPath, string(own), string(authority.GetRootCert(0).PEM())})
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, in)
	return err
}
