// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"fmt"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/check"
)

// roles maps the settings that name files to the roles of these files in a
// deployment.
var roles = map[Setting]check.Role{
	Certificate: check.RoleCertificate, Key: check.RoleKey, CertificateChain: check.RoleChain,
	KeyPassphrase: check.RolePassphrase,
}

func settingOf(role check.Role) Setting {
	for setting, r := range roles {
		if r == role {
			return setting
		}
	}
	return Setting{}
}

// future returns the contents that a file will have: as planned, or as on the
// server. It returns nil if they are not yet known.
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

// candidate is the certificate to serve, with its files.
type candidate struct {
	check.Deployment
	settings        Values
	passphraseKnown bool
	verified        *Verified
}

func (input CheckInput) candidate() *candidate {
	c := &candidate{settings: input.Settings, verified: input.Verified, Deployment: check.Deployment{
		Certificate:      check.File{Path: input.Settings[Certificate].Text},
		Key:              check.File{Path: input.Settings[Key].Text},
		ServerName:       input.ServerName,
		MinimumDaysValid: input.MinimumDaysValid,
		Deployed:         input.Verified.leaf(),
		Now:              time.Now(),
	}}
	if chain := input.Settings[CertificateChain]; chain.Names() {
		c.Chain = &check.File{Path: chain.Text}
	}
	if input.Passphrase != nil {
		c.Passphrase, c.passphraseKnown = []byte(*input.Passphrase), true
	}
	return c
}

// passphrase returns the future row of the passphrase, which is the current one
// if it does not change.
func (c *candidate) passphrase(current Values) (row Value, there bool) {
	if row, there = c.settings[KeyPassphrase]; !there {
		row, there = current[KeyPassphrase]
	}
	return row, there
}

func (c *candidate) file(setting Setting) *check.File {
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

// closedKey returns findings about a key that cannot be opened; nil if the
// server has presented it with the public key of this certificate.
func (c *candidate) closedKey() *check.Finding {
	name, _ := ObjectName(c.Key.Path)
	if c.verified == nil || c.verified.PublicKeySHA256 == "" || !c.verified.HasContent(name, c.Key.Content) {
		return &check.Finding{
			Severity: check.Warning, Subject: check.RolePassphrase, Summary: "Key not checked",
			Detail: fmt.Sprintf("The key %s is encrypted, and the passphrase on the server is unknown. "+
				"Only a handshake after the change can show whether it opens the key, and whether the key belongs to the certificate.", c.Key.Path),
		}
	}
	public := c.Certificate.Content.PublicKeySHA256()
	if public == c.verified.PublicKeySHA256 {
		return nil
	}
	return &check.Finding{
		Severity: check.Error, Subject: check.RoleKey, Summary: "Key and certificate do not match",
		Detail: fmt.Sprintf("The server has presented the key %s with a certificate for the public key SHA-256 %s, but the certificate %s is for %s. "+
			"Use the key that the certificate was requested with.",
			c.Key.Path, c.verified.PublicKeySHA256, c.Certificate.Path, public),
	}
}

// stored is the certificate to serve, as in the storage.
type stored struct {
	files    map[string]VerifiedFile
	expected *expectation // nil if it is unknown
	key      *certs.Content
}

// checkStored fetches the certificate to serve from the storage and checks it.
// If it cannot be checked, there is a warning and no expectation.
func (c *Client) checkStored(ctx context.Context, input CheckInput, current Values) (stored, []check.Finding, error) {
	found := stored{files: map[string]VerifiedFile{}}
	candidate := input.candidate()
	listed, err := c.ways.Files.List(ctx)
	if err != nil {
		return found, nil, err
	}
	var findings []check.Finding
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
			return found, []check.Finding{{
				Severity: check.Warning, Subject: roles[setting], Summary: "Files not checked",
				Detail: fmt.Sprintf("%s is outside the Private storage (%s) and cannot be read, "+
					"so the certificate is not checked before the change.", file.Path, objectsFolder),
			}}, nil
		}
		if _, there := listed[name]; !there {
			findings = append(findings, check.Finding{
				Severity: check.Error, Subject: roles[setting], Summary: "File not found",
				Detail: fmt.Sprintf("%s names %s, but the Private storage has no file %q. Its files are: %s. Upload the file first.",
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
	found.key = candidate.Key.Content
	for _, finding := range findings {
		if finding.Severity == check.Error {
			return found, findings, &CheckError{findings}
		}
	}
	leaf, chain, err := candidate.Expected()
	found.expected = &expectation{leaf, chain}
	return found, findings, err
}
