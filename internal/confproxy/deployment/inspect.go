// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package deployment

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

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
// with a live check, there is one handshake with every address. reading runs
// what reads from the administration.
func Inspect(ctx context.Context, ways confproxy.Ways, reading func(context.Context, func() error) error,
	settings confproxy.Values, before *Verified, live LiveCheck,
) (*Inspection, error) {
	i := newInspection(ways, settings, before)
	i.ports(ctx)
	if !settings.ServesStorage() {
		return &i.Inspection, nil
	}
	if err := reading(ctx, func() error { return i.files(ctx) }); err != nil {
		return nil, err
	}
	if live.Enabled {
		i.presented(handshakeAll(ctx, ways, live.withDefaults(ways, settings[confproxy.Ports], settings[confproxy.Ports])))
	}
	return &i.Inspection, nil
}

// inspection is a running [Inspection].
type inspection struct {
	Inspection
	ways     confproxy.Ways
	settings confproxy.Values
	before   *Verified
}

func newInspection(ways confproxy.Ways, settings confproxy.Values, before *Verified) *inspection {
	i := &inspection{ways: ways, settings: settings, before: before}
	i.Verified = Verified{Files: map[string]VerifiedFile{}, Ports: settings[confproxy.Ports]}
	return i
}

func (i *inspection) differ(format string, args ...any) {
	i.Differences = append(i.Differences, fmt.Sprintf(format, args...))
}

// files compares the files that the settings name, and determines the
// certificates that the server presents with them.
func (i *inspection) files(ctx context.Context) error {
	same := i.before != nil
	for _, setting := range confproxy.FileSettings {
		name, ok := confproxy.ObjectName(i.settings[setting].Text)
		if !ok {
			continue
		}
		listed, err := i.ways.Files.List(ctx, name)
		if err != nil {
			return err
		}
		file, there := listed[name]
		if !there {
			same = false
			i.differ("%s names %s, but the Private storage has no such file.", setting, confproxy.ObjectPath(name))
			continue
		}
		sha256, err := i.digest(ctx, file)
		if err != nil {
			return err
		}
		i.Verified.Files[name] = VerifiedFile{file, sha256}
		if i.before != nil && !i.before.hasFile(name, sha256) {
			same = false
			i.differ("%s (%s) is not the file that was last verified.", confproxy.ObjectPath(name), setting)
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
func (i *inspection) digest(ctx context.Context, file confproxy.File) (string, error) {
	if i.before != nil && file.Version >= 0 && i.before.Files[file.Name].File == file {
		return i.before.Files[file.Name].SHA256, nil
	}
	data, _, err := i.ways.ReadFile(ctx, file.Name)
	if err != nil {
		return "", err
	}
	return certs.NewContent(data).SHA256(), nil
}

// expect reads the certificates that the server presents with the files. Files
// that cannot be read make no expectation: the check before a change reports
// them.
func (i *inspection) expect(ctx context.Context) error {
	candidate := CheckInput{Settings: i.settings}.candidate()
	for _, setting := range []confproxy.Setting{confproxy.Certificate, confproxy.CertificateChain} {
		file := candidate.file(setting)
		if file == nil {
			continue
		}
		name, ok := confproxy.ObjectName(file.Path)
		if _, there := i.Verified.Files[name]; !ok || !there {
			return nil
		}
		data, _, err := i.ways.ReadFile(ctx, name)
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

// ports checks whether the server listens on the ports in the settings, if
// these have changed.
func (i *inspection) ports(ctx context.Context) {
	if i.before == nil || confproxy.Ports.Same(i.before.Ports, i.settings[confproxy.Ports]) {
		return
	}
	if pending := pendingPorts(ctx, i.ways, i.before.Ports, i.settings[confproxy.Ports]); pending != "" {
		i.Verified.Ports = i.before.Ports
		i.RestartDue = pending
	}
}
