// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package deployment

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"maps"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/probe"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/secret"
)

// away is a connection to a server that comes back at the second attempt.
type away struct {
	trusting
	attempts atomic.Int64
}

func (*away) Trust(string) {}

func (*away) Forget() {}

func (a *away) isBack() bool { return a.attempts.Load() > 1 }

func (a *away) Renew(context.Context) error {
	if a.attempts.Add(1); !a.isBack() {
		return confproxy.ErrUnreachable
	}
	return nil
}

// liveOf returns a failed live check with a cause.
func liveOf(cause error) error { return &confproxy.Error{Kind: confproxy.ErrLive, Cause: cause} }

// A change during which the server went away is undone once it is back, unless
// it presents the new certificate. An interruption ends the wait.
func TestServerGoesAway(t *testing.T) {
	t.Parallel()
	issued := certstest.Issue(t, certstest.Leaf{})
	pair, err := tls.X509KeyPair(issued.CertPEM, issued.KeyPEM)
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		servesNew, interrupted, silent bool
		failed                         error
		attempts                       int64
		undone                         bool
	}{
		"serves the old one":        {failed: confproxy.ErrUnreachable, attempts: 2, undone: true},
		"serves the new one":        {failed: confproxy.ErrUnreachable, attempts: 2, servesNew: true},
		"interrupted":               {failed: confproxy.ErrUnreachable, attempts: 1, interrupted: true, undone: true},
		"serves no TLS":             {failed: confproxy.ErrNoTLS, attempts: 2, undone: true},
		"away during the check":     {failed: liveOf(confproxy.ErrUnreachable), attempts: 2, servesNew: true},
		"answers that it failed":    {failed: confproxy.ErrServer, undone: true},
		"failed, serves the new":    {failed: confproxy.ErrServer, servesNew: true},
		"failed, silent as before":  {failed: confproxy.ErrServer, silent: true, undone: true},
		"the live check has failed": {failed: confproxy.ErrLive, servesNew: true, undone: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			connection := &away{}
			address := certstest.Listen(t, func(conn net.Conn) {
				if test.servesNew && (connection.isBack() || test.attempts == 0) {
					_ = tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{pair}}).Handshake()
				}
			})
			before := handshake{}
			if test.silent {
				address, before.err = "127.0.0.1:1", &probe.DialError{}
			}
			d := &deployment{
				Deployment: Deployment{Live: LiveCheck{Enabled: true, Addresses: []string{address}, Timeout: time.Second}},
				ways:       confproxy.Ways{Log: slog.New(slog.DiscardHandler), Mask: &secret.Masker{}, Connection: connection},
				report:     &Report{}, expected: expectation{certs.Fingerprint(issued.Cert)}, servedBefore: handshakes{before},
			}
			interruptible, interrupt := context.WithCancel(t.Context())
			defer interrupt()
			if test.interrupted {
				interrupt()
			}
			undone := false
			err := d.run(t.Context(), interruptible, []step{{
				do: func(context.Context) error { return &confproxy.SentError{Cause: test.failed} },
				undo: func(context.Context) *Undone {
					undone = true
					return nil
				},
			}})
			if err == nil || undone != test.undone || d.report.TookEffect == undone || connection.attempts.Load() != test.attempts {
				t.Errorf("%v: undone is %t, want %t; serves the new certificate: %t; %d attempts, want %d",
					err, undone, test.undone, d.report.TookEffect, connection.attempts.Load(), test.attempts)
			}
		})
	}
}

// A failure before anything was sent does not wait.
func TestServerIsAwayAtFirst(t *testing.T) {
	t.Parallel()
	connection := &away{}
	d := &deployment{report: &Report{}, ways: confproxy.Ways{Log: slog.New(slog.DiscardHandler), Mask: &secret.Masker{}, Connection: connection}}
	err := d.run(t.Context(), t.Context(), []step{{
		do:   func(context.Context) error { return confproxy.ErrUnreachable },
		undo: func(context.Context) *Undone { t.Error("undone"); return nil },
	}})
	if !errors.Is(err, confproxy.ErrUnreachable) || connection.attempts.Load() > 0 {
		t.Errorf("got %v after %d attempts", err, connection.attempts.Load())
	}
}

// shelf stores files while the server is back.
type shelf struct {
	confproxy.Files
	server *away
}

func (s shelf) Put(context.Context, []confproxy.Upload) []confproxy.PutResult {
	if s.server.isBack() {
		return []confproxy.PutResult{{}}
	}
	return []confproxy.PutResult{{Err: confproxy.ErrUnreachable}}
}

