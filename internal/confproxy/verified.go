// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
)

// VerifiedFile is a file of the Private storage with the digest of its bytes.
type VerifiedFile struct {
	File
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
	Ports Value
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
func (v *Verified) ports() (ports Value, known bool) {
	if v == nil || v.Ports == (Value{}) {
		return Value{}, false
	}
	return v.Ports, true
}

// HasContent reports whether a file of the Private storage was verified with
// these contents.
func (v *Verified) HasContent(name string, content *certs.Content) bool {
	return content != nil && v.hasFile(name, content.SHA256())
}

// Inspection is a comparison of a server with its verified state.
type Inspection struct {
	// Verified is the current state.
	Verified Verified
	// Differences describe, in whole sentences, the differences from the
	// verified state or from the files.
	Differences []string
	// RestartDue describes, in whole sentences, why a restart is due; "" if it
	// is not.
	RestartDue string
	// Unreachable is the reason why addresses did not answer; nil if all did.
	// What the others present is compared.
	Unreachable error
}

// Inspect compares the server with a verified state, nil for none. settings are
// the server's. A file is downloaded only if its size or version has changed;
// with a live check, there is one handshake with every address.
func (c *Client) Inspect(ctx context.Context, settings Values, before *Verified, live LiveCheck) (*Inspection, error) {
	i := newInspection(c, settings, before)
	i.ports(ctx)
	if !settings.ServesStorage() {
		return &i.Inspection, nil
	}
	if err := c.lock.Read(ctx, func() error { return i.files(ctx) }); err != nil {
		return nil, err
	}
	if live.Enabled {
		i.presented(c.handshake(ctx, c.withDefaults(live, settings[Ports], settings[Ports])))
	}
	return &i.Inspection, nil
}

// inspection is a running [Inspection].
type inspection struct {
	Inspection
	client   *Client
	settings Values
	before   *Verified
}

func newInspection(c *Client, settings Values, before *Verified) *inspection {
	i := &inspection{client: c, settings: settings, before: before}
	i.Verified = Verified{Files: map[string]VerifiedFile{}, Ports: settings[Ports]}
	return i
}

func (i *inspection) differ(format string, args ...any) {
	i.Differences = append(i.Differences, fmt.Sprintf(format, args...))
}

// files compares the files that the settings name, and determines the
// certificates that the server presents with them.
func (i *inspection) files(ctx context.Context) error {
	listed, err := i.client.ways.Files.List(ctx)
	if err != nil {
		return err
	}
	same := i.before != nil
	for _, setting := range fileSettings {
		name, ok := i.settings[setting].object()
		if !ok {
			continue
		}
		file, there := listed[name]
		if !there {
			same = false
			i.differ("%s names %s, but the Private storage has no such file.", setting, ObjectPath(name))
			continue
		}
		sha256, err := i.digest(ctx, file)
		if err != nil {
			return err
		}
		i.Verified.Files[name] = VerifiedFile{file, sha256}
		if i.before != nil && !i.before.hasFile(name, sha256) {
			same = false
			i.differ("%s (%s) is not the file that was last verified.", ObjectPath(name), setting)
		}
	}
	if same && len(i.before.Files) == len(i.Verified.Files) {
		i.Verified.Expected, i.Verified.PublicKeySHA256 = i.before.Expected, i.before.PublicKeySHA256
		return nil
	}
	return i.expect(ctx)
}

// digest returns the digest of a file's bytes, without a download if its
// listing has not changed.
func (i *inspection) digest(ctx context.Context, file File) (string, error) {
	if i.before != nil && file.Version >= 0 && i.before.Files[file.Name].File == file {
		return i.before.Files[file.Name].SHA256, nil
	}
	data, _, err := i.client.ways.Files.Read(ctx, file.Name)
	if err != nil {
		return "", err
	}
	i.client.ways.Mask.AddKeys(data)
	return certs.NewContent(data).SHA256(), nil
}

// expect reads the certificates that the server presents with the files. Files
// that cannot be read make no expectation: the check before a change reports
// them.
func (i *inspection) expect(ctx context.Context) error {
	candidate := CheckInput{Settings: i.settings}.candidate()
	for _, setting := range []Setting{Certificate, CertificateChain} {
		file := candidate.file(setting)
		if file == nil {
			continue
		}
		name, ok := ObjectName(file.Path)
		if _, there := i.Verified.Files[name]; !ok || !there {
			return nil
		}
		data, _, err := i.client.ways.Files.Read(ctx, name)
		if err != nil {
			return err
		}
		file.Content = certs.NewContent(data)
	}
	if leaf, chain, err := candidate.Expected(); err == nil {
		i.Verified.Expected = expect(leaf, chain)
	}
	return nil
}

// presented compares the presented certificates with the files, and with those
// presented before.
func (i *inspection) presented(served handshakes) {
	i.Verified.observe(served)
	if i.Verified.serves() {
		return
	}
	i.Unreachable = errors.Join(served.unreachable()...)
	answered := slices.DeleteFunc(slices.Clone(served), handshake.isUnreachable)
	if answered.all(expectation(i.Verified.Expected).metBy) {
		return
	}
	expected, leaf := "the certificate that the settings named before", i.Verified.leaf()
	if leaf != "" {
		expected = "SHA-256 " + leaf
	}
	seen := Presented{Fingerprints: i.Verified.Presented, Unreachable: served.unreachable()}
	isAsBefore := i.before != nil && seen.IsPending(i.before.Presented, leaf) && i.before.Whole == i.Verified.Whole
	switch {
	case isAsBefore && len(i.Verified.Expected) == 0 && len(i.Differences) == 0:
	case isAsBefore && len(i.Differences) == 0:
		i.RestartDue += fmt.Sprintf(" The server still presents %s; since the last change the files hold the certificate %s with its chain.", served, expected)
	case answered.all(expectation(i.Verified.Expected).leafIn):
		i.differ("The server presents the certificate %s without the chain that the files hold.", expected)
	default:
		i.differ("Expected the server to present %s, got %s.", expected, served)
	}
}

// observe stores the results of handshakes.
func (v *Verified) observe(served handshakes) {
	v.Presented = served.fingerprints()
	v.Whole = served.all(expectation(v.Expected).metBy)
	if v.serves() {
		v.PublicKeySHA256, _ = certs.PublicKeySHA256(served[0].presented[0].PublicKey)
	}
}

// ports checks whether the server listens on the ports in the settings, if
// these have changed.
func (i *inspection) ports(ctx context.Context) {
	if i.before == nil || Ports.Same(i.before.Ports, i.settings[Ports]) {
		return
	}
	if pending := i.client.pendingPorts(ctx, i.before.Ports, i.settings[Ports]); pending != "" {
		i.Verified.Ports = i.before.Ports
		i.RestartDue = pending
	}
}

// sameFiles reports whether the settings name the same files as before.
func (v *Verified) sameFiles(before *Verified) bool {
	return before != nil && maps.EqualFunc(v.Files, before.Files, func(a, b VerifiedFile) bool { return a.SHA256 == b.SHA256 })
}
