// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// play runs the demo. It checks every step: output alone proves nothing.
func (s *stage) play(ctx context.Context) error {
	s.title("Before: the server's own certificate")
	before, err := s.served(ctx)
	if err != nil {
		return err
	}
	files := len(s.server.Files())
	if _, err := s.cli.Run(ctx, "init", "-input=false"); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{s.deploy, s.expiryMails, s.driftOfAFile, s.driftOfASetting, s.driftOfThePort, s.wrongKey, s.renew} {
		if err := step(ctx); err != nil {
			return err
		}
	}

	s.title("Destroy: settings at their defaults, files gone")
	if _, err := s.cli.Run(ctx, "destroy", "-auto-approve", "-input=false"); err != nil {
		return err
	}
	if left := len(s.server.Files()); left != files {
		return fmt.Errorf("%d private files are left after the destroy; there were %d before", left, files)
	}
	return s.expectServed(ctx, before)
}

func (s *stage) deploy(ctx context.Context) error {
	s.title("Plan: the certificate that will be served, and its expiry")
	printed, err := s.cli.Run(ctx, "plan", "-input=false", "-no-color", "-out=plan.bin")
	if err != nil {
		return err
	}
	printed, _, _ = strings.Cut(printed, "Changes to Outputs")
	s.show(printed, "  # confproxy_", "_path ", " subject ", " issuer ", " not_after ", " sha256_fingerprint ", "Plan:")
	s.title("Apply: checked, stored, switched by one save, verified by a handshake")
	printed, err = s.cli.Run(ctx, "apply", "-input=false", "-no-color", "plan.bin")
	if err != nil {
		return err
	}
	s.show(printed, "Apply complete")
	return s.expectRepaired(ctx)
}

// mailServer is another setting: the mail server, which the product's expiry
// mails need.
const mailServer = `
resource "confproxy_setting" "mail_server" {
  page  = "General"
  name  = "Outgoing mail server (SMTP)"
  value = "mail.example.com"
}
`

// apply applies the configuration without asking for approval.
func (s *stage) apply(ctx context.Context) (printed string, err error) {
	return s.cli.Run(ctx, "apply", "-auto-approve", "-input=false", "-no-color")
}

func (s *stage) expiryMails(ctx context.Context) error {
	s.title("Any other setting: the mail server, so that expiry mails are sent")
	if err := os.WriteFile(filepath.Join(s.cli.Folder, "mail.tf"), []byte(mailServer), 0o600); err != nil {
		return err
	}
	printed, err := s.apply(ctx)
	if err != nil {
		return err
	}
	s.show(printed, "+ name ", "+ value ", "Apply complete")
	if value, isDefault, _ := s.server.Setting("Outgoing mail server (SMTP)"); isDefault || value != "mail.example.com" {
		return fmt.Errorf("the mail server is %q (default: %t)", value, isDefault)
	}
	return s.expectRepaired(ctx)
}

func (s *stage) driftOfAFile(ctx context.Context) error {
	for name := range s.server.Files() {
		if strings.HasPrefix(name, "server-") && strings.HasSuffix(name, "-chain.crt") {
			s.server.PutFile(name, s.issued.RootPEM)
		}
	}
	return s.repair(ctx, "the chain file is replaced")
}

func (s *stage) driftOfASetting(ctx context.Context) error {
	s.server.SetDefault("HTTPT use SSL")
	return s.repair(ctx, "HTTPT use SSL is reset to its default")
}

// driftOfThePort deletes the key and restarts the server, so that TLS fails.
func (s *stage) driftOfThePort(ctx context.Context) error {
	for name := range s.server.Files() {
		if strings.HasPrefix(name, "server-") && strings.HasSuffix(name, ".key") {
			s.server.RemoveFile(name)
		}
	}
	if err := s.server.Restart(); err != nil { //nolint:contextcheck // The emulator restarts in its own time.
		return err
	}
	return s.repair(ctx, "the key is deleted, and TLS fails after a restart")
}

// repair shows the drift in a plan, and applies once.
func (s *stage) repair(ctx context.Context, what string) error {
	s.title("Somebody else: " + what)
	changes, printed, err := s.cli.HasChanges(ctx, "-no-color")
	if err != nil {
		return err
	}
	if !changes {
		return errors.New("the plan shows no drift")
	}
	s.show(printed, `- "`, "Plan:")
	if printed, err = s.apply(ctx); err != nil {
		return err
	}
	s.show(printed, "Apply complete")
	return s.expectRepaired(ctx)
}

// wrongKey declares the key of another certificate.
func (s *stage) wrongKey(ctx context.Context) error {
	s.title("A mistake: a new certificate with another certificate's key")
	next, other, err := s.issueTwo()
	if err != nil {
		return err
	}
	key := next.KeyPEM
	next.KeyPEM = other.KeyPEM
	if err := s.provide(next); err != nil {
		return err
	}
	s.server.ResetRequests()
	printed, err := s.apply(ctx)
	if err == nil {
		return errors.New("expected an error about the wrong key, got none")
	}
	s.show(printed, "Error:")
	counts := s.server.Counts()
	if touched := counts[product.Upload] + counts[product.Save] + counts[product.Passphrase]; touched > 0 {
		return fmt.Errorf("the server was touched: %v", counts)
	}
	s.say("Nothing was uploaded or saved.")
	next.KeyPEM = key
	s.next = next
	return s.expectServed(ctx, certs.Fingerprint(s.issued.Cert))
}

// renew applies while a client makes handshakes in a loop.
func (s *stage) renew(ctx context.Context) error {
	s.title("Renewal, while a client makes handshakes in a loop")
	old := certs.Fingerprint(s.issued.Cert)
	if err := s.provide(s.next); err != nil {
		return err
	}
	s.issued = s.next
	watch := s.watch(ctx, old, certs.Fingerprint(s.issued.Cert))
	printed, err := s.apply(ctx)
	made, failed := watch()
	if err != nil {
		return err
	}
	s.show(printed, " not_after  ", "Plan:", "Apply complete")
	if made == 0 || failed != nil {
		return fmt.Errorf("%d handshakes during the renewal succeeded, then one failed: %w", made, failed)
	}
	s.say("%d handshakes during the renewal showed the old or the new certificate; none failed.", made)
	return s.expectRepaired(ctx)
}
