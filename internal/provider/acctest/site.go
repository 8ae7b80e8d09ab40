// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// Site is a server with an authority that issues certificates for it.
type Site struct {
	*emulator.Server
	T         *testing.T
	Before    map[string]product.SettingState // the settings at the beginning
	Hidden    Secrets                         // must not occur in any state or plan of the test case
	authority *certstest.Authority
}

// NewSite starts a server with an authority.
func NewSite(t *testing.T, skin emulator.Skin) *Site {
	t.Helper()
	authority, err := certstest.New()
	if err != nil {
		t.Fatal(err)
	}
	server := Start(t, skin, 0)
	return &Site{Server: server, T: t, Before: server.Settings(), authority: authority}
}

// Issue issues a certificate for the server.
func (s *Site) Issue(options ...func(*certstest.Leaf)) *certstest.Issued {
	s.T.Helper()
	leaf := certstest.Leaf{
		CommonName: "proxy.example.com", DNSNames: []string{"proxy.example.com", "localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(0, 0, 90),
	}
	for _, option := range options {
		option(&leaf)
	}
	issued, err := s.authority.Issue(leaf)
	if err != nil {
		s.T.Fatal(err)
	}
	s.Hidden = append(s.Hidden, MiddleLine(issued.KeyPEM))
	return issued
}

// Encrypted returns the key of a certificate, encrypted.
func (s *Site) Encrypted(issued *certstest.Issued, passphrase string) []byte {
	s.T.Helper()
	key, err := issued.EncryptedKeyPEM(passphrase)
	if err != nil {
		s.T.Fatal(err)
	}
	s.Hidden = append(s.Hidden, MiddleLine(key), passphrase)
	return key
}

// MiddleLine returns a line that occurs only in this key.
func MiddleLine(pem []byte) string {
	lines := strings.Split(strings.TrimSpace(string(pem)), "\n")
	return lines[len(lines)/2]
}

// Presents expects the server to present a certificate.
func (s *Site) Presents(want *x509.Certificate) Check {
	return func() error {
		if leaf := s.Leaf(); leaf == nil || !leaf.Equal(want) {
			return fmt.Errorf("expected the server to present the certificate %s, got another one (%s)", want.SerialNumber, fmt.Sprint(s.TLSError()))
		}
		return nil
	}
}

// Untouched expects all settings but the given ones to be as before.
func (s *Site) Untouched(but ...string) Check {
	return func() error {
		now := s.Settings()
		for label, before := range s.Before {
			if !slices.Contains(but, label) && now[label] != before {
				return fmt.Errorf("expected %s to be unchanged: got %+v, want %+v", label, now[label], before)
			}
		}
		if s.ApplyPressed() {
			return errors.New("expected the button Apply changes not to be pressed")
		}
		return nil
	}
}

// Sent expects a number of requests of a class since the log was emptied.
func (s *Site) Sent(class product.Class, want int) Check {
	return func() error {
		if got := s.Counts()[class]; got != want {
			return fmt.Errorf("expected %d requests of the class %s, got %d", want, class, got)
		}
		return nil
	}
}

// Planned expects an action on a resource, and values in the plan.
func Planned(address string, action plancheck.ResourceActionType, values map[string]knownvalue.Check) resource.ConfigPlanChecks {
	checks := []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, action)}
	for attribute, value := range values {
		checks = append(checks, plancheck.ExpectKnownValue(address, tfjsonpath.New(attribute), value))
	}
	return resource.ConfigPlanChecks{PreApply: checks}
}
