// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
)

// CheckError is a deployment that failed its checks. Nothing was touched. It
// is of the kind [ErrCheck].
type CheckError struct{ Findings []certs.Finding }

func (e *CheckError) Error() string {
	var texts []string
	for _, finding := range e.Findings {
		if finding.Severity == certs.Error {
			texts = append(texts, finding.Summary+": "+finding.Detail)
		}
	}
	return fmt.Sprintf("%s. %s", ErrCheck, strings.Join(texts, " "))
}

// Unwrap gives [ErrCheck].
func (e *CheckError) Unwrap() error { return ErrCheck }

// CheckInput is what is to be served.
type CheckInput struct {
	Settings         Settings // certificate, key and chain; others are ignored
	Passphrase       *string  // nil when none is known
	ServerName       string   // that clients use; empty skips the check of names
	MinimumDaysValid int64
}

// roleOf maps the settings that name files to their part in a deployment.
var roleOf = map[Setting]certs.Role{
	Certificate: certs.RoleCertificate, Key: certs.RoleKey, CertificateChain: certs.RoleChain,
}

// CheckHTTPTSSL checks what is going to be served, before anything is applied:
// files that are planned count as planned, others as they are on the server.
// As long as a file is not known, nothing is found about it.
func (c *Client) CheckHTTPTSSL(ctx context.Context, input CheckInput) ([]certs.Finding, error) {
	var findings []certs.Finding
	err := c.lock.read(ctx, func() error {
		deployment := input.deployment()
		for _, setting := range fileSettings {
			file := deployment.file(setting)
			if file == nil {
				continue
			}
			name, ok := ObjectName(file.Path)
			if !ok {
				return nil // outside the Private storage: nothing can be read
			}
			data, known, err := c.futureFile(ctx, name)
			if err != nil {
				return err
			}
			if !known {
				return nil
			}
			file.Content = certs.NewContent(data)
		}
		current, err := c.httptSSL(ctx, c.sharedSettings, nil)
		if err != nil {
			return err
		}
		findings = deployment.check(current)
		return nil
	})
	return findings, err
}

// deployment is what is to be served, with the files that hold it.
type deployment struct {
	certs.Deployment
	passphraseKnown bool
}

func (input CheckInput) deployment() *deployment {
	d := &deployment{Deployment: certs.Deployment{
		Certificate:      certs.File{Path: input.Settings[Certificate].Text},
		Key:              certs.File{Path: input.Settings[Key].Text},
		ServerName:       input.ServerName,
		MinimumDaysValid: input.MinimumDaysValid,
		Now:              time.Now(),
	}}
	if chain := input.Settings[CertificateChain]; !chain.Default && chain.Text != "" {
		d.Chain = &certs.File{Path: chain.Text}
	}
	if input.Passphrase != nil {
		d.Passphrase, d.passphraseKnown = []byte(*input.Passphrase), true
	}
	return d
}

func (d *deployment) file(setting Setting) *certs.File {
	switch setting {
	case Certificate:
		return &d.Certificate
	case Key:
		return &d.Key
	case CertificateChain:
		return d.Chain
	}
	return nil
}

// check returns all findings. A passphrase that the server holds and that is
// not known here makes an encrypted key something that cannot be checked.
func (d *deployment) check(current Settings) []certs.Finding {
	findings := d.Check()
	held, there := current[KeyPassphrase]
	if d.passphraseKnown || !there || held.Default {
		return findings
	}
	for i, finding := range findings {
		if finding.Subject == certs.RolePassphrase && finding.Severity == certs.Error {
			findings[i].Severity = certs.Warning
			findings[i].Summary = "Key not checked"
			findings[i].Detail = fmt.Sprintf("The key %s is encrypted, and the server holds a passphrase that is not known here: whether it opens the key, and whether the key belongs to the certificate, shows only when the server serves them.", d.Key.Path)
		}
	}
	return findings
}

// checkStored fetches what is to be served from the storage and checks it.
func (c *Client) checkStored(ctx context.Context, input CheckInput, current Settings) (*deployment, []certs.Finding, error) {
	d := input.deployment()
	all, err := c.readStorage(ctx)
	if err != nil {
		return nil, nil, err
	}
	var findings []certs.Finding
	for _, setting := range fileSettings {
		file := d.file(setting)
		if file == nil {
			continue
		}
		name, ok := ObjectName(file.Path)
		if !ok {
			return nil, []certs.Finding{{
				Severity: certs.Warning, Subject: roleOf[setting], Summary: "Files not checked",
				Detail: fmt.Sprintf("%s is outside the Private storage (%s) and cannot be read from here; what is to be served is not checked before the change.", file.Path, objectsFolder),
			}}, nil
		}
		if all.files[name] == nil {
			findings = append(findings, certs.Finding{
				Severity: certs.Error, Subject: roleOf[setting], Summary: "File not found",
				Detail: fmt.Sprintf("%s is to name %s, and the Private storage has no file %q. The files that are there: %s. Upload it first, for example with the resource confproxy_private_file.",
					setting.Label(), file.Path, name, quoteList(all.names())),
			})
			continue
		}
		data, _, err := c.download(ctx, all, name)
		if err != nil {
			return nil, nil, err
		}
		file.Content = certs.NewContent(data)
	}
	if len(findings) == 0 {
		findings = d.check(current)
	}
	for _, finding := range findings {
		if finding.Severity == certs.Error {
			return nil, findings, &CheckError{findings}
		}
	}
	return d, findings, nil
}
