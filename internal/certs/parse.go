// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs

import (
	"cmp"
	"crypto/x509"
	"fmt"
	"strings"
)

// ParseError is damage of PEM. It never quotes the contents of a block.
type ParseError struct {
	Block   int    // number of the block in the file, from 1
	Type    string // the block's PEM type, "" if it is unknown
	Line    int    // in the file, from 1
	Problem string // the problem and its remedy
}

func (e *ParseError) Error() string {
	what := fmt.Sprintf("PEM block %d", e.Block)
	if e.Type != "" {
		what += " (" + e.Type + ")"
	}
	return fmt.Sprintf("%s, line %d: %s", what, e.Line, e.Problem)
}

// reading is the parsed contents of a file.
type reading struct {
	stored       []byte // normalised
	sections     []section
	certificates []*x509.Certificate
	keys         []*Key
	other        []string    // other PEM types, such as "DH PARAMETERS"
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
			// The blocks before the damage.
			r.damage = cmp.Or(r.add(section.block), r.damage)
		}
	}
	return r
}

func (r *reading) add(b *block) *ParseError {
	if strings.HasPrefix(b.label, "PGP ") {
		r.other = append(r.other, b.label) // a different armour: a checksum ends it
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