// The files of a deployment whose checks failed, because the server went away,
// are restored once it is back.
func TestServerGoesAwayDuringTheChecks(t *testing.T) {
	t.Parallel()
	connection := &away{}
	d := &deployment{
		Deployment: Deployment{Previous: map[string][]byte{"a.cer": nil}}, report: &Report{},
		before: confproxy.Values{confproxy.Certificate: confproxy.TextValue(confproxy.ObjectPath("a.cer"))},
		ways: confproxy.Ways{
			Log: slog.New(slog.DiscardHandler), Mask: &secret.Masker{}, Connection: connection, Files: shelf{server: connection},
		},
	}
	if d.refuse(t.Context(), confproxy.ErrUnreachable); len(d.report.Undone) != 1 || d.report.Undone[0].Err != nil {
		t.Errorf("got %v", d.report.Undone)
	}
}

// rows are settings that can be set and read.
type rows struct {
	confproxy.Settings
	values confproxy.Values
	refuse error // of a write
}

func (r rows) Read(context.Context, ...confproxy.Setting) (confproxy.Readings, error) {
	readings := confproxy.Readings{}
	for setting, value := range r.values {
		readings[setting] = confproxy.Reading{Value: value}
	}
	return readings, nil
}

func (r rows) Write(_ context.Context, edit confproxy.Edit) error {
	maps.Copy(r.values, edit.Want)
	return r.refuse
}

// A save whose outcome was unknown has taken effect if its values are there, and
// cannot take effect once more after they were set back.
func TestSetBackAnUnknownSave(t *testing.T) {
	t.Parallel()
	before, want := confproxy.Values{confproxy.Certificate: confproxy.DefaultValue()}, confproxy.Values{confproxy.Certificate: confproxy.TextValue("new")}
	for name, test := range map[string]struct {
		now    confproxy.Values
		isOpen bool
	}{
		"arrived":     {want, false},
		"not arrived": {before, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := &deployment{
				Deployment: Deployment{Want: want}, before: before, openSave: confproxy.PageGeneral,
				ways: confproxy.Ways{Settings: rows{values: maps.Clone(test.now)}},
			}
			undone := d.save(confproxy.PageGeneral, want, false).undo(t.Context())
			if isOpen := undone.Err != nil; isOpen != test.isOpen || isOpen != (d.openSave != "") {
				t.Errorf("the outcome is unknown: %t (%v), want %t", isOpen, undone.Err, test.isOpen)
			}
		})
	}
}

// The passphrase of a new key is due until it is entered, or the settings no
// longer name the key.
func TestPassphraseDue(t *testing.T) {
	t.Parallel()
	want := confproxy.Values{confproxy.Key: confproxy.TextValue("new")}
	for _, refuse := range []error{nil, confproxy.ErrUnreachable} {
		d := &deployment{
			Deployment: Deployment{Want: want}, before: confproxy.Values{confproxy.Key: confproxy.TextValue("old")}, passphraseDue: true, report: &Report{},
			ways: confproxy.Ways{Settings: rows{values: confproxy.Values{}, refuse: refuse}},
		}
		d.save(confproxy.PageGeneral, want, false).undo(t.Context())
		if err := d.explain(confproxy.ErrServer); errors.Is(err, confproxy.ErrPassphraseDue) != (refuse != nil) {
			t.Errorf("after an undo with %v: %v", refuse, err)
		}
	}
}

// A removal that has taken effect is not undone: the passphrase is gone.
func TestRemovalTookEffect(t *testing.T) {
	t.Parallel()
	before, want := confproxy.Values{
		confproxy.UseSSL: confproxy.YesNo(true), confproxy.Certificate: confproxy.TextValue("objects/a.cer"), confproxy.Key: confproxy.TextValue("objects/a.key"),
	}, confproxy.Values{}
	for setting := range before {
		want[setting] = confproxy.DefaultValue()
	}
	for name, test := range map[string]struct {
		now        confproxy.Values
		tookEffect bool
	}{
		"arrived":     {want, true},
		"not arrived": {before, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := &deployment{
				Deployment: Deployment{Want: want}, before: before, target: want, report: &Report{},
				ways: confproxy.Ways{Settings: rows{values: maps.Clone(test.now)}},
			}
			if got := d.tookEffect(t.Context(), confproxy.ErrUnreachable, true); got != test.tookEffect {
				t.Errorf("expected %t, got %t", test.tookEffect, got)
			}
		})
	}
}
