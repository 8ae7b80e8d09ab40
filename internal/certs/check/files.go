// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package check

import (
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/container"
)

// link is a certificate and its file.
type link struct {
	*x509.Certificate
	path string
	role Role
}

// certificates reads the file of the certificate.
func (i *inspection) certificates() []link {
	file, held := i.Certificate, i.Certificate.Content
	i.writing(file, RoleCertificate)
	switch {
	case held.Err() != nil:
		i.report(Error, RoleCertificate, "Certificate cannot be read", "%s: %v.", file.Path, held.Err())
		return nil
	case len(held.Keys()) > 0:
		i.report(Error, RoleCertificate, "Private key in the certificate file",
			"%s holds a private key beside the certificate. Keep the key in a file of its own, and consider it compromised if the file was public.", file.Path)
	case len(held.Certificates()) == 0:
		i.report(Error, RoleCertificate, "No certificate in the file",
			"%s holds no certificate in PEM form (-----BEGIN CERTIFICATE-----).%s", file.Path, instead(held))
	}
	return i.links(file, RoleCertificate)
}

// chainFile reads the file of the chain. It is not readable if some of its
// contents are unknown.
func (i *inspection) chainFile() (links []link, readable bool) {
	if i.Chain == nil {
		return nil, true
	}
	file, held := *i.Chain, i.Chain.Content
	i.writing(file, RoleChain)
	switch {
	case held.Err() != nil:
		i.report(Error, RoleChain, "Chain cannot be read", "%s: %v.", file.Path, held.Err())
		return nil, false
	case len(held.Keys()) > 0:
		i.report(Error, RoleChain, "Private key in the chain file", "%s holds a private key. A chain is made of certificates only.", file.Path)
		return nil, false
	case len(held.Certificates()) == 0:
		i.report(Error, RoleChain, "No certificate in the chain file", "%s holds no certificate in PEM form.%s", file.Path, instead(held))
		return nil, false
	}
	links = i.links(file, RoleChain)
	return links, !slices.ContainsFunc(links, func(l link) bool { return certs.IsOpaque(l.Certificate) })
}

// links returns the certificates of a file, and reports those that cannot be
// checked.
func (i *inspection) links(file File, role Role) []link {
	var links []link
	for number, certificate := range file.Content.Certificates() {
		links = append(links, link{certificate, file.Path, role})
		switch problem := certs.Problem(certificate); {
		case problem == nil:
		case errors.Is(problem, certs.ErrDamaged):
			i.report(Error, role, "Certificate cannot be read",
				"Certificate %d in %s is damaged: %v. Use the file as the authority issued it.", number+1, file.Path, problem)
		default:
			i.report(Warning, role, "Certificate not checked",
				"Certificate %d in %s cannot be checked here: %v. Only a handshake after the change can show whether the server can use it.",
				number+1, file.Path, problem)
		}
	}
	return links
}

// writing reports a file whose encoding or line endings a server may refuse.
func (i *inspection) writing(file File, role Role) {
	if found := file.Content.Deviations(); len(found) > 0 {
		i.report(Error, role, "File is not UTF-8 with LF line endings",
			"%s has %s; the server expects UTF-8 with LF line endings. Convert it to that form.", file.Path, strings.Join(found, " and "))
	}
}

// instead describes contents that should have been PEM.
func instead(c *certs.Content) string {
	if form := container.FormOf(c); form != nil {
		return fmt.Sprintf(" It is %s.", form)
	}
	if other := c.OtherTypes(); len(other) > 0 {
		return fmt.Sprintf(" It holds %s.", strings.Join(other, ", "))
	}
	return ""
}
