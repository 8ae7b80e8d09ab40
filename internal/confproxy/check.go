// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"fmt"
	"maps"
	"slices"
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

// Unwrap returns [ErrCheck].
func (e *CheckError) Unwrap() error { return ErrCheck }

// CheckInput is what is to be served.
type CheckInput struct {
	Settings         Values  // certificate, key and chain; others are ignored
	Passphrase       *string // nil when none is known
	ServerName       string  // that clients use; empty skips the check of names
	MinimumDaysValid int64
	// Planned returns what a file is going to hold, nil while that is not
	// known; planned is false for a file that stays as it is on the server.
	// Nil plans no file.
	Planned func(name string) (content *certs.Content, planned bool)
}

// planned returns what a file is going to hold, if it is going to be written.
func (input CheckInput) planned(name string) (content *certs.Content, planned bool) {
	if input.Planned == nil {
		return nil, false
	}
	return input.Planned(name)
}

// roles are the parts that files have in a deployment, by the setting that
// names them.
var roles = map[Setting]certs.Role{
	Certificate: certs.RoleCertificate, Key: certs.RoleKey, CertificateChain: certs.RoleChain,
	KeyPassphrase: certs.RolePassphrase,
}

func settingOf(role certs.Role) Setting {
	for setting, r := range roles {
		if r == role {
			return setting
		}
	}
	return Setting{}
}

// Check checks what is going to be served, before anything is changed. As long
// as a file is not known, nothing is found about it.
func (c *Client) Check(ctx context.Context, input CheckInput) ([]certs.Finding, error) {
	var findings []certs.Finding
	c.know(input.Passphrase)
	err := c.reading(ctx, func() error {
		candidate := input.candidate()
		for _, setting := range fileSettings {
			file := candidate.file(setting)
			if file == nil {
				continue
			}
			name, ok := ObjectName(file.Path)
			if !ok {
				return nil // outside the Private storage: nothing can be read
			}
			content, err := c.future(ctx, name, input)
			if err != nil || content == nil {
				return err
			}
			file.Content = content
		}
		readings, err := c.ways.Settings.Read(ctx, HTTPTSSL...)
		if err != nil {
			return err
		}
		findings = candidate.check(readings.Values())
		maskFindings(c.ways.Mask, findings)
		return nil
	})
	return findings, err
}

// future returns what a file will hold: as planned, or as it is on the server.
// It is nil when that cannot be told yet.
func (c *Client) future(ctx context.Context, name string, input CheckInput) (*certs.Content, error) {
	if content, planned := input.planned(name); planned {
		if content != nil {
			c.ways.Mask.AddKeys(content.Bytes())
		}
		return content, nil
	}
	files, err := c.ways.Files.List(ctx)
	if err != nil {
		return nil, err
	}
	if _, there := files[name]; !there {
		return nil, nil
	}
	data, _, err := c.ways.Files.Read(ctx, name)
	c.ways.Mask.AddKeys(data)
	return certs.NewContent(data), err
}

// candidate is what is to be served, with the files that hold it.
type candidate struct {
	certs.Deployment
	passphraseKnown bool
}

func (input CheckInput) candidate() *candidate {
	c := &candidate{Deployment: certs.Deployment{
		Certificate:      certs.File{Path: input.Settings[Certificate].Text},
		Key:              certs.File{Path: input.Settings[Key].Text},
		ServerName:       input.ServerName,
		MinimumDaysValid: input.MinimumDaysValid,
		Now:              time.Now(),
	}}
	if chain := input.Settings[CertificateChain]; chain.Names() {
		c.Chain = &certs.File{Path: chain.Text}
	}
	if input.Passphrase != nil {
		c.Passphrase, c.passphraseKnown = []byte(*input.Passphrase), true
	}
	return c
}

func (c *candidate) file(setting Setting) *certs.File {
	switch setting {
	case Certificate:
		return &c.Certificate
	case Key:
		return &c.Key
	case CertificateChain:
		return c.Chain
	}
	return nil
}

// check returns all findings. A passphrase that the server holds and that is
// not known here makes an encrypted key something that cannot be checked.
func (c *candidate) check(current Values) []certs.Finding {
	findings := c.Check()
	held, there := current[KeyPassphrase]
	if c.passphraseKnown || !there || held.Default {
		return findings
	}
	for i, finding := range findings {
		if finding.Subject == certs.RolePassphrase && finding.Severity == certs.Error {
			findings[i].Severity = certs.Warning
			findings[i].Summary = "Key not checked"
			findings[i].Detail = fmt.Sprintf("The key %s is encrypted, and the server holds a passphrase that is not known here: whether it opens the key, and whether the key belongs to the certificate, shows only when the server serves them.", c.Key.Path)
		}
	}
	return findings
}

// checkStored fetches what is to be served from the storage and checks it. What
// cannot be checked is a warning, and no expectation.
func (c *Client) checkStored(ctx context.Context, input CheckInput, current Values) (*expectation, []certs.Finding, error) {
	candidate := input.candidate()
	files, err := c.ways.Files.List(ctx)
	if err != nil {
		return nil, nil, err
	}
	var findings []certs.Finding
	for _, setting := range fileSettings {
		file := candidate.file(setting)
		if file == nil {
			continue
		}
		name, ok := ObjectName(file.Path)
		if content, planned := input.planned(name); ok && planned {
			file.Content = content
			continue
		}
		if !ok {
			return nil, []certs.Finding{{
				Severity: certs.Warning, Subject: roles[setting], Summary: "Files not checked",
				Detail: fmt.Sprintf("%s is outside the Private storage (%s) and cannot be read from here; what is to be served is not checked before the change.", file.Path, objectsFolder),
			}}, nil
		}
		if _, there := files[name]; !there {
			findings = append(findings, certs.Finding{
				Severity: certs.Error, Subject: roles[setting], Summary: "File not found",
				Detail: fmt.Sprintf("%s is to name %s, and the Private storage has no file %q. The files that are there: %s. Upload it first.",
					setting, file.Path, name, quoteNames(files)),
			})
			continue
		}
		data, _, err := c.ways.Files.Read(ctx, name)
		if err != nil {
			return nil, nil, err
		}
		c.ways.Mask.AddKeys(data)
		file.Content = certs.NewContent(data)
	}
	if len(findings) == 0 {
		findings = candidate.check(current)
	}
	for _, finding := range findings {
		if finding.Severity == certs.Error {
			return nil, findings, &CheckError{findings}
		}
	}
	leaf, chain, err := candidate.Expected()
	return &expectation{leaf, chain}, findings, err
}

// leafOf returns the fingerprint of the certificate that a server would present
// with the file; "" when it holds none.
func leafOf(content *certs.Content) string {
	if content.Err() != nil || len(content.Certificates()) == 0 {
		return ""
	}
	return certs.Fingerprint(content.Certificates()[0])
}

func notFound(name string, files map[string]File) error {
	return &Error{
		Kind: ErrNotFound, Op: fmt.Sprintf("find %q in the Private storage", name),
		Found: fmt.Sprintf("The files that are there: %s.", quoteNames(files)),
	}
}

func quoteNames(files map[string]File) string {
	const most = 40
	names := slices.Sorted(maps.Keys(files))
	quoted := make([]string, 0, most)
	for _, name := range names[:min(most, len(names))] {
		quoted = append(quoted, fmt.Sprintf("%q", name))
	}
	if more := len(names) - len(quoted); more > 0 {
		quoted = append(quoted, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(quoted, ", ")
}
