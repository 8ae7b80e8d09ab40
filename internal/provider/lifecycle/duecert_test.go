// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/acctest"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/protocol"
)

// asOneResource declares the certificate in the folder as confproxy_certificate.
func (s *stableSite) asOneResource(arguments map[string]any) []protocol.Block {
	return []protocol.Block{{Type: "confproxy_certificate", Name: "this", Arguments: func(protocol.Ref) map[string]any {
		all := map[string]any{
			"name": "www", "certificate_pem": string(s.served.CertPEM), "chain_pem": string(s.served.ChainPEM),
			"private_key_pem_wo": string(s.served.KeyPEM),
		}
		maps.Copy(all, arguments)
		return all
	}}}
}

// mustApplyBlocks expects an apply, followed by an empty plan. says reports
// whether both must contain the text.
func (s *stableSite) mustApplyBlocks(blocks []protocol.Block, text string, says bool) {
	s.tb.Helper()
	applied, err := s.engine.Apply(s.tb.Context(), blocks, s.state)
	if err != nil || strings.Contains(applied.Said, text) != says {
		s.tb.Fatalf("expected an apply that says %q: %t, got %v\n%s", text, says, err, applied.Said)
	}
	again, err := s.engine.Plan(s.tb.Context(), blocks, s.state)
	if err != nil || len(again.Changes) > 0 || strings.Contains(again.Said, text) != says {
		s.tb.Fatalf("expected an empty plan that says %q: %t, got %v (%v)\n%s", text, says, again.Changes, err, again.Said)
	}
}

// storedKeys returns the names of the keys that the resource stored.
func (s *stableSite) storedKeys() (names []string) {
	for name := range s.server.Files() {
		if strings.HasPrefix(name, "www-") && strings.HasSuffix(name, ".key") {
			names = append(names, name)
		}
	}
	return names
}

const restartDue = "A restart of the server is due"

// The previous files remain until every address presents the new certificate.
// Then keep_previous counts them. An apply that restarts the server does not
// advise a restart.
func TestPreviousFilesStayUntilTheRestart(t *testing.T) {
	t.Parallel()
	skin := emulator.Skins()[0]
	skin.CertReread = "on-restart"
	s := newStableSite(t, skin, true)
	declare := func(restart string) []protocol.Block {
		return s.asOneResource(map[string]any{"restart": restart, "keep_previous": 1, "live_check": map[string]any{"timeout": "300ms"}})
	}
	s.mustApplyBlocks(declare("when_needed"), restartDue, false)
	for _, keys := range []int{2, 3} {
		s.issue()
		s.mustApplyBlocks(declare("never"), restartDue, true)
		if stored := s.storedKeys(); len(stored) != keys {
			t.Fatalf("before the restart %q are stored, want %d", stored, keys)
		}
	}
	s.mustApplyBlocks(declare("when_needed"), restartDue, false)
	if stored := s.storedKeys(); len(stored) != 2 {
		t.Errorf("after the restart %q are stored, want the one in use and the one before it", stored)
	}
	if leaf := s.server.Leaf(); leaf == nil || !leaf.Equal(s.served.Cert) {
		t.Error("the new certificate is not served")
	}
}

// The previous files also remain while an address presents another certificate.
// Every plan names that address.
func TestPreviousFilesStayWhileAnAddressPresentsAnother(t *testing.T) {
	t.Parallel()
	s, other := newStableSite(t, emulator.Skins()[0], true), newStableSite(t, emulator.Skins()[0], true)
	at := []string{strings.TrimPrefix(s.server.URL(), "http://"), strings.TrimPrefix(other.server.URL(), "http://")}
	declare := func(addresses ...string) []protocol.Block {
		return s.asOneResource(map[string]any{"live_check": map[string]any{"timeout": "300ms", "addresses": slices.Collect(func(yield func(any) bool) {
			for _, address := range addresses {
				if !yield(address) {
					return
				}
			}
		})}})
	}
	s.mustApplyBlocks(declare(at[0]), restartDue, false)
	before := s.storedKeys()
	s.issue()
	s.mustApplyBlocks(declare(at...), restartDue, true)
	if planned, err := s.engine.Plan(t.Context(), declare(at...), s.state); err != nil || !strings.Contains(planned.Said, at[1]+" presents") {
		t.Errorf("expected a plan that names %s, got %v\n%s", at[1], err, planned.Said)
	}
	if stored := s.storedKeys(); !slices.Contains(stored, before[0]) {
		t.Fatalf("%q are stored, want %q among them", stored, before)
	}
}

