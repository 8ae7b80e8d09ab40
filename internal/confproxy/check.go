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
	// Verified is what was verified before; nil for nothing.
	Verified *Verified
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
		findings = c.findings(ctx, candidate, readings.Values())
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
	verified        *Verified
}

func (input CheckInput) candidate() *candidate {
	c := &candidate{verified: input.Verified, Deployment: certs.Deployment{
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

// findings returns all findings about a candidate. A passphrase that the server
// holds and that is not known here makes an encrypted key something that cannot
// be opened; the certificate that the server serves with it tells its public key.
func (c *Client) findings(ctx context.Context, candidate *candidate, current Values) []certs.Finding {
	findings := candidate.Check()
	held, there := current[KeyPassphrase]
	if candidate.passphraseKnown || !there || held.Default {
		return findings
	}
	at := slices.IndexFunc(findings, func(f certs.Finding) bool { return f.Subject == certs.RolePassphrase && f.Severity == certs.Error })
	if at < 0 {
		return findings
	}
	if candidate.verified == nil {
		candidate.verified = c.verifiedNow(ctx, current)
	}
	finding := candidate.closedKey()
	if finding == nil {
		return slices.Delete(findings, at, at+1)
	}
	findings[at] = *finding
	return findings
}

// closedKey tells what is known of a key that cannot be opened here; nil when it
// was served with the public key of this very certificate.
func (c *candidate) closedKey() *certs.Finding {
	name, _ := ObjectName(c.Key.Path)
	if c.verified == nil || c.verified.PublicKeySHA256 == "" || !c.verified.HasContent(name, c.Key.Content) {
		return &certs.Finding{
			Severity: certs.Warning, Subject: certs.RolePassphrase, Summary: "Key not checked",
			Detail: fmt.Sprintf("The key %s is encrypted, and the server has a passphrase that is not known here. "+
				"Whether it opens the key, and whether the key belongs to the certificate, shows only when the server serves them.", c.Key.Path),
		}
	}
	public := c.Certificate.Content.PublicKeySHA256()
	if public == c.verified.PublicKeySHA256 {
		return nil
	}
	return &certs.Finding{
		Severity: certs.Error, Subject: certs.RoleKey, Summary: "Key and certificate are no pair",
		Detail: fmt.Sprintf("The server has served the key %s with a certificate of the public key SHA-256 %s; the certificate %s is for %s. "+
			"Use the key with which that certificate was requested.",
			c.Key.Path, c.verified.PublicKeySHA256, c.Certificate.Path, public),
	}
}

// verifiedNow returns what the server serves at the moment; nil when that
// cannot be found out.
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

// stored is what is to be served, as it is in the storage.
type stored struct {
	files    map[string]VerifiedFile
	expected *expectation // nil when it cannot be told
}

// checkStored fetches what is to be served from the storage and checks it. What
// cannot be checked is a warning, and no expectation.
func (c *Client) checkStored(ctx context.Context, input CheckInput, current Values) (stored, []certs.Finding, error) {
	found := stored{files: map[string]VerifiedFile{}}
	candidate := input.candidate()
	listed, err := c.ways.Files.List(ctx)
	if err != nil {
		return found, nil, err
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
			found.files[name] = VerifiedFile{File{Name: name, Size: int64(len(content.Bytes())), Version: -1}, content.SHA256()}
			continue
		}
		if !ok {
			return found, []certs.Finding{{
				Severity: certs.Warning, Subject: roles[setting], Summary: "Files not checked",
				Detail: fmt.Sprintf("%s is outside the Private storage (%s) and cannot be read from here; "+
					"what is to be served is not checked before the change.", file.Path, objectsFolder),
			}}, nil
		}
		if _, there := listed[name]; !there {
			findings = append(findings, certs.Finding{
				Severity: certs.Error, Subject: roles[setting], Summary: "File not found",
				Detail: fmt.Sprintf("%s is to name %s, and the Private storage has no file %q. The files that are there: %s. Upload it first.",
					setting, file.Path, name, quoteNames(listed)),
			})
			continue
		}
		data, there, err := c.ways.Files.Read(ctx, name)
		if err != nil {
			return found, nil, err
		}
		c.ways.Mask.AddKeys(data)
		file.Content = certs.NewContent(data)
		found.files[name] = VerifiedFile{there, file.Content.SHA256()}
	}
	if len(findings) == 0 {
		findings = c.findings(ctx, candidate, current)
	}
	for _, finding := range findings {
		if finding.Severity == certs.Error {
			return found, findings, &CheckError{findings}
		}
	}
	leaf, chain, err := candidate.Expected()
	found.expected = &expectation{leaf, chain}
	return found, findings, err
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
