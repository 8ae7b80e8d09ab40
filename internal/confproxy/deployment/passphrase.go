// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package deployment

import (
	"context"
	"errors"
	"fmt"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

func (d *deployment) sendsPassphrase() bool {
	value, ok := d.Want[confproxy.KeyPassphrase]
	return ok && !value.Default && d.Passphrase != nil &&
		(d.SendPassphrase || d.before[confproxy.KeyPassphrase].Default || d.changesKey() || d.presentsOther())
}

// changesKey reports whether the key differs from the verified one.
func (d *deployment) changesKey() bool {
	name, ok := confproxy.ObjectName(d.target[confproxy.Key].Text)
	if !ok {
		return d.changes(confproxy.Key)
	}
	return !d.Verified.hasFile(name, d.stored.Files[name].SHA256)
}

// presentsOther reports whether the server presents a certificate other than
// the verified one: it may have lost the passphrase.
func (d *deployment) presentsOther() bool {
	return d.verifies() && d.Verified != nil && d.servedBefore.fingerprint() != d.Verified.Served()
}

// passphrase enters the passphrase of the key. The previous one is never shown,
// and so cannot be restored.
func (d *deployment) passphrase() step {
	if !d.sendsPassphrase() {
		return step{}
	}
	isReplaced := !d.before[confproxy.KeyPassphrase].Default
	return step{
		sends: true,
		do: func(ctx context.Context) error {
			err := d.ways.Secrets.Set(ctx, confproxy.KeyPassphrase, *d.Passphrase)
			if isReplaced && errors.Is(err, confproxy.ErrUnknownOutcome) && d.provesPassphrase(ctx) {
				return nil
			}
			return err
		},
		undo: func(ctx context.Context) *Undone {
			if isReplaced {
				return &Undone{
					What:   "the previous passphrase",
					Err:    errors.New("it is unknown"),
					Remedy: "If the previous key needs it, set it again.",
				}
			}
			return &Undone{
				What:   "the default of " + confproxy.KeyPassphrase.Label,
				Err:    d.ways.Settings.Write(ctx, confproxy.Edit{Want: confproxy.Values{confproxy.KeyPassphrase: confproxy.DefaultValue()}}),
				Remedy: fmt.Sprintf("Tick the box of %s by hand.", confproxy.KeyPassphrase),
			}
		},
	}
}

// provesPassphrase reports whether handshakes show that a passphrase arrived
// whose answer was lost: the server presents a new certificate, whose key only
// that passphrase opens.
func (d *deployment) provesPassphrase(ctx context.Context) bool {
	if !d.verifies() || d.servedBefore.fingerprint() == d.expected.leaf() {
		return false
	}
	isNew := func(_ int, h handshake) bool { return d.expected.leafIn(h) }
	_, lagging := pollHandshake(ctx, d.ways, d.Live, d.Live.Timeout, "the new certificate", isNew)
	return len(lagging) == 0
}