// One apply is enough to configure, disable or remove a live check. The state then
// has the same values as after a refresh.
func TestLiveCheckChanges(t *testing.T) {
	t.Parallel()
	on, off := map[string]any{"timeout": "2s"}, map[string]any{"enabled": false}
	for name, way := range map[string]func(*stableSite, map[string]any) []protocol.Block{
		"confproxy_httpt_ssl": (*stableSite).with, "confproxy_certificate": (*stableSite).asOneResource,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStableSite(t, emulator.Skins()[0], false)
			s.putUnmanaged()
			for _, live := range []any{on, nil, off, on, off, nil} {
				blocks := way(s, map[string]any{"live_check": live})
				var served [2]string
				for i, walk := range []func(context.Context, []protocol.Block, *protocol.State) (protocol.Outcome, error){s.engine.Apply, s.engine.Plan} {
					outcome, err := walk(t.Context(), blocks, s.state)
					if err != nil || i > 0 && len(outcome.Changes) > 0 {
						t.Fatalf("with live_check %v: %v (%v)\n%s", live, outcome.Changes, err, outcome.Said)
					}
					served[i] = fmt.Sprint(s.state.All(name, "served_sha256_fingerprint"))
				}
				if served[0] != served[1] {
					t.Errorf("with live_check %v served is %s after the apply, %s after a refresh", live, served[0], served[1])
				}
			}
		})
	}
}

// A lower keep_previous deletes earlier sets, without the secrets, and sends
// nothing else.
func TestFewerPreviousSets(t *testing.T) {
	t.Parallel()
	s := newStableSite(t, emulator.Skins()[0], true)
	keep := func(sets int, passphrase any) []protocol.Block {
		arguments := map[string]any{"keep_previous": sets, "private_key_pem_wo": nil, "private_key_passphrase_wo": passphrase}
		if text, ok := passphrase.(string); ok {
			arguments["private_key_pem_wo"] = string(encrypted(t, s.served, text))
		}
		return s.asOneResource(arguments)
	}
	s.mustApplyBlocks(keep(3, "first"), restartDue, false)
	for range 3 {
		s.issue()
		s.mustApplyBlocks(keep(3, "first"), restartDue, false)
	}
	for i, passphrase := range []any{nil, "second", "third"} {
		s.server.ResetRequests()
		s.mustApplyBlocks(keep(2-i, passphrase), restartDue, false)
		if stored := s.storedKeys(); len(stored) != 3-i {
			t.Errorf("with keep_previous = %d %q are stored", 2-i, stored)
		}
		counts := s.server.Counts()
		if counts[product.Delete] != 1 || counts[product.Save]+counts[product.Passphrase]+counts[product.Upload] > 0 {
			t.Errorf("expected a deletion and nothing else to be sent, got %v", counts)
		}
	}
}

// A repair sends the passphrase. If the key was encrypted anew since it was sent,
// the key goes with it.
func TestRepairWithAnotherPassphrase(t *testing.T) {
	t.Parallel()
	s := newStableSite(t, emulator.Skins()[0], true)
	declare := func(passphrase string, version any) []protocol.Block {
		return s.asOneResource(map[string]any{
			"private_key_pem_wo": string(encrypted(t, s.served, passphrase)), "private_key_passphrase_wo": passphrase, "private_key_wo_version": version,
		})
	}
	s.mustApplyBlocks(declare("first", nil), restartDue, false)
	s.server.SetDefault("HTTPT SSL certificate chain")
	s.mustApplyBlocks(declare("second", nil), restartDue, false)
	if got := s.server.Passphrase(); got != "second" {
		t.Errorf("the server has the passphrase %q", got)
	}
}

