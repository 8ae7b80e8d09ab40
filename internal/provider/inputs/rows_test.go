// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package inputs

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
)

// from sets the contents by an argument other than source.
func from(argument string) func(*bench) map[string]any {
	return func(b *bench) map[string]any {
		data, err := os.ReadFile(b.path())
		if err != nil {
			b.t.Fatal(err)
		}
		all := map[string]any{argument: string(data)}
		if argument == "content_base64" {
			all[argument] = base64.StdEncoding.EncodeToString(data)
		}
		return all
	}
}

// source sets the contents by the local file, with other arguments.
func source(more ...any) func(*bench) map[string]any {
	return func(b *bench) map[string]any {
		all := map[string]any{"source": b.path()}
		for i := 0; i+1 < len(more); i += 2 {
			all[more[i].(string)] = more[i+1]
		}
		return all
	}
}

func just(arguments map[string]any) func(*bench) map[string]any {
	return func(*bench) map[string]any { return arguments }
}

func warned(summaries string) string { return created + "; warning: " + summaries }

func fileRows() []row {
	const notChecked = "Certificate not checked"
	rows := []row{
		{name: "certificate, ECDSA", data: certificate},
		{name: "certificate, RSA", data: rsaCertificate},
		{name: "certificate, Ed25519", data: edCertificate},
		{name: "certificate with its chain and root", data: joined(certificate, chain, root)},
		{name: "certificate with text before it", data: by(certificate, "x509", "-text")},
		{name: "trusted certificate of OpenSSL", data: by(certificate, "x509", "-trustout")},
		{name: "expired certificate", data: expired, plan: warned("Certificate has expired")},
		{name: "certificate that is not valid yet", data: future, plan: warned("Certificate is not valid yet")},
		{name: "certificate with a negative serial number", data: selfSigned(ecKey, "-set_serial", "-5")},
		{name: "certificate on a brainpool curve", data: selfSigned(brainpool), plan: warned(notChecked)},
		{name: "certificate on secp256k1", data: selfSigned(curve("secp256k1")), plan: warned(notChecked)},
		{name: "certificate, Ed448", data: selfSigned(ed448)},
		{name: "certificate, RSA-PSS", data: selfSigned(rsaPSS)},
		{name: "certificate, DSA", data: selfSigned(dsa)},
		{name: "certificate and key in one file", data: joined(certificate, ecKey), plan: warned("Certificate and private key in one file")},
		{name: "certificate block without a certificate", data: constant("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), plan: warned(notChecked)},
		{name: "truncated certificate", data: changed(certificate, func(b []byte) []byte { return append(b[:len(b)-40], '\n') }), plan: warned("Invalid PEM")},
		{name: "certificate in DER", data: derCert},
		{name: "base64 of DER without BEGIN and END", data: bare},
		{name: "PKCS#7 in PEM", data: pkcs7},
		{name: "PKCS#7 in DER", data: pkcs7DER},
		{name: "PKCS#12", data: pkcs12},
		{name: "certificate signing request", data: once(func(t *testing.T) []byte {
			return certstest.RunOpenSSL(t, nil, "req", "-new", "-key", certstest.File(t, ecKey(t)), "-subj", "/CN=x")
		})},
		{name: "public key", data: by(ecKey, "pkey", "-pubout")},
		{name: "text", data: constant("a note\n")},
		{name: "text with a sample of a PEM block", data: constant("Paste it like this:\n-----BEGIN CERTIFICATE-----\nMIIC...\n-----END CERTIFICATE-----\n"), plan: warned("Invalid PEM")},
		{name: "CSV with CR LF", data: constant("a;b\r\n1;2\r\n")},
		{name: "XML in UTF-16", data: utf16(constant("<?xml version=\"1.0\"?>\r\n<a/>\r\n"))},
		{name: "ZIP archive", data: constant("PK\x03\x04\x00\x01\r\n\xff")},
		{name: "PGP message", data: constant("-----BEGIN PGP MESSAGE-----\n\nhQEMA5vJ\n=abcd\n-----END PGP MESSAGE-----\n")},
		{name: "empty file", data: constant(""), plan: "error: Invalid source"},
	}
	return in("Files", rows)
}

func keyRows() []row {
	const notChecked = "Private key not checked"
	rows := []row{
		{name: "RSA, PKCS#1", data: rsaKey},
		{name: "RSA, PKCS#8", data: rsaPKCS8, apply: converted},
		{name: "EC, SEC 1", data: ecKey},
		{name: "EC, SEC 1 with parameters", data: by(nil, "ecparam", "-name", "prime256v1", "-genkey")},
		{name: "EC, PKCS#8", data: pkcs8Key, apply: converted},
		{name: "EC on P-521, PKCS#8", data: by(curve("secp521r1"), "pkcs8", "-topk8", "-nocrypt"), apply: converted},
		{name: "EC, PKCS#8, `key_format = \"unchanged\"`", data: pkcs8Key, arguments: source("key_format", "unchanged")},
		{name: "EC, PKCS#8, by `content_base64`", data: pkcs8Key, arguments: from("content_base64"), validate: accepted + "; warning: Private key in the state", plan: warned("Private key in the state")},
		{name: "EC, PKCS#8, by `content`", data: pkcs8Key, arguments: from("content"), validate: accepted + "; warning: Private key in the state", plan: warned("Private key in the state"), apply: converted + "; warning: Private key in the state"},
		{name: "EC, PKCS#8, by `content_wo`", data: pkcs8Key, arguments: from("content_wo"), apply: converted},
		{name: "encrypted, PKCS#8", data: encrypted, plan: warned("Key is encrypted PKCS#8")},
		{name: "encrypted, PKCS#8, `key_format = \"unchanged\"`", data: encrypted, arguments: source("key_format", "unchanged")},
		{name: "encrypted, PKCS#8 with PBES1", data: by(pkcs8Key, "pkcs8", "-topk8", "-v1", "PBE-SHA1-3DES", "-passout", "pass:x"), plan: warned("Key is encrypted PKCS#8")},
		{name: "encrypted, traditional, AES", data: legacy},
		{name: "encrypted, traditional, triple DES", data: by(rsaKey, "rsa", "-traditional", "-des3", "-passout", "pass:x")},
		{name: "Ed25519", data: edKey, plan: warned("Key is Ed25519")},
		{name: "Ed448", data: ed448, plan: warned(notChecked)},
		{name: "EC on a brainpool curve", data: brainpool, plan: warned(notChecked)},
		{name: "EC on secp256k1, PKCS#8", data: by(curve("secp256k1"), "pkcs8", "-topk8", "-nocrypt"), plan: warned(notChecked)},
		{name: "DSA", data: dsa, plan: warned(notChecked)},
		{name: "RSA-PSS", data: rsaPSS, plan: warned(notChecked)},
		{name: "OpenSSH", data: constant(opensshText), plan: warned(notChecked)},
		{name: "two in one file", data: joined(ecKey, rsaKey)},
		{name: "key in DER", data: by(ecKey, "ec", "-outform", "DER")},
	}
	return in("Private keys", rows)
}

func encodingRows() []row {
	crlf := func(from made) made { return replaced(from, "\n", "\r\n") }
	rows := []row{
		{name: "CR LF", data: crlf(certificate), apply: normalised},
		{name: "CR only", data: replaced(certificate, "\n", "\r"), apply: normalised},
		{name: "byte order mark", data: joined(constant("\ufeff"), certificate), apply: normalised},
		{name: "byte order mark between two", data: joined(certificate, constant("\ufeff"), chain), apply: normalised},
		{name: "UTF-16", data: utf16(certificate), apply: normalised},
		{name: "no line break at the end", data: changed(certificate, bytes.TrimSpace), apply: normalised},
		{name: "NUL byte at the end", data: joined(certificate, constant("\x00")), apply: normalised},
		{name: "one long line of base64", data: changed(certificate, func(b []byte) []byte {
			lines := strings.Split(strings.TrimSpace(string(b)), "\n")
			return []byte(lines[0] + "\n" + strings.Join(lines[1:len(lines)-1], "") + "\n" + lines[len(lines)-1] + "\n")
		})},
		{name: "CR LF, by `content`", data: crlf(certificate), arguments: from("content"), apply: normalised},
		{name: "CR LF, by `content_wo`", data: crlf(certificate), arguments: from("content_wo"), apply: normalised},
		{name: "CR LF, by `content_base64`", data: crlf(certificate), arguments: from("content_base64")},
		{name: "comment in Latin-1 before it", data: joined(constant("# Zertifikat f\xfcr\n"), certificate)},
	}
	return in("Encodings of a certificate in PEM", rows)
}

func nameRows() []row {
	const invalid = "error: Invalid name"
	note := constant("a note\n")
	rows := []row{
		{name: "Unicode", fileName: "証明書.cer", data: certificate},
		{name: "spaces, brackets and quotes", fileName: "server cert (2026) \"a\".cer", data: certificate},
		{name: "slash", fileName: "a/b", data: note, validate: invalid},
		{name: "backslash", fileName: `a\b`, data: note, validate: invalid},
		{name: "leading dot", fileName: ".a", data: note, validate: invalid},
		{name: "control character", fileName: "a\tb", data: note, validate: invalid},
		{name: "256 bytes", fileName: strings.Repeat("x", 256), data: note, validate: invalid},
		{name: "`software_policy.xml`", fileName: "software_policy.xml", data: note, validate: invalid},
		{name: "`software_policy.xml.csig`", fileName: "software_policy.xml.csig", data: note, validate: invalid},
		{
			name: "`web_content___…`", fileName: "web_content___users__main__join__1.html", data: note,
			validate: accepted + "; warning: File changes a public page", plan: warned("File changes a public page"),
		},
	}
	return in("Names", rows)
}

func argumentRows() []row {
	rows := []row{
		{name: "two kinds of contents", arguments: just(map[string]any{"content": "a", "content_wo": "a"}), validate: "error: Conflicting contents"},
		{name: "no contents", arguments: just(nil), plan: "error: Missing contents"},
		{name: "`content = \"\"`", arguments: just(map[string]any{"content": ""}), validate: "error: Invalid content"},
		{name: "`content_base64` that is not base64", arguments: just(map[string]any{"content_base64": "a!"}), validate: "error: Invalid content_base64"},
		{name: "`content_wo_version` beside `content`", arguments: just(map[string]any{"content": "a", "content_wo_version": 1}), validate: "error: Version without content_wo"},
		{name: "`source` that does not exist", plan: "error: Invalid source"},
		{name: "`source` that is a folder", arguments: func(b *bench) map[string]any { return map[string]any{"source": b.folder} }, plan: "error: Invalid source"},
		{name: "`source` that is a FIFO", arguments: func(b *bench) map[string]any { return map[string]any{"source": filepath.Join(b.folder, "fifo")} }, between: func(b *bench) {
			if err := syscall.Mkfifo(filepath.Join(b.folder, "fifo"), 0o600); err != nil {
				b.t.Skip(err)
			}
		}, plan: "error: Invalid source"},
		{name: "`sha256` of other contents", data: certificate, arguments: source("sha256", strings.Repeat("0", 64)), plan: "error: Unexpected contents"},
		{name: "unknown `key_format`", data: certificate, arguments: source("key_format", "pkcs1"), validate: "error: Invalid Attribute Value Match"},
	}
	return in("Arguments", rows)
}

func in(group string, rows []row) []row {
	for i := range rows {
		rows[i].group = group
	}
	return rows
}
