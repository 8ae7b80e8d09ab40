// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"
)

// recover restores the previous settings when a change has left the server
// without a certificate that its users know: neither the old nor the new one.
func (r *run) recover(ctx context.Context, cause error) error {
	if !r.wrote || !r.verifies() {
		return cause
	}
	if !errors.Is(cause, ErrLive) && r.isServing(r.client.look(ctx, r.live)) {
		return cause
	}
	return fmt.Errorf("%w %s", cause, r.restore(ctx))
}

// isServing reports whether a handshake shows the old or the new certificate,
// or, as before the change, none.
func (r *run) isServing(state liveState) bool {
	leafOK, _ := state.presents(r.leaf, r.chain)
	return leafOK || r.isAsBefore(state)
}

func (r *run) isAsBefore(state liveState) bool {
	if state.fingerprint() != "" || r.liveBefore.fingerprint() != "" {
		return state.fingerprint() == r.liveBefore.fingerprint()
	}
	return state.isPlain() == r.liveBefore.isPlain()
}

// restore puts the previous settings back with one save, makes sure by a
// handshake, and tells in whole sentences what came of it.
func (r *run) restore(ctx context.Context) string {
	previous := Settings{}
	for setting := range r.change.Want.in(menuGeneral) {
		if value, known := r.before[setting]; known && r.differs(setting) {
			previous[setting] = value
		}
	}
	if len(previous) == 0 {
		return "The settings are the same as before the change, so there was nothing to restore: the files that they name were replaced. Upload the previous files again, or name others."
	}
	r.client.trust.learn(r.liveBefore.fingerprint())
	lost := ""
	if r.sendsPassphrase() && !r.before[KeyPassphrase].Default {
		lost = " The previous passphrase is not known here and could not be restored: if the previous key needs it, set it again."
	}
	if _, err := r.client.save(ctx, menuGeneral, previous, saveOptions{always: true}); err != nil {
		return fmt.Sprintf("The previous settings could NOT be restored (%v). Set %s by hand.%s", err, describe(previous), lost)
	}
	state := r.client.await(ctx, r.live, r.live.Timeout, r.isAsBefore)
	if !r.isAsBefore(state) && r.change.Restart {
		if err := r.client.restart(ctx); err == nil {
			state = r.client.await(ctx, r.live, restartTimeout, r.isAsBefore)
		}
	}
	if !r.isAsBefore(state) {
		return fmt.Sprintf("The previous settings were restored, but the server does NOT serve as before: %s. Restart it, and look into its log.%s", state, lost)
	}
	if redirect, ok := r.change.Want[RedirectToHTTPS]; ok && !redirect.Yes() && r.before[RedirectToHTTPS].Yes() {
		if _, err := r.client.save(ctx, menuSecurity, Settings{RedirectToHTTPS: r.before[RedirectToHTTPS]}, saveOptions{}); err != nil {
			lost += fmt.Sprintf(" %s could not be restored: %v", RedirectToHTTPS.Label(), err)
		}
	}
	r.outcome.RolledBack = true
	if state.fingerprint() == "" {
		return "The previous settings were restored, and the server answers as it did before the change." + lost
	}
	return fmt.Sprintf("The previous settings were restored, and the server presents the previous certificate again (SHA-256 %s).%s", state.fingerprint(), lost)
}

// describe lists settings for a person who has to enter them.
func describe(settings Settings) string {
	var texts []string
	for _, setting := range settings.ordered() {
		texts = append(texts, fmt.Sprintf("%s to %s", setting.Label(), settings[setting]))
	}
	return strings.Join(texts, ", ")
}

// readBack reads what is on the server after the change, for the outcome.
func (r *run) readBack(ctx context.Context, failed error) error {
	settings, err := r.client.httptSSL(ctx, r.client.readSettings, nil)
	r.outcome.Settings = settings
	if err != nil {
		r.outcome.Settings = nil
		if failed == nil {
			return err
		}
	}
	return nil
}

// awaitPorts waits until the server listens at all wanted ports.
func (r *run) awaitPorts(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, restartTimeout)
	defer cancel()
	for _, port := range r.target[Ports].Ports() {
		address := net.JoinHostPort(r.client.base.Hostname(), strconv.FormatInt(port, 10))
		for {
			conn, err := (&net.Dialer{Timeout: 5 * time.Second}).DialContext(ctx, "tcp", address)
			if err == nil {
				_ = conn.Close()
				break
			}
			if wait(ctx, 100*time.Millisecond) != nil {
				return &Error{
					Kind: ErrLive, Op: fmt.Sprintf("find port %d open after the restart", port), Cause: err,
					Found:  fmt.Sprintf("Nothing listened at %s within %s.", address, restartTimeout),
					Advice: "Another program may hold the port; look into the log of the server.",
				}
			}
		}
	}
	return nil
}