// Another spelling of the same certificates is no change.
func TestAnotherSpellingIsNoChange(t *testing.T) {
	t.Parallel()
	s := newStableSite(t, emulator.Skins()[0], true)
	s.mustApplyBlocks(s.asOneResource(nil), restartDue, false)
	spelled := s.asOneResource(map[string]any{
		"certificate_pem": "\ufeff" + strings.ReplaceAll(string(s.served.CertPEM), "\n", "\r\n"), "chain_pem": "The issuer:\n" + string(s.served.ChainPEM) + "\n",
	})
	planned, err := s.engine.Plan(t.Context(), spelled, s.state)
	if err != nil || len(planned.Changes) > 0 {
		t.Fatalf("expected an empty plan, got %v (%v)\n%s", planned.Changes, err, planned.Said)
	}
	s.issue()
	s.mustApplyBlocks(s.asOneResource(nil), restartDue, false)
}

// Another name replaces the certificate. The plan says how to avoid that the
// server presents its own certificate in between.
func TestAnotherNameWarns(t *testing.T) {
	t.Parallel()
	s := newStableSite(t, emulator.Skins()[0], true)
	const warning = "create_before_destroy"
	s.mustApplyBlocks(s.asOneResource(nil), warning, false)
	planned, err := s.engine.Plan(t.Context(), s.asOneResource(map[string]any{"name": "other"}), s.state)
	if err != nil || !slices.Equal(planned.Changes, []string{"replace confproxy_certificate.this"}) || !strings.Contains(planned.Said, warning) {
		t.Errorf("expected a replacement that warns, got %v (%v)\n%s", planned.Changes, err, planned.Said)
	}
}

// A creation fails while the server can no longer be reached to undo it, and is
// interrupted, so that it does not wait for the server. The error names the files that may be left, and the next apply deletes them, also
// with another certificate.
func TestCreateThatCannotBeUndone(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		class product.Class
		nth   int64
		kind  product.FaultKind
	}{
		"the first upload is answered no more":       {product.Upload, 1, product.CutAfter},
		"the last upload is answered no more":        {product.Upload, 3, product.CutAfter},
		"nothing arrives after the files are stored": {product.General, 2, product.Refused},
		"the save does not arrive":                   {product.Save, 1, product.CutBefore},
		"the save is answered no more":               {product.Save, 1, product.CutAfter},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStableSite(t, emulator.Skins()[0], true)
			ctx, interrupt := context.WithCancel(t.Context())
			defer interrupt()
			s.server.OnRequest(acctest.Nth(test.class, test.nth, func() {
				s.server.Inject(product.Fault{Kind: test.kind}, product.Fault{Nth: 2, Kind: product.Refused, Times: -1})
				interrupt()
			}))
			blocks := s.asOneResource(map[string]any{"live_check": map[string]any{"timeout": "300ms"}})
			failed, err := s.engine.Apply(ctx, blocks, s.state)
			if problem := oneClearError(failed.Said, err); err == nil || problem != "" {
				t.Fatalf("expected one clear error, got %v (%s)\n%s", err, problem, failed.Said)
			}
			isServed := s.server.Leaf().Equal(s.served.Cert) // then nothing was to be undone
			for name := range s.server.Files() {
				if !isServed && strings.HasPrefix(name, "www-") && !strings.Contains(failed.Said, name) {
					t.Errorf("the error does not name %s, which is left:\n%s", name, failed.Said)
				}
			}
			s.server.OnRequest(nil)
			s.server.Heal()
			s.issue()
			s.mustApplyBlocks(s.asOneResource(nil), restartDue, false)
			if stored := s.storedKeys(); len(stored) != 1 {
				t.Errorf("%q are stored after the next apply, want one", stored)
			}
		})
	}
}

