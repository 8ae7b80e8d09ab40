// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/check"
)

// CheckError means that a deployment failed its checks. Nothing was changed. It
// is of the kind [ErrCheck].
type CheckError struct{ Findings []check.Finding }

func (e *CheckError) Error() string {
	var texts []string
	for _, finding := range e.Findings {
		if finding.Severity == check.Error {
			texts = append(texts, finding.Summary+": "+finding.Detail)
		}
	}
	return fmt.Sprintf("%s. %s", ErrCheck, strings.Join(texts, " "))
}

// Unwrap returns [ErrCheck].
func (e *CheckError) Unwrap() error { return ErrCheck }

// CheckInput describes the certificate to serve.
type CheckInput struct {
	// Settings are the rows for the certificate, the key and the chain, and for
	// the passphrase if it changes. Other rows are ignored.
	Settings         Values
	Passphrase       *string // nil if it is unknown
	ServerName       string  // that clients use; empty skips the check of names
	MinimumDaysValid int64
	// Verified is the last verified state; nil for none.
	Verified *Verified
	// Planned returns the planned contents of a file, nil while they are
	// unknown; planned is false for a file that does not change on the server.
	// Nil plans no file.
	Planned func(name string) (content *certs.Content, planned bool)
}

// planned returns the planned contents of a file.
func (input CheckInput) planned(name string) (content *certs.Content, planned bool) {
	if input.Planned == nil {
		return nil, false
	}
	return input.Planned(name)
}

// Check checks the certificate to serve, before anything changes. It has no
// findings about files that are unknown.
func (c *Client) Check(ctx context.Context, input CheckInput) ([]check.Finding, error) {
	var findings []check.Finding
	c.know(input.Passphrase)
	err := c.reading(ctx, func() error {
		candidate := input.candidate()
		if complete, _, err := c.load(ctx, candidate, input); err != nil || !complete {
			return err
		}
		readings, err := c.ways.Settings.Read(ctx, HTTPTSSL...)
		if err != nil {
			return err
		}
		findings = c.findings(ctx, candidate, readings.Values())
		maskFindings(c.ways.Mask, findings)
		return nil
	})
	return findings, err
}

// findings returns all findings about a candidate. An encrypted key whose
// passphrase only the server has cannot be opened; the certificate that the
// server presents with it shows its public key.
func (c *Client) findings(ctx context.Context, candidate *candidate, current Values) []check.Finding {
	findings := candidate.Check()
	held, there := candidate.passphrase(current)
	if candidate.passphraseKnown || !there || held.Default {
		return findings
	}
	at := slices.IndexFunc(findings, func(f check.Finding) bool { return f.Subject == check.RolePassphrase && f.Severity == check.Error })
	if at < 0 {
		return findings
	}
	if candidate.verified == nil || candidate.verified.PublicKeySHA256 == "" {
		candidate.verified = c.verifiedNow(ctx, current)
	}
	finding := candidate.closedKey()
	if finding == nil {
		return slices.Delete(findings, at, at+1)
	}
	findings[at] = *finding
	return findings
}

// verifiedNow returns what the server presents now; nil if that is unknown.
func (c *Client) verifiedNow(ctx context.Context, settings Values) *Verified {
	if !settings.ServesStorage() {
		return nil
	}
	i := newInspection(c, settings, nil)
	if i.files(ctx) != nil {
		return nil
	}
	i.presented(c.handshake(ctx, c.withDefaults(LiveCheck{}, settings[Ports], settings[Ports])))
	return &i.Verified
}
