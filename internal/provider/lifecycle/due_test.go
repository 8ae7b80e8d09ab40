// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/protocol"
)

// with adds arguments to the settings of the site.
func (s *stableSite) with(arguments map[string]any) []protocol.Block {
	blocks := s.blocks()
	settings := &blocks[len(blocks)-1]
	plain := settings.Arguments
	settings.Arguments = func(ref protocol.Ref) map[string]any {
		all := plain(ref)
		for name, value := range arguments {
			all[name] = value
		}
		return all
	}
	return blocks
}

// mustWarn expects every plan to be empty and to warn.
func (s *stableSite) mustWarn(blocks []protocol.Block, text string) {
	s.tb.Helper()
	for range 2 {
		planned, err := s.engine.Plan(s.tb.Context(), blocks, s.state)
		if err != nil || len(planned.Changes) > 0 || !strings.Contains(planned.Said, text) {
			s.tb.Fatalf("expected an empty plan that warns %q, got %v (%v)\n%s", text, planned.Changes, err, planned.Said)
		}
	}
}

// With restart = "never", a pending restart is a warning in every plan, and no
// difference; after a restart of the server, the warning is gone.
func TestRestartThatIsNeverMade(t *testing.T) {
	t.Parallel()
	skin := emulator.Skins()[0]
	skin.CertReread = "on-restart"
	s := newStableSite(t, skin, true)
	blocks := s.with(map[string]any{"restart": "never", "live_check": map[string]any{"timeout": "1s"}})
	applied, err := s.engine.Apply(t.Context(), blocks, s.state)
	const due = "A restart of the server is due"
	if err != nil || !strings.Contains(applied.Said, due) {
		t.Fatalf("expected an apply that warns, got %v\n%s", err, applied.Said)
	}
	s.mustWarn(blocks, due)
	s.restart()
	planned, err := s.engine.Plan(t.Context(), blocks, s.state)
	if err != nil || strings.Contains(planned.Said, due) {
		t.Errorf("after the restart: %v (%v)\n%s", planned.Changes, err, planned.Said)
	}
}

// A restart is due while every address presents the new certificate, or the same
// one as when the restart became due. Anything else is a difference.
func TestRestartDueAtEachAddress(t *testing.T) {
	t.Parallel()
	skin := emulator.Skins()[0]
	skin.CertReread = "on-restart"
	for name, way := range map[string]func(*stableSite, map[string]any) []protocol.Block{
		"confproxy_httpt_ssl": (*stableSite).with, "confproxy_certificate": (*stableSite).asOneResource,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, other := newStableSite(t, skin, true), newStableSite(t, emulator.Skins()[0], true)
			addresses := []any{strings.TrimPrefix(s.server.URL(), "http://"), strings.TrimPrefix(other.server.URL(), "http://")}
			blocks := way(s, map[string]any{"restart": "never", "live_check": map[string]any{"timeout": "1s", "addresses": addresses}})
			s.mustApplyBlocks(blocks, restartDue, true)
			s.restart()
			s.mustWarn(blocks, restartDue)
			other.mustApplyBlocks(other.asOneResource(nil), restartDue, false)
			planned, err := s.engine.Plan(t.Context(), blocks, s.state)
			if err != nil || !slices.Contains(planned.Changes, "update "+name+".this") || !strings.Contains(planned.Said, addresses[1].(string)) {
				t.Errorf("expected a change that names the address, got %v (%v)\n%s", planned.Changes, err, planned.Said)
			}
		})
	}
}

// A live check that fails to connect during a refresh is a warning.
func TestLiveCheckThatCannotBeMade(t *testing.T) {
	t.Parallel()
	s := newStableSite(t, emulator.Skins()[0], true)
	through := newRelay(t, "127.0.0.1:0", strings.TrimPrefix(s.server.URL(), "http://"))
	blocks := s.with(map[string]any{"live_check": map[string]any{"timeout": "10s", "addresses": []any{through.Addr().String()}}})
	if applied, err := s.engine.Apply(t.Context(), blocks, s.state); err != nil {
		t.Fatalf("%v\n%s", err, applied.Said)
	}
	planned, err := s.engine.Plan(t.Context(), blocks, s.state)
	if err != nil || len(planned.Changes) > 0 {
		t.Fatalf("%v (%v)\n%s", planned.Changes, err, planned.Said)
	}
	if err := through.Close(); err != nil {
		t.Fatal(err)
	}
	s.mustWarn(blocks, "It is unknown whether the port presents what the configuration declares")
}

