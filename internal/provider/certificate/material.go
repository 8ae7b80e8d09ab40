// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certificate

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/check"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/container"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

// The names of the PEM arguments, for messages.
const (
	argCertificate = "certificate_pem"
	argChain       = "chain_pem"
	argKey         = "private_key_pem_wo"
	argPassphrase  = "private_key_passphrase_wo"
)

// public is the leaf, and its chain without roots and duplicates.
type public struct {
	leaf        *x509.Certificate
	chain       []*x509.Certificate
	certificate *certs.Content // as stored
	chainFile   *certs.Content // as stored; nil without a chain
}

// readPublic reads certificate_pem and chain_pem. It returns nil if one of them
// is unknown or invalid.
func readPublic(m *model) (*public, diag.Diagnostics) {
	first, diags := readCertificates(argCertificate, m.CertificatePEM)
	rest, more := readCertificates(argChain, m.ChainPEM)
	diags.Append(more...)
	if diags.HasError() || m.CertificatePEM.IsUnknown() || m.ChainPEM.IsUnknown() || len(first) == 0 {
		return nil, diags
	}
	if at := slices.IndexFunc(first, isLeaf); at > 0 && !isLeaf(first[0]) {
		diags.AddAttributeError(path.Root(argCertificate), "Server certificate is not the first",
			fmt.Sprintf("%s begins with the certificate of the authority %q; the server's certificate, of %q, is number %d. Put the server's first.",
				argCertificate, first[0].Subject, first[at].Subject, at+1))
		return nil, diags
	}
	p := &public{leaf: first[0], certificate: contentOf(first[:1])}
	for _, c := range append(first[1:], rest...) {
		if !isRoot(c) && !c.Equal(p.leaf) && !slices.ContainsFunc(p.chain, c.Equal) {
			p.chain = append(p.chain, c)
		}
	}
	if len(p.chain) > 0 {
		p.chainFile = contentOf(p.chain)
	}
	return p, diags
}

// readCertificates reads an argument that contains certificates and nothing
// else.
func readCertificates(argument string, value types.String) ([]*x509.Certificate, diag.Diagnostics) {
	var diags diag.Diagnostics
	if !schemas.IsSet(value) {
		return nil, diags
	}
	at, content := path.Root(argument), certs.NewContent([]byte(value.ValueString()))
	switch {
	case len(content.Keys()) > 0: // an engine would print the lines of the argument
		diags.AddError("Private key in "+argument,
			fmt.Sprintf("%s contains a private key, which would be in the state and in a file of certificates. Set the key in %s.", argument, argKey))
	case content.Err() != nil:
		diags.AddError("Invalid "+argument, fmt.Sprintf("Expected certificates in PEM form, got damaged PEM: %v.", content.Err()))
	case len(content.Certificates()) == 0:
		got := "no certificate"
		if form := container.FormOf(content); form != nil {
			got = form.String()
		}
		diags.AddAttributeError(at, "Invalid "+argument, fmt.Sprintf("Expected certificates in PEM form (-----BEGIN CERTIFICATE-----), got %s.", got))
	}
	return content.Certificates(), diags
}

// readKey reads the private key, in the form to store: alone and traditional.
// It returns nil if there is none or it is unknown.
func readKey(m *model) (*certs.Content, diag.Diagnostics) {
	var diags diag.Diagnostics
	if !schemas.IsSet(m.PrivateKeyPEMWO) || m.PrivateKeyPassphraseWO.IsUnknown() {
		return nil, diags
	}
	at, content := path.Root(argKey), certs.NewContent([]byte(m.PrivateKeyPEMWO.ValueString()))
	switch {
	case content.Err() != nil:
		diags.AddAttributeError(at, "Invalid "+argKey, fmt.Sprintf("Expected one private key in PEM form, got damaged PEM: %v.", content.Err()))
		return nil, diags
	case len(content.Keys()) != 1:
		got := fmt.Sprintf("%d private keys", len(content.Keys()))
		if form := container.FormOf(content); form != nil {
			got = form.String()
		}
		diags.AddAttributeError(at, "Invalid "+argKey, fmt.Sprintf("Expected one private key in PEM form, got %s.", got))
		return nil, diags
	}
	written, err := content.Keys()[0].Traditional([]byte(m.PrivateKeyPassphraseWO.ValueString()))
	if err != nil {
		return content.Normalized(), diags // the check reports why, and whether that matters
	}
	return certs.NewContent(written), diags
}

// check checks the certificate with its chain and the key; without a key, it
// does not check key and passphrase. deployed is the fingerprint of the leaf that
// was deployed before.
func (p *public) check(key *certs.Content, passphrase types.String, serverName string, minimumDays int64, deployed string) []check.Finding {
	without := key == nil
	if without {
		key = certs.NewContent(nil)
	}
	d := check.Deployment{
		Certificate: check.File{Path: argCertificate, Content: p.certificate},
		Key:         check.File{Path: argKey, Content: key},
		Passphrase:  []byte(passphrase.ValueString()),
		ServerName:  serverName, MinimumDaysValid: minimumDays, Deployed: deployed, Now: time.Now(),
	}
	if p.chainFile != nil {
		d.Chain = &check.File{Path: "the chain", Content: p.chainFile}
	}
	return slices.DeleteFunc(d.Check(), func(f check.Finding) bool {
		return without && (f.Subject == check.RoleKey || f.Subject == check.RolePassphrase)
	})
}

// fingerprints returns the fingerprints of the leaf and the chain.
func (p *public) fingerprints() []string {
	all := []string{certs.Fingerprint(p.leaf)}
	for _, c := range p.chain {
		all = append(all, certs.Fingerprint(c))
	}
	return all
}

// contentOf writes certificates as PEM.
func contentOf(certificates []*x509.Certificate) *certs.Content {
	var text bytes.Buffer
	for _, c := range certificates {
		_ = pem.Encode(&text, &pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}) // writing to a buffer cannot fail
	}
	return certs.NewContent(text.Bytes())
}

// isLeaf reports whether a certificate is a server's rather than an
// authority's.
func isLeaf(c *x509.Certificate) bool { return !c.IsCA }

// isRoot reports whether a certificate is its own issuer.
func isRoot(c *x509.Certificate) bool {
	return bytes.Equal(c.RawSubject, c.RawIssuer) && c.CheckSignatureFrom(c) == nil
}
