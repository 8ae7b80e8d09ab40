// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package inputs

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

var unknown = tftypes.NewValue(tftypes.String, tftypes.UnknownValue)

// applied is a configuration with an argument that is unknown during the plan.
func applied(argument string, known func(*bench) any, more map[string]any) func(*bench) map[string]any {
	return func(b *bench) map[string]any {
		all := map[string]any{argument: any(unknown)}
		if b.applying() {
			all[argument] = known(b)
		}
		for name, value := range more {
			all[name] = value
		}
		return all
	}
}

func thePath(b *bench) any { return b.path() }

func remove(b *bench) { _ = os.Remove(b.path()) }

func rewrite(data made) func(*bench) { return func(b *bench) { b.write(data(b.t)) } }

// onServer changes the file on the server, as another person would.
func onServer(change func([]byte) []byte) func(*bench) {
	return func(b *bench) { b.server.PutFile(b.name, change(bytes.Clone(b.stored()))) }
}

func both(acts ...func(*bench)) func(*bench) {
	return func(b *bench) {
		for _, act := range acts {
			act(b)
		}
	}
}

func isGone(b *bench) { b.server.RemoveFile(b.name) }

func spoilt(b []byte) []byte { return append(b, "changed there\n"...) }

func withCR(b []byte) []byte { return bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n")) }

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// ignoring is the configuration that an engine uses under ignore_changes = all:
// the state without computed attributes.
func ignoring(b *bench) map[string]any {
	all := map[string]any{}
	for _, name := range []string{"source", "sha256", "key_format", "verify", "overwrite"} {
		values := b.state.All("confproxy_private_file", name)
		if len(values) == 1 {
			all[name] = values[0]
		}
	}
	return all
}

func momentRows() []row {
	const updated = "updated"
	const missing = "Missing source"
	there := source()
	secret := func(version int) func(*bench) map[string]any {
		return func(b *bench) map[string]any {
			return map[string]any{"content_wo": "secret\n", "content_wo_version": version}
		}
	}
	absent := func(version int) func(*bench) map[string]any {
		return just(map[string]any{"content_wo_version": version})
	}
	rows := []row{
		{name: "unchanged", data: certificate, before: there, plan: nothing},
		{name: "local file converted to CR LF", data: certificate, before: there, between: rewrite(changed(certificate, withCR)), plan: nothing},
		{name: "local file changed", data: certificate, before: there, between: rewrite(otherCertificate), plan: updated},
		{name: "local file missing", data: certificate, before: there, between: remove, plan: nothing + "; warning: " + missing},
		{name: "local file missing, another `source` that does not exist", data: certificate, before: there, between: remove,
			arguments: func(b *bench) map[string]any { return map[string]any{"source": b.path() + ".new"} }, plan: "error: Invalid source", destroy: "error: Invalid source"},
		{name: "local file missing, changed on the server", data: certificate, before: there, between: both(remove, onServer(spoilt)),
			plan: updated + "; warning: " + missing, apply: "error: Invalid source", destroy: deleted},
		{name: "local file missing, and deleted on the server", data: certificate, before: there, between: both(remove, isGone), plan: "error: Invalid source", destroy: "error: Invalid source"},
		{name: "changed on the server", data: certificate, before: there, between: onServer(spoilt), plan: updated},
		{name: "in CR LF on the server", data: certificate, before: there, between: onServer(withCR), plan: updated},
		{name: "other contents of the same size on the server", data: certificate, before: there, between: onServer(bytes.ToLower), plan: updated},
		{name: "deleted on the server", data: certificate, before: there, between: isGone, plan: created},
		{name: "the same bytes uploaded again on the server", data: certificate, before: there, between: onServer(func(b []byte) []byte { return b }), plan: nothing},
		{name: "changed between plan and apply", data: certificate, before: there, between: rewrite(otherCertificate), afterPlan: rewrite(rsaCertificate),
			plan: updated, apply: "error: Contents changed after the plan", destroy: deleted},
		{name: "new, changed between plan and apply", data: certificate, afterPlan: rewrite(rsaCertificate), plan: created},
		{name: "new and pinned by `sha256`, changed between plan and apply", data: certificate, afterPlan: rewrite(rsaCertificate),
			arguments: func(b *bench) map[string]any {
				return map[string]any{"source": b.path(), "sha256": digest(certificate(b.t))}
			}, plan: created, apply: "error: Unexpected contents"},
		{name: "`source` known after apply, new file", arguments: applied("source", thePath, nil), afterPlan: rewrite(certificate), plan: created},
		{name: "`source` known after apply, changed file", data: certificate, before: there, arguments: applied("source", thePath, nil), afterPlan: rewrite(otherCertificate), plan: updated},
		{name: "`source` known after apply, unchanged file", data: certificate, before: there, arguments: applied("source", thePath, nil), plan: updated, apply: "nothing uploaded"},
		{name: "`content` known after apply", data: certificate, arguments: applied("content", func(b *bench) any { return string(certificate(b.t)) }, nil), plan: created},
		{name: "`content_base64` known after apply", data: certificate, arguments: applied("content_base64", func(b *bench) any { return "YQ==" }, nil), plan: created, apply: "1 other bytes stored"},
		{name: "`key_format` known after apply", data: pkcs8Key, arguments: func(b *bench) map[string]any {
			return applied("key_format", func(*bench) any { return "unchanged" }, map[string]any{"source": b.path()})(b)
		}, plan: created},
		{name: "`sha256` known after apply", data: certificate, arguments: func(b *bench) map[string]any {
			return applied("sha256", func(*bench) any { return digest(certificate(b.t)) }, map[string]any{"source": b.path()})(b)
		}, plan: created},
		{name: "`key_format` changed", data: pkcs8Key, before: there, arguments: source("key_format", "unchanged"), plan: updated},
		{name: "`verify = \"always\"`", data: certificate, before: source("verify", "always"), arguments: source("verify", "always"), plan: nothing},
		{name: "`ignore_changes = all`, local file changed", data: certificate, before: there, between: rewrite(otherCertificate), arguments: ignoring, plan: nothing},
		{name: "`ignore_changes = all`, local file missing", data: certificate, before: there, between: remove, arguments: ignoring, plan: nothing},
		{name: "write-only secret, unchanged", before: secret(1), arguments: secret(1), plan: nothing},
		{name: "write-only secret, absent", before: secret(1), arguments: absent(1), plan: nothing},
		{name: "write-only secret, absent, version raised", before: secret(1), arguments: absent(2), plan: "error: Missing contents", destroy: "error: Missing contents"},
		{name: "write-only secret, absent, changed on the server", before: secret(1), arguments: absent(1), between: onServer(spoilt),
			plan: updated + "; warning: Missing contents", apply: "error: Missing contents", destroy: deleted},
		{name: "write-only secret, version raised", before: secret(1), arguments: secret(2), plan: updated, apply: "nothing uploaded"},
		{name: "write-only secret without a version, changed", before: just(map[string]any{"content_wo": "old\n"}), arguments: just(map[string]any{"content_wo": "new\n"}), plan: updated, apply: "4 other bytes stored"},
		{name: "imported text, generated configuration", imports: true, between: func(b *bench) { b.server.PutFile(b.name, []byte("a note\n")) }, arguments: just(map[string]any{"overwrite": false}), plan: nothing},
		{name: "imported key, generated configuration", imports: true, between: func(b *bench) { b.server.PutFile(b.name, ecKey(b.t)) }, arguments: just(map[string]any{"overwrite": false}), plan: nothing},
		{name: "imported text, `content` the same", imports: true, between: func(b *bench) { b.server.PutFile(b.name, []byte("a note\n")) }, arguments: just(map[string]any{"content": "a note\n"}), plan: nothing},
		{name: "imported certificate in CR LF", data: certificate, imports: true, between: func(b *bench) { b.server.PutFile(b.name, withCR(certificate(b.t))) }, plan: updated},
		{name: "endpoint known after apply, new file", data: certificate, provider: map[string]any{"endpoint": unknown}, plan: created},
		{name: "password known after apply, new file", data: certificate, provider: map[string]any{"password": unknown}, plan: created},
		{name: "endpoint known after apply, file in the state", data: certificate, before: there, provider: map[string]any{"endpoint": unknown},
			plan: "error: Unable to read the private file", destroy: "error: Unable to read the private file"},
	}
	return in("Over the life of a configuration", rows)
}