// A file that was deleted and uploaded again may have the size and the version
// that were verified. What the port presents then tells that it is another one.
func TestOtherBytesOfTheSameSize(t *testing.T) {
	t.Parallel()
	s := newStableSite(t, emulator.Skins()[0], true)
	blocks := s.asOneResource(map[string]any{"restart": "when_needed"})
	s.mustApplyBlocks(blocks, restartDue, false)
	s.server.ResetRequests()
	if planned, err := s.engine.Plan(t.Context(), blocks, s.state); err != nil || s.server.Counts()[product.Download] > 0 {
		t.Fatalf("expected a plan without downloads, got %v (%v)\n%s", s.server.Counts(), err, planned.Said)
	}
	other, err := s.authority.Issue(certstest.Leaf{})
	if err != nil {
		t.Fatal(err)
	}
	key := s.storedKeys()[0]
	was := s.server.Files()[key]
	s.server.RemoveFile(key)
	s.server.PutFile(key, certs.NewContent(other.KeyPEM).Traditional().Bytes())
	if is := s.server.Files()[key]; len(is.Data) != len(was.Data) || is.Version != was.Version {
		t.Fatalf("the test needs the size %d and version %d, got %d and %d", len(was.Data), was.Version, len(is.Data), is.Version)
	}
	s.restart()
	planned, err := s.engine.Plan(t.Context(), blocks, s.state)
	if err != nil || !strings.Contains(planned.Said, "the file objects/"+key+" has other contents") {
		t.Errorf("expected a plan that names the file, got %v (%v)\n%s", planned.Changes, err, planned.Said)
	}
	s.mustApplyBlocks(blocks, restartDue, false)
	if leaf := s.server.Leaf(); leaf == nil || !leaf.Equal(s.served.Cert) {
		t.Errorf("the declared certificate is not served (%v)", s.server.TLSError())
	}
}

// Earlier files that could not be deleted are shown by the next plan, and one
// apply deletes them and sends nothing else. A plan does not show a file that
// another row of General names.
func TestFilesThatWereNotDeleted(t *testing.T) {
	t.Parallel()
	const left = "Previous files not deleted"
	s := newStableSite(t, emulator.Skins()[0], true)
	addresses := []any{strings.TrimPrefix(s.server.URL(), "http://"), deadAddress(t)}
	blocks := func() []protocol.Block {
		return s.asOneResource(map[string]any{
			"private_key_pem_wo": string(encrypted(t, s.served, "a passphrase")), "private_key_passphrase_wo": "a passphrase",
			"live_check": map[string]any{"addresses": addresses},
		})
	}
	s.mustApplyBlocks(blocks(), left, false)
	first := s.storedKeys()
	s.issue()
	s.server.Inject(product.Fault{Match: product.Of(product.Delete), Kind: product.Status503, Times: -1})
	applied, err := s.engine.Apply(t.Context(), blocks(), s.state)
	if err != nil || !strings.Contains(applied.Said, left) || len(s.storedKeys()) != 2 {
		t.Fatalf("expected an apply that cannot delete, got %v, %q\n%s", err, s.storedKeys(), applied.Said)
	}
	s.server.Heal()
	planned, err := s.engine.Plan(t.Context(), blocks(), s.state)
	if err != nil || len(planned.Changes) != 1 || !strings.Contains(planned.Said, left) || !strings.Contains(planned.Said, first[0]) {
		t.Fatalf("expected a plan that names %s, got %v (%v)\n%s", first, planned.Changes, err, planned.Said)
	}
	s.server.ResetRequests()
	_, err = s.engine.Apply(t.Context(), blocks(), s.state)
	counts := s.server.Counts()
	if err != nil || len(s.storedKeys()) != 1 || counts[product.Delete] != 1 || counts[product.Save]+counts[product.Passphrase]+counts[product.Upload] > 0 {
		t.Errorf("%q are stored; expected a deletion and nothing else to be sent, got %v, %v", s.storedKeys(), counts, err)
	}
	s.server.PutFile(first[0], []byte("of somebody else"))
	s.server.Set("Server name", "objects/"+first[0])
	s.mustApplyBlocks(blocks(), left, false)
}