// An address that does not answer hides nothing of what another one presents, and
// does not keep the server from being repaired.
func TestOneAddressDoesNotAnswer(t *testing.T) {
	t.Parallel()
	for name, way := range map[string]func(*stableSite, map[string]any) []protocol.Block{
		"confproxy_httpt_ssl": (*stableSite).with, "confproxy_certificate": (*stableSite).asOneResource,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, other := newStableSite(t, emulator.Skins()[0], true), newStableSite(t, emulator.Skins()[0], true)
			other.mustApplyBlocks(other.asOneResource(nil), restartDue, false)
			to := strings.TrimPrefix(s.server.URL(), "http://")
			good, dead := newRelay(t, "127.0.0.1:0", to), newRelay(t, "127.0.0.1:0", to)
			addresses := []any{good.Addr().String(), dead.Addr().String()}
			blocks := way(s, map[string]any{"live_check": map[string]any{"timeout": "2s", "addresses": addresses}})
			s.mustApplyBlocks(blocks, "Live check not possible", false)
			_ = dead.Close()
			s.mustWarn(blocks, addresses[1].(string))
			for _, setting := range []string{"HTTPT SSL certificate", "HTTPT SSL key"} {
				s.server.Set(setting, "objects/gone")
			}
			s.restart()
			s.mustApplyBlocks(blocks, addresses[1].(string), true)
			if leaf := s.server.Leaf(); leaf == nil || !leaf.Equal(s.served.Cert) {
				t.Fatalf("the server does not serve the certificate (%v)", s.server.TLSError())
			}
			_ = good.Close()
			newRelay(t, good.Addr().String(), strings.TrimPrefix(other.server.URL(), "http://"))
			planned, err := s.engine.Plan(t.Context(), blocks, s.state)
			if err != nil || !slices.Contains(planned.Changes, "update "+name+".this") {
				t.Errorf("expected a change, got %v (%v)\n%s", planned.Changes, err, planned.Said)
			}
			for _, text := range []string{certs.Fingerprint(other.served.Cert), "Live check not possible", addresses[1].(string)} {
				if !strings.Contains(planned.Said, text) {
					t.Errorf("expected a plan that says %q, got\n%s", text, planned.Said)
				}
			}
		})
	}
}

// deadAddress returns an address where nothing answers.
func deadAddress(t *testing.T) string {
	t.Helper()
	dead := newRelay(t, "127.0.0.1:0", "")
	_ = dead.Close()
	return dead.Addr().String()
}

// A new port answers only after a restart. Until then the others are verified.
func TestFailedChangeWithANewPort(t *testing.T) {
	t.Parallel()
	s := newStableSite(t, emulator.Skins()[0], true)
	s.mustApply()
	was := s.served.Cert
	s.issue()
	_, text, _ := net.SplitHostPort(strings.TrimPrefix(s.server.URL(), "http://"))
	port, _ := strconv.Atoi(text)
	other, err := product.FreePort("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	s.ports = []int{port, other}
	var once sync.Once
	s.server.OnRequest(func(_ *http.Request, class product.Class) {
		if class == product.Save {
			once.Do(func() { s.server.PutFile("server.key", []byte("damaged")) })
		}
	})
	blocks := s.with(map[string]any{"restart": "never", "live_check": map[string]any{
		"timeout": "1s", "addresses": []any{fmt.Sprintf("127.0.0.1:%d", port), fmt.Sprintf("127.0.0.1:%d", other)},
	}})
	applied, err := s.engine.Apply(t.Context(), blocks, s.state)
	s.server.OnRequest(nil)
	if err == nil {
		t.Errorf("expected an error, got an apply that says\n%s", applied.Said)
	}
	if leaf := s.server.Leaf(); leaf == nil || !leaf.Equal(was) {
		t.Errorf("the previous certificate is not served (%v)\n%s", s.server.TLSError(), applied.Said)
	}
}

// The previous key needs its passphrase until a new one without is verified.
func TestPassphraseOfThePreviousKeyIsKept(t *testing.T) {
	t.Parallel()
	s := newStableSite(t, emulator.Skins()[0], true)
	quick := map[string]any{"timeout": "1s"}
	s.mustApplyBlocks(s.asOneResource(map[string]any{
		"private_key_pem_wo": string(encrypted(t, s.served, "secret")), "private_key_passphrase_wo": "secret", "live_check": quick,
	}), restartDue, false)
	was, before := s.served.Cert, s.storedKeys()
	s.issue()
	damage := func(_ *http.Request, class product.Class) {
		for _, name := range s.storedKeys() {
			if class == product.Save && !slices.Contains(before, name) {
				s.server.PutFile(name, []byte("damaged"))
			}
		}
	}
	blocks := s.asOneResource(map[string]any{"live_check": quick})
	s.server.OnRequest(damage)
	applied, err := s.engine.Apply(t.Context(), blocks, s.state)
	s.server.OnRequest(nil)
	if leaf := s.server.Leaf(); err == nil || leaf == nil || !leaf.Equal(was) {
		t.Fatalf("expected an error, and the previous certificate to be served (%v), got %v\n%s", s.server.TLSError(), err, applied.Said)
	}
	s.mustApplyBlocks(blocks, restartDue, false)
	if _, isDefault, _ := s.server.Setting("HTTPT SSL key passphrase"); !isDefault {
		t.Error("the passphrase is still set")
	}
}

// newRelay listens at an address and forwards all connections.
func newRelay(t *testing.T, at, to string) net.Listener {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			from, err := listener.Accept()
			if err != nil {
				return
			}
			go relay(t, from, to)
		}
	}()
	return listener
}

func relay(t *testing.T, from net.Conn, to string) {
	t.Helper()
	defer from.Close()
	server, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", to)
	if err != nil {
		return
	}
	defer server.Close()
	var both sync.WaitGroup
	both.Go(func() { _, _ = io.Copy(server, from); _ = server.Close() })
	both.Go(func() { _, _ = io.Copy(from, server); _ = from.Close() })
	both.Wait()
}
