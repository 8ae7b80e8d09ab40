// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/protocol"
)

// processDriver runs the phases in this process, through the protocol. Each
// walk has its own provider, so that only the state is kept. It also has its
// own password: the client remembers refused passwords for its whole process.
type processDriver struct {
	engine  protocol.Engine
	bench   *bench
	declare declaration
	current *protocol.State
	started int // providers
}

// declaration returns the declaration of a phase.
type declaration func(*bench, phase) []protocol.Block

func newProcessBench(t *testing.T, skin emulator.Skin, seed int64, issued [3]*certstest.Issued, declare declaration) *bench {
	t.Helper()
	s := newSite(t, skin, seed)
	d := &processDriver{declare: declare, current: &protocol.State{}}
	d.engine = protocol.Engine{
		New: provider.New("test"),
		Provider: func() map[string]any {
			d.started++
			own := fmt.Sprintf("%s, number %d", password, d.started)
			s.server.SetPassword(own)
			return map[string]any{
				"endpoint": s.server.URL(), "password": own, "tls_server_name": serverName,
				"request_timeout": "4s", "ca_cert_file": filepath.Join(s.folder, "certificate", "root.crt"),
			}
		},
		Parallelism: 1, // so that the nth request is always the same
	}
	return newBench(t, s, issued, func(b *bench) driver { d.bench = b; return d })
}

func (d *processDriver) blocks(p phase) []protocol.Block { return d.declare(d.bench, p) }

// asBuildingBlocks returns the same declaration as lifecycleHCL.
func asBuildingBlocks(bench *bench, p phase) []protocol.Block {
	version := bench.version(p)
	files := map[string]string{"certificate": "server.crt", "chain": "chain.crt", "key": "server.key"}
	var blocks []protocol.Block
	for _, kind := range []string{"certificate", "chain", "key"} {
		name := version + "-" + files[kind]
		b := protocol.Block{
			Type: "confproxy_private_file", Name: kind, CreateBeforeDestroy: true,
			Arguments: func(protocol.Ref) map[string]any {
				return map[string]any{"name": name, "source": filepath.Join(bench.folder, "certificate", files[kind])}
			},
		}
		if p.imports {
			b.ImportID = name
		}
		blocks = append(blocks, b)
	}
	settings := protocol.Block{Type: "confproxy_httpt_ssl", Name: "this"}
	for _, b := range blocks {
		settings.DependsOn = append(settings.DependsOn, b.Address())
	}
	if p.imports {
		settings.ImportID = "httpt_ssl"
	}
	settings.Arguments = func(ref protocol.Ref) map[string]any {
		arguments := map[string]any{
			"use_ssl": true, "redirect_http_to_https": true, "restart": "when_needed", "allow_endpoint_port_removal": true,
			"live_check":        map[string]any{"timeout": "3s"},
			"certificate":       ref("confproxy_private_file.certificate", "path"),
			"certificate_chain": ref("confproxy_private_file.chain", "path"),
			"key":               ref("confproxy_private_file.key", "path"),
		}
		if ports := bench.portsOf(p); ports != nil {
			list := []any{}
			for _, port := range ports {
				list = append(list, port)
			}
			arguments["ports"] = list
		}
		return arguments
	}
	return append(blocks, settings)
}

// passphraseOf returns the passphrase of the key that follows the first one.
const passphraseOf = "the passphrase of the second key"

// asCertificate returns the same declaration with confproxy_certificate; the
// second key is encrypted.
func asCertificate(bench *bench, p phase) []protocol.Block {
	issued := p.issued(bench)
	certificate := protocol.Block{Type: "confproxy_certificate", Name: "this", Arguments: func(protocol.Ref) map[string]any {
		arguments := map[string]any{
			"name": "www", "certificate_pem": string(issued.CertPEM), "chain_pem": string(issued.ChainPEM),
			"private_key_pem_wo": string(issued.KeyPEM), "restart": "when_needed", "live_check": map[string]any{"timeout": "3s"},
		}
		if issued == bench.issued[1] {
			key, err := issued.EncryptedKeyPEM(passphraseOf)
			if err != nil {
				bench.tb.Error(err)
			}
			arguments["private_key_pem_wo"], arguments["private_key_passphrase_wo"] = string(key), passphraseOf
		}
		return arguments
	}}
	settings := protocol.Block{Type: "confproxy_httpt_ssl", Name: "this", DependsOn: []string{certificate.Address()}}
	settings.Arguments = func(protocol.Ref) map[string]any {
		arguments := map[string]any{
			"redirect_http_to_https": true, "restart": "when_needed", "live_check": map[string]any{"timeout": "3s"},
			"allow_endpoint_port_removal": true, // the emulator's default differs from the product's
		}
		if ports := bench.portsOf(p); ports != nil {
			list := []any{}
			for _, port := range ports {
				list = append(list, port)
			}
			arguments["ports"] = list
		}
		return arguments
	}
	if p.imports {
		certificate.ImportID, settings.ImportID = "www", "httpt_ssl"
	}
	return []protocol.Block{certificate, settings}
}

func (d *processDriver) enter(phase) {}

func (d *processDriver) run(ctx context.Context, p phase) (string, error) {
	do := d.engine.Apply
	if p.destroy {
		do = d.engine.Destroy
	}
	outcome, err := do(ctx, d.blocks(p), d.current)
	return outcome.Said, err
}

func (d *processDriver) plansNothing(p phase) string {
	outcome, err := d.engine.Plan(d.bench.tb.Context(), d.blocks(p), d.current)
	if err != nil || len(outcome.Changes) > 0 {
		return fmt.Sprintf("the plan after it is not empty (%v): %s\n%s", err, strings.Join(outcome.Changes, ", "), outcome.Said)
	}
	return ""
}

func (d *processDriver) state() any { return d.current.Clone() }

func (d *processDriver) restore(state any) {
	if d.current = (&protocol.State{}); state != nil {
		d.current = state.(*protocol.State).Clone()
	}
}

func (d *processDriver) filesInState() ([]string, error) {
	var names []string
	for _, value := range d.current.All("confproxy_private_file", "name") {
		var name string
		if err := value.As(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	for _, attribute := range []string{"certificate_path", "key_path", "chain_path"} {
		for _, value := range d.current.All("confproxy_certificate", attribute) {
			var path string
			if err := value.As(&path); err != nil {
				return nil, err
			}
			names = append(names, strings.TrimPrefix(path, "objects/"))
		}
	}
	return names, nil
}
