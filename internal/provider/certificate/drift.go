// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certificate

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/deployment"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

// rows are the settings that the resource manages.
var rows = []confproxy.Setting{
	confproxy.UseSSL, confproxy.Certificate, confproxy.Key, confproxy.CertificateChain, confproxy.KeyPassphrase,
}

// lostPassphrase represents the passphrase among the lost files.
const lostPassphrase = "(passphrase)"

// refresh compares the server with the last deployment.
type refresh struct {
	client client
	state  *model
	memory memory
	drift  []string
	diags  diag.Diagnostics
}

func (r *refresh) differ(format string, args ...any) {
	r.drift = append(r.drift, fmt.Sprintf(format, args...))
}

// run compares files, settings and the presented certificate, and stores the
// differences in the state.
func (r *refresh) run(ctx context.Context) error {
	r.memory.Lost, r.memory.Leftover, r.memory.RestartDue = nil, nil, ""
	seen := r.look(ctx)
	if err := r.files(ctx, seen.isAmiss()); err != nil {
		return err
	}
	if err := r.settings(ctx); err != nil {
		return err
	}
	r.compare(seen)
	if err := r.leftover(ctx, seen); err != nil {
		return err
	}
	if r.memory.Unfinished {
		r.differ("the last change did not finish")
	}
	r.state.Drift = schemas.TextList(r.drift)
	return nil
}

// files compares the files of the set. Unless all are to be read, it downloads a
// file only if its size or version has changed since it was verified.
func (r *refresh) files(ctx context.Context, all bool) error {
	listed, err := r.client.Files(ctx, r.memory.Set.all()...)
	if err != nil {
		return err
	}
	for _, name := range r.memory.Set.all() {
		file, there := listed[name]
		before := r.memory.Files[name]
		switch {
		case !there:
			r.differ("the file %s is gone", confproxy.ObjectPath(name))
		case !all && file.Version >= 0 && file.Size == before.Size && file.Version == before.Version:
			continue
		default:
			data, file, err := r.client.ReadFile(ctx, name)
			if err != nil {
				return err
			}
			if certs.NewContent(data).SHA256() == before.SHA256 {
				r.memory.Files[name] = storedFile{file.Size, file.Version, before.SHA256}
				continue
			}
			r.differ("the file %s has other contents", confproxy.ObjectPath(name))
		}
		r.memory.Lost = append(r.memory.Lost, name)
	}
	return nil
}

// leftover finds files of earlier sets that a deployment should have deleted, not
// others with such names: another resource may have stored them. They stay
// while a restart is due, or while no deployment can be verified; after an import,
// until the first one.
func (r *refresh) leftover(ctx context.Context, seen *look) error {
	if r.memory.Imported || r.memory.Pending != nil || seen.isBlind() {
		return nil
	}
	listed, err := r.client.Files(ctx)
	if err != nil {
		return err
	}
	_, _, files := r.memory.split(*r.memory.Set, r.state.KeepPrevious.ValueInt64())
	files = slices.DeleteFunc(files, func(name string) bool { _, there := listed[name]; return !there })
	if len(files) > 0 {
		r.memory.Leftover, err = r.client.UnusedFiles(ctx, files)
	}
	return err
}

// settings compares the rows that name the set, and checks the presence of a
// passphrase.
func (r *refresh) settings(ctx context.Context) error {
	settings, err := readSettings(ctx, r.client)
	if err != nil {
		return err
	}
	wanted := r.memory.Set.values()
	for _, setting := range wanted.Ordered() {
		if found := settings[setting]; !setting.Same(found, wanted[setting]) {
			r.differ("%s is %s instead of %s", setting, found, wanted[setting])
		}
	}
	passphrase, there := settings[confproxy.KeyPassphrase]
	switch {
	case !there || passphrase.Default != r.memory.Passphrase:
	case r.memory.Passphrase:
		r.differ("the passphrase of the key is missing")
		r.memory.Lost = append(r.memory.Lost, lostPassphrase)
	default:
		r.differ("%s is set, but the key needs none", confproxy.KeyPassphrase)
	}
	return nil
}

// look makes the handshakes of the live check. It returns nil without one.
func (r *refresh) look(ctx context.Context) *look {
	live, diags := schemas.LiveCheckOf(ctx, r.state.LiveCheck)
	r.diags.Append(diags...)
	public, diags := readPublic(r.state)
	if !live.Enabled || public == nil || diags.HasError() {
		return nil
	}
	seen := r.client.Presented(ctx, live, public.leaf, public.chain)
	return &look{seen, errors.Join(seen.Unreachable...), seen.IsPending(r.memory.Pending, r.memory.Certificates[0])}
}

// look is what the addresses present.
type look struct {
	deployment.Presented
	unreachable error
	isPending   bool // a restart is due
}

// isAmiss reports that the certificate was not seen everywhere, and no restart is
// due: a file may have other contents of the same size.
func (l *look) isAmiss() bool {
	return l != nil && (l.unreachable != nil || l.Difference != "" && !l.isPending)
}

// isBlind reports that no address answered, so that no change could be verified.
func (l *look) isBlind() bool { return l != nil && !slices.Contains(l.Unreachable, nil) }

// compare compares what the addresses that answer present. A restart that is due
// is no difference. Afterwards, earlier files that were kept until then are one.
func (r *refresh) compare(seen *look) {
	if seen == nil {
		r.state.ServedSHA256Fingerprint = schemas.TextOrNull("")
		return
	}
	if seen.unreachable != nil {
		r.diags.AddWarning("Live check not possible", fmt.Sprintf("The presented certificate could not be compared: %v.", seen.unreachable))
	}
	if seen.Unreachable[0] == nil {
		r.state.ServedSHA256Fingerprint = schemas.TextOrNull(seen.Fingerprints[0])
	}
	switch {
	case seen.Difference != "" && seen.isPending:
		r.memory.RestartDue = seen.Difference
	case seen.Difference != "":
		r.differ("%s", seen.Difference)
	case seen.unreachable != nil:
	case r.memory.Pending != nil && int64(len(r.memory.Previous)) > r.state.KeepPrevious.ValueInt64():
		r.differ("every address presents the certificate now, and earlier files are still stored")
	default:
		r.memory.Pending = nil
	}
}

// readSettings reads the rows that the resource manages. All of them except the
// passphrase must exist.
func readSettings(ctx context.Context, c client) (confproxy.Values, error) {
	readings, err := c.Settings(ctx, rows...)
	if err != nil {
		return nil, err
	}
	return readings.Require(confproxy.UseSSL, confproxy.Certificate, confproxy.Key, confproxy.CertificateChain)
}
