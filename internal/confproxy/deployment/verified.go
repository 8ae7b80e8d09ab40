// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package deployment

import (
	"maps"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// VerifiedFile is a file of the Private storage with the digest of its bytes.
type VerifiedFile struct {
	confproxy.File
	SHA256 string // lower-case hex
}

// Verified is the state of a server when it was last compared: its files and
// the presented certificates. Fingerprints are lower-case hex SHA-256.
type Verified struct {
	// Files are the files that the settings named, by name.
	Files map[string]VerifiedFile
	// Expected are the fingerprints of the certificates that the server
	// presents with the files, leaf first and without roots; empty if they
	// cannot be read.
	Expected []string
	// PublicKeySHA256 is the digest of the public key of the leaf, and so of
	// its key; "" if nothing has shown that they match.
	PublicKeySHA256 string
	// Presented are the fingerprints of the presented leaves, by address; "" for
	// none. Earlier states have one fingerprint as "Presented".
	Presented []string `json:"PresentedByAddress"`
	// Whole reports that every address presented all expected certificates.
	Whole bool
	// Ports are the ports on which the server was last known to listen; zero if
	// they are unknown.
	Ports confproxy.Value
}

// serves reports whether the expected certificates were presented.
func (v *Verified) serves() bool {
	return len(v.Presented) > 0 && v.Whole
}

// leaf returns the fingerprint of the leaf that the files hold; "" for none.
func (v *Verified) leaf() string {
	if v == nil {
		return ""
	}
	return expectation(v.Expected).leaf()
}

// Served returns the fingerprint at the first address; "" for none.
func (v *Verified) Served() string {
	if len(v.Presented) == 0 {
		return ""
	}
	return v.Presented[0]
}

// hasFile reports whether a file was verified with these bytes.
func (v *Verified) hasFile(name, sha256 string) bool {
	return v != nil && sha256 != "" && v.Files[name].SHA256 == sha256
}

// ports returns the ports on which the server was last known to listen.
func (v *Verified) ports() (ports confproxy.Value, known bool) {
	if v == nil || v.Ports == (confproxy.Value{}) {
		return confproxy.Value{}, false
	}
	return v.Ports, true
}

// HasContent reports whether a file of the Private storage was verified with
// these contents.
func (v *Verified) HasContent(name string, content *certs.Content) bool {
	return content != nil && v.hasFile(name, content.SHA256())
}

// observe stores the results of handshakes.
func (v *Verified) observe(served handshakes) {
	v.Presented = served.fingerprints()
	v.Whole = served.all(expectation(v.Expected).metBy)
	if v.serves() {
		v.PublicKeySHA256, _ = certs.PublicKeySHA256(served[0].presented[0].PublicKey)
	}
}

// sameFiles reports whether the settings name the same files as before.
func (v *Verified) sameFiles(before *Verified) bool {
	return before != nil && maps.EqualFunc(v.Files, before.Files, func(a, b VerifiedFile) bool { return a.SHA256 == b.SHA256 })
}
