// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package check examines the files that a server is about to serve: whether
// they can be read, whether key and certificate match, and whether clients will
// accept the certificate and its chain.
package check

import (
	"crypto/x509"
	"fmt"
	"slices"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
)

// Role is the part of a deployment that a finding is about.
type Role string

// The roles.
const (
	RoleCertificate Role = "certificate"
	RoleKey         Role = "key"
	RoleChain       Role = "chain"
	RolePassphrase  Role = "passphrase"
	RoleServerName  Role = "server name"
)

// Severity says whether a finding prevents the deployment.
type Severity int

// The severities.
const (
	Error Severity = iota
	Warning
)

// Finding is one result of a check.
type Finding struct {
	Severity Severity
	Subject  Role
	Summary  string
	Detail   string // whole sentences: which file, what was found, what was expected
}

// File is a file of a deployment.
type File struct {
	Path    string         // the name in the settings, for messages
	Content *certs.Content // the contents that the server has or will have
}

// Deployment is the files that a server is about to serve, and the conditions
// that they must meet.
type Deployment struct {
	Certificate, Key File
	Chain            *File
	Passphrase       certs.Secret
	// ServerName is the name by which clients reach the server; "" skips that
	// check.
	ServerName string
	// MinimumDaysValid is the number of whole days that must be left.
	MinimumDaysValid int64
	// Deployed is the fingerprint of the leaf that was deployed before, "" for
	// none. Its validity must not block a repair, and only gives warnings.
	Deployed string
	Now      time.Time
}

// inspection collects the findings about a deployment.
type inspection struct {
	Deployment
	findings []Finding
}

func (i *inspection) report(severity Severity, subject Role, summary, format string, args ...any) {
	i.findings = append(i.findings, Finding{severity, subject, summary, fmt.Sprintf(format, args...)})
}

// Check returns all findings about the deployment, errors and warnings.
func (d Deployment) Check() []Finding {
	i := &inspection{Deployment: d}
	links := i.certificates()
	public := i.openKey()
	chain, readable := i.chainFile()
	if len(links) == 0 || certs.IsOpaque(links[0].Certificate) {
		return i.findings
	}
	links = append(links, chain...)
	leaf, first := i.pair(links, public)
	i.validity(leaf)
	i.names(leaf)
	i.strength(leaf)
	i.usage(leaf)
	if first && readable {
		i.chain(i.distinct(links))
	}
	return i.findings
}

// Expected returns the certificates that a handshake must present: the leaf and
// its chain, each certificate once.
func (d Deployment) Expected() (leaf *x509.Certificate, chain []*x509.Certificate, err error) {
	files := []File{d.Certificate}
	if d.Chain != nil {
		files = append(files, *d.Chain)
	}
	var all []*x509.Certificate
	for _, file := range files {
		if err := file.Content.Err(); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", file.Path, err)
		}
		for _, certificate := range file.Content.Certificates() {
			if !slices.ContainsFunc(all, certificate.Equal) {
				all = append(all, certificate)
			}
		}
		if len(all) == 0 {
			return nil, nil, fmt.Errorf("%s holds no certificate", file.Path)
		}
	}
	return all[0], all[1:], nil
}
