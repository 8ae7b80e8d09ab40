// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"fmt"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
)

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
	settings        Values
	passphraseKnown bool
	verified        *Verified
}

func (input CheckInput) candidate() *candidate {
	c := &candidate{settings: input.Settings, verified: input.Verified, Deployment: certs.Deployment{
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

// passphrase returns the row of the passphrase as it is going to be, which is as
// it is where it does not change.
func (c *candidate) passphrase(current Values) (row Value, there bool) {
	if row, there = c.settings[KeyPassphrase]; !there {
		row, there = current[KeyPassphrase]
	}
	return row, there
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
		Severity: certs.Error, Subject: certs.RoleKey, Summary: "Key and certificate do not match",
		Detail: fmt.Sprintf("The server has served the key %s with a certificate of the public key SHA-256 %s; the certificate %s is for %s. "+
			"Use the key with which that certificate was requested.",
			c.Key.Path, c.verified.PublicKeySHA256, c.Certificate.Path, public),
	}
}

// stored is what is to be served, as it is in the storage.
type stored struct {
	files    map[string]VerifiedFile
	expected *expectation // nil when it cannot be told
	key      *certs.Content
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
	found.key = candidate.Key.Content
	for _, finding := range findings {
		if finding.Severity == certs.Error {
			return found, findings, &CheckError{findings}
		}
	}
	leaf, chain, err := candidate.Expected()
	found.expected = &expectation{leaf, chain}
	return found, findings, err
}
