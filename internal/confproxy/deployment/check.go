// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package deployment

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/check"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/secret"
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
	return fmt.Sprintf("%s. %s", confproxy.ErrCheck, strings.Join(texts, " "))
}

// Unwrap returns [ErrCheck].
func (e *CheckError) Unwrap() error { return confproxy.ErrCheck }

// CheckInput describes the certificate to serve.
type CheckInput struct {
	// Settings are the rows for the certificate, the key and the chain, and for
	// the passphrase if it changes. Other rows are ignored.
	Settings         confproxy.Values
	Passphrase       *string // nil if it is unknown
	ServerName       string  // that clients use; empty skips the check of names
	MinimumDaysValid int64
	// Verified is the last verified state; nil for none.
	Verified *Verified
	// Planned returns the planned contents of a file, nil while they are
	// unknown; planned is false for a file that does not change on the server.
	Planned func(name string) (content *certs.Content, planned bool)
}

// Check checks the certificate to serve, before anything changes. It has no
// findings about files that are unknown.
func Check(ctx context.Context, ways confproxy.Ways, input CheckInput) ([]check.Finding, error) {
	know(ways, input.Passphrase, nil)
	candidate := input.candidate()
	if complete, _, err := candidate.load(ctx, ways, input); err != nil || !complete {
		return nil, err
	}
	readings, err := ways.Settings.Read(ctx, confproxy.HTTPTSSL...)
	if err != nil {
		return nil, err
	}
	return masked(ways.Mask, candidate.findings(ctx, ways, readings.Values())), nil
}

// findings returns all findings about a c. An encrypted key whose
// passphrase only the server has cannot be opened; the certificate that the
// server presents with it shows its public key.
func (c *candidate) findings(ctx context.Context, ways confproxy.Ways, current confproxy.Values) []check.Finding {
	findings := c.Check()
	held, there := c.passphrase(current)
	if c.passphraseKnown || !there || held.Default {
		return findings
	}
	at := slices.IndexFunc(findings, func(f check.Finding) bool { return f.Subject == check.RolePassphrase && f.Severity == check.Error })
	if at < 0 {
		return findings
	}
	if c.verified == nil || c.verified.PublicKeySHA256 == "" {
		c.verified = verifiedNow(ctx, ways, current)
	}
	finding := c.closedKey()
	if finding == nil {
		return slices.Delete(findings, at, at+1)
	}
	findings[at] = *finding
	return findings
}

// masked hides the secrets in findings.
func masked(mask *secret.Masker, findings []check.Finding) []check.Finding {
	for i := range findings {
		findings[i].Detail = mask.Text(findings[i].Detail)
	}
	return findings
}

// verifiedNow returns what the server presents now; nil if that is unknown.
func verifiedNow(ctx context.Context, ways confproxy.Ways, settings confproxy.Values) *Verified {
	if !settings.ServesStorage() {
		return nil
	}
	i := newInspection(ways, settings, nil)
	if i.files(ctx) != nil {
		return nil
	}
	i.presented(handshakeAll(ctx, ways, LiveCheck{}.withDefaults(ways, settings[confproxy.Ports], settings[confproxy.Ports])))
	return &i.Verified
}
