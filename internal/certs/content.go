// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs

import (
	"bytes"
	"crypto/x509"
	"fmt"
	"io"
	"strings"
	"sync"
)

// Content is the contents of a file, with its certificates and keys, which are
// parsed once, on first use. A Content prints without its bytes, does not
// change, and may be used by several goroutines.
type Content struct {
	// Functions, because fmt would follow a slice or a pointer.
	bytes  func() []byte
	sha256 func() string
	read   func() *reading
}

// NewContent returns the contents b, which must not be changed afterwards.
func NewContent(b []byte) *Content {
	return &Content{
		bytes:  func() []byte { return b },
		sha256: sync.OnceValue(func() string { return hexSHA256(b) }),
		read:   sync.OnceValue(func() *reading { return read(b) }),
	}
}

// Bytes returns the original contents.
func (c *Content) Bytes() []byte { return c.bytes() }

// SHA256 returns the digest of [Content.Bytes] as lower-case hex.
func (c *Content) SHA256() string { return c.sha256() }

// Normalized returns the contents as they are stored. PEM becomes UTF-8 with LF
// line endings, as the product requires (documented): without byte order marks
// at the start and before blocks, without NUL bytes at the end, and with a line
// ending after the last line. Lines are not re-wrapped, and text around blocks
// is kept. All other contents stay byte for byte.
func (c *Content) Normalized() *Content {
	stored := c.read().stored
	if bytes.Equal(stored, c.bytes()) {
		return c
	}
	normalized := NewContent(stored)
	normalized.read = c.read // the same blocks at the same lines
	return normalized
}

// CanonicalSHA256 returns a digest, as lower-case hex, that is the same for all
// spellings of the same PEM, which differ only in line endings, byte order
// mark, white space at the ends of lines, blank lines around blocks, or the
// wrapping of the base64. Damaged PEM shares it only with its normalised form,
// and other contents with nothing.
func (c *Content) CanonicalSHA256() string { return c.read().canonical() }

// Certificates returns the certificates in the order of the file, including
// those for which [Problem] returns an error.
func (c *Content) Certificates() []*x509.Certificate { return c.read().certificates }

// Keys returns the private keys in the order of the file, including those with
// a Problem.
func (c *Content) Keys() []*Key { return c.read().keys }

// OtherTypes returns the PEM types of the blocks that are neither certificates
// nor private keys, such as "DH PARAMETERS".
func (c *Content) OtherTypes() []string { return c.read().other }

// HasBlocks reports whether there are PEM blocks. A single one before damage does
// not count.
func (c *Content) HasBlocks() bool { return len(c.read().sections) > 1 }

// Err returns the first damage of the PEM as a [*ParseError], nil if there is
// none: a block without its BEGIN or END, a boundary that is indented or joined
// with other text, or base64 that does not decode. Certificates and keys are
// then those that can still be read. It reports damage that encoding/pem would
// skip silently.
func (c *Content) Err() error {
	if damage := c.read().damage; damage != nil {
		return damage
	}
	return nil
}

// PublicKeySHA256 returns the digest (see the function of that name) of the
// first certificate, or else of the first key whose digest can be computed
// without a passphrase, or else "".
func (c *Content) PublicKeySHA256() string {
	if held := c.Certificates(); len(held) > 0 {
		return certificateKeySHA256(held[0])
	}
	for _, key := range c.Keys() {
		if digest := key.PublicKeySHA256(); digest != "" {
			return digest
		}
	}
	return ""
}

// Leaf returns the fingerprint of the first certificate, which a server would
// present with the file; "" if there is none or the file is damaged.
func (c *Content) Leaf() string {
	if c.Err() != nil || len(c.Certificates()) == 0 {
		return ""
	}
	return Fingerprint(c.Certificates()[0])
}

// Deviations names the deviations that keep a server from reading PEM that was
// not normalised, such as "CR LF line endings"; nil if there are none.
func (c *Content) Deviations() []string {
	if bytes.Equal(c.read().stored, c.bytes()) {
		return nil
	}
	return deviations(c.bytes())
}

// String returns the number of bytes.
func (c Content) String() string { return Secret(c.bytes()).String() }

// Format keeps every verb from printing the bytes.
func (c Content) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, c.String()) }

// MarshalText keeps encoders from writing the bytes.
func (c Content) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// canonical writes PEM as its sections, each quoted so that no two can be
// confused; the leading NUL distinguishes it from any text.
func (r *reading) canonical() string {
	if r.cut || len(r.sections) < 2 { // a single section is text without a block
		return hexSHA256(r.stored)
	}
	var form strings.Builder
	for _, section := range r.sections {
		fmt.Fprintf(&form, "\x00%q", trimBlank(section.text))
		if block := section.block; block != nil {
			fmt.Fprintf(&form, "%q%q%q", block.label, block.headers, block.base64())
		}
	}
	return hexSHA256([]byte(form.String()))
}

// trimBlank removes blank lines at both ends.
func trimBlank(lines []string) []string {
	for len(lines) > 0 && lines[0] == "" {
		lines = lines[1:]
	}
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}
