// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package deployment

import (
	"context"
	"crypto/x509"
	"fmt"
	"slices"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/check"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// roles maps the settings that name files to the roles of these files in a
// deployment.
var roles = map[confproxy.Setting]check.Role{
	confproxy.Certificate: check.RoleCertificate, confproxy.Key: check.RoleKey, confproxy.CertificateChain: check.RoleChain,
	confproxy.KeyPassphrase: check.RolePassphrase,
}

func settingOf(role check.Role) confproxy.Setting {
	for setting, r := range roles {
		if r == role {
			return setting
		}
	}
	return confproxy.Setting{}
}

// candidate is the certificate to serve, with its files.
type candidate struct {
	check.Deployment
	settings        confproxy.Values
	passphraseKnown bool
	verified        *Verified
	files           map[string]VerifiedFile // as loaded, by name
	expected        expectation
	leaf            *x509.Certificate // nil if it is unknown
}

func (input CheckInput) candidate() *candidate {
	c := &candidate{settings: input.Settings, verified: input.Verified, files: map[string]VerifiedFile{}, Deployment: check.Deployment{
		Certificate:      check.File{Path: input.Settings[confproxy.Certificate].Text},
		Key:              check.File{Path: input.Settings[confproxy.Key].Text},
		ServerName:       input.ServerName,
		MinimumDaysValid: input.MinimumDaysValid,
		Deployed:         input.Verified.leaf(),
		Now:              time.Now(),
	}}
	if chain := input.Settings[confproxy.CertificateChain]; chain.Names() {
		c.Chain = &check.File{Path: chain.Text}
	}
	if input.Passphrase != nil {
		c.Passphrase, c.passphraseKnown = []byte(*input.Passphrase), true
	}
	return c
}

// passphrase returns the future row of the passphrase, which is the current one
// if it does not change.
func (c *candidate) passphrase(current confproxy.Values) (row confproxy.Value, there bool) {
	if row, there = c.settings[confproxy.KeyPassphrase]; !there {
		row, there = current[confproxy.KeyPassphrase]
	}
	return row, there
}

func (c *candidate) file(setting confproxy.Setting) *check.File {
	switch setting {
	case confproxy.Certificate:
		return &c.Certificate
	case confproxy.Key:
		return &c.Key
	case confproxy.CertificateChain:
		return c.Chain
	}
	return nil
}

// closedKey returns findings about a key that cannot be opened; nil if the
// server has presented it with the public key of this certificate.
func (c *candidate) closedKey() *check.Finding {
	name, _ := confproxy.ObjectName(c.Key.Path)
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

// load reads the files of the candidate: as planned, or else from the storage. It
// is complete if all of them are known. Otherwise it returns the reasons, except
// for contents that are planned and unknown.
func (c *candidate) load(ctx context.Context, ways confproxy.Ways, input CheckInput) (complete bool, reasons []check.Finding, err error) {
	for _, setting := range confproxy.FileSettings {
		file := c.file(setting)
		if file == nil {
			continue
		}
		name, ok := confproxy.ObjectName(file.Path)
		if !ok {
			return false, []check.Finding{{
				Severity: check.Warning, Subject: roles[setting], Summary: "Files not checked",
				Detail: fmt.Sprintf("%s is outside the Private storage (%s) and cannot be read, "+
					"so the certificate is not checked before the change.", file.Path, confproxy.ObjectPath("")),
			}}, nil
		}
		if content, planned := input.Planned(name); planned {
			if content == nil {
				return false, nil, nil
			}
			ways.Mask.AddKeys(content.Bytes())
			c.use(file, content, confproxy.File{Name: name, Version: -1, Size: int64(len(content.Bytes()))})
			continue
		}
		listed, err := ways.Files.List(ctx, name)
		if err != nil {
			return false, nil, err
		}
		if _, there := listed[name]; !there {
			reasons = append(reasons, check.Finding{
				Severity: check.Error, Subject: roles[setting], Summary: "File not found",
				Detail: fmt.Sprintf("%s names %s, but the Private storage has no file %q. Its files are: %s. Upload the file first.",
					setting, file.Path, name, confproxy.QuoteNames(listed)),
			})
			continue
		}
		data, stored, err := ways.ReadFile(ctx, name)
		if err != nil {
			return false, nil, err
		}
		c.use(file, certs.NewContent(data), stored)
	}
	return len(reasons) == 0, reasons, nil
}

// use makes contents those of a file of the candidate.
func (c *candidate) use(file *check.File, content *certs.Content, stored confproxy.File) {
	file.Content, c.files[stored.Name] = content, VerifiedFile{stored, content.SHA256()}
}

// checkStored loads the certificate to serve and checks it. If it cannot be
// checked, there is a warning and no expectation.
func checkStored(ctx context.Context, ways confproxy.Ways, input CheckInput, current confproxy.Values) (*candidate, []check.Finding, error) {
	candidate := input.candidate()
	complete, findings, err := candidate.load(ctx, ways, input)
	if err != nil {
		return nil, nil, err
	}
	if complete {
		findings = candidate.findings(ctx, ways, current)
	}
	if slices.ContainsFunc(findings, func(f check.Finding) bool { return f.Severity == check.Error }) {
		return nil, nil, &CheckError{masked(ways.Mask, findings)}
	}
	if complete {
		var chain []*x509.Certificate
		if candidate.leaf, chain, err = candidate.Expected(); err == nil {
			candidate.expected = expect(candidate.leaf, chain)
		}
	}
	return candidate, findings, err
}
