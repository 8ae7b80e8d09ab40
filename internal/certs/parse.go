// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs

import (
	"cmp"
	"crypto/x509"
	"fmt"
	"strings"
)

// ParseError is PEM that is damaged. It never quotes what a block holds.
type ParseError struct {
	Block   int    // which block of the file, from 1
	Type    string // the block's PEM type, "" when it cannot be told
	Line    int    // where in the file, from 1
	Problem string // what is wrong, and what to do about it
}

func (e *ParseError) Error() string {
	what := fmt.Sprintf("PEM block %d", e.Block)
	if e.Type != "" {
		what += " (" + e.Type + ")"
	}
	return fmt.Sprintf("%s, line %d: %s", what, e.Line, e.Problem)
}

// reading is what contents hold.
type reading struct {
	stored       []byte // normalised
	sections     []section
	certificates []*x509.Certificate
	keys         []*Key
	other        []string    // PEM types that are neither, such as "DH PARAMETERS"
	damage       *ParseError // the first
	cut          bool        // the sections are not the whole text
}

func read(b []byte) *reading {
	text, stored := normalize(b)
	r := &reading{stored: stored}
	r.sections, r.damage = scan(text)
	r.cut = r.damage != nil
	for _, section := range r.sections {
		if section.block != nil {
			// The blocks come before what stopped the scan.
			r.damage = cmp.Or(r.add(section.block), r.damage)
		}
	}
	return r
}

func (r *reading) add(b *block) *ParseError {
	if strings.HasPrefix(b.label, "PGP ") {
		r.other = append(r.other, b.label) // armoured otherwise: a checksum ends it
		return nil
	}
	der, err := b.decode()
	if err != nil {
		return err
	}
	switch {
	case isCertificateType(b.label):
		r.certificates = append(r.certificates, readCertificate(b.label, der))
	case strings.HasSuffix(b.label, "PRIVATE KEY"):
		r.keys = append(r.keys, newKey(b, der))
	default:
		r.other = append(r.other, b.label)
	}
	return nil
}
