// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package deployment

import (
	"context"
	"errors"
	"fmt"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
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

// entersPassphraseFirst reports whether the passphrase is entered before the
// settings name the new key: while none is set, the current key has none, and
// setting one disturbs nothing. Otherwise the current key needs the old one
// until then.
func (d *deployment) entersPassphraseFirst() bool {
	return d.before[confproxy.KeyPassphrase].Default || d.PlainKey
}

// entersPassphraseLate reports whether the settings name a new key for a moment
// before its passphrase is entered, so that the server may not serve TLS.
func (d *deployment) entersPassphraseLate() bool {
	return d.target.ServesStorage() && d.sendsPassphrase() && !d.entersPassphraseFirst() && d.changesKey() && isEncrypted(d.key)
}

// isEncrypted reports whether a key file needs a passphrase, as far as it is
// known.
func isEncrypted(key *certs.Content) bool {
	return key == nil || len(key.Keys()) != 1 || key.Keys()[0].Encrypted
}

// checkPassphrase refuses a change after which the passphrase could not be
// entered: the server would need it for the next TLS connection. It does not if
// the passphrase is the one that the server has, because it opens the current
// key, too. A current key without one lets it be entered first.
func (d *deployment) checkPassphrase(ctx context.Context) error {
	if !d.entersPassphraseLate() || !d.ways.Connection.ClosesTLS() {
		return nil
	}
	if key := d.currentKey(ctx); key != nil {
		d.PlainKey = !key.Encrypted
		if _, err := key.Open([]byte(*d.Passphrase)); err == nil {
			return nil
		}
	}
	return &confproxy.Error{
		Kind: confproxy.ErrPassphraseLate, Op: "change " + confproxy.Key.Label,
		Found: "The passphrase of the new key is entered after the save that names the key. Until then the server cannot serve TLS. " +
			"This client reaches the server by TLS: expected a connection that stays open, but the server closes it after every answer. Nothing was changed.",
	}
}

// currentKey returns the key that the server has read; nil if it is unknown.
func (d *deployment) currentKey(ctx context.Context) *certs.Key {
	name, _ := confproxy.ObjectName(d.before[confproxy.Key].Text)
	data, replaced := d.Previous[name]
	if !replaced {
		var err error
		if data, _, err = d.ways.ReadFile(ctx, name); err != nil {
			return nil
		}
	}
	if keys := certs.NewContent(data).Keys(); len(keys) == 1 {
		return keys[0]
	}
	return nil
}

// explain returns the error of a failed deployment. If the server cannot serve
// TLS before the passphrase is entered, it says that.
func (d *deployment) explain(err error) error {
	if !d.passphraseDue || d.report.TookEffect {
		return err
	}
	return &confproxy.Error{
		Kind: confproxy.ErrPassphraseDue, Op: "enter the passphrase of " + confproxy.Key.Label, Cause: err,
		Found: "The save that names the new key was sent, and could not be undone. Until its passphrase is entered, the server cannot serve TLS.",
	}
}

// resetsPassphraseLate reports whether the passphrase is given up for a new key
// that needs none. The previous key needs it until the new one is verified, and
// nobody could enter it again.
func (d *deployment) resetsPassphraseLate() bool {
	value, ok := d.Want[confproxy.KeyPassphrase]
	return ok && value.Default && d.changes(confproxy.KeyPassphrase) && d.target.ServesStorage() && d.before.ServesStorage()
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
				err = nil
			}
			d.passphraseDue = d.passphraseDue && err != nil
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
