// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs_test

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/check"
)

// traces are the forms in which secret bytes could occur in a text.
func traces(secret []byte) []string {
	middle := secret[len(secret)/2:]
	middle = middle[:min(len(middle), 8)]
	list := strings.Trim(fmt.Sprintf("%d", middle), "[]")
	return []string{
		string(middle), hex.EncodeToString(middle), strings.ToUpper(hex.EncodeToString(middle)),
		base64.StdEncoding.EncodeToString(secret), list, strings.ReplaceAll(list, " ", ", "), strings.ReplaceAll(list, " ", ","),
		strings.Trim(strings.TrimPrefix(fmt.Sprintf("%#v", middle), "[]byte"), "{}"),
	}
}

// tracesOfPEM adds the lines of the body.
func tracesOfPEM(text []byte) []string {
	block, _ := pem.Decode(text)
	all := append(traces(text), traces(block.Bytes)...)
	for line := range strings.SplitSeq(string(text), "\n") {
		if len(line) >= 20 && !strings.HasPrefix(line, "-----") {
			all = append(all, line)
		}
	}
	return all
}

// printed returns everything that a value may be formatted as by accident.
func printed(t *testing.T, value any) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%d", "%o", "%c", "%U"} {
		texts[verb] = fmt.Sprintf(verb, value)
	}
	if encoded, err := json.Marshal(value); err == nil {
		texts["json"] = string(encoded)
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("text", "value", value)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("json", "value", value)
	texts["slog"] = log.String()
	return texts
}

// TestSecretsDoNotPrint prints every value with or about a secret.
func TestSecretsDoNotPrint(t *testing.T) {
	t.Parallel()
	signer, err := certstest.Algorithms["Ed25519"]()
	p := certstest.Sign(t, nil, certstest.Must(t, signer, err))
	plain, encrypted := p.KeyPEM(t), legacyKey(t, x509.PEMCipherAES256)
	other := certstest.Sign(t, nil, nil)
	secrets := append(tracesOfPEM(plain), tracesOfPEM(encrypted)...)
	secrets = append(secrets, traces([]byte(passphrase))...)
	secrets = append(secrets, passphrase)

	contents := []*certs.Content{certstest.Parse(t, plain), certstest.Parse(t, encrypted)}
	values := map[string]any{"contents": contents, "content": *contents[0], "nested content": struct {
		a certs.Content
		b *certs.Content
	}{*contents[0], contents[1]}, "secret": certs.Secret(passphrase)}
	for i, content := range contents {
		key := content.Keys()[0]
		_, missing := key.Open(nil)
		_, wrong := key.Open([]byte(passphrase + "!"))
		values[fmt.Sprint("key ", i)] = key
		values[fmt.Sprint("copied key ", i)] = *key
		values[fmt.Sprint("wrapped key ", i)] = struct {
			A any
			b *certs.Key
			c certs.Key
		}{*key, key, *key}
		values[fmt.Sprint("mapped key ", i)] = map[string]any{"key": *key, "keys": []certs.Key{*key}}
		values[fmt.Sprint("missing passphrase ", i)] = missing
		values[fmt.Sprint("wrong passphrase ", i)] = wrong
	}
	for name, key := range map[string][]byte{"plain": plain, "encrypted": encrypted} {
		deployment := check.Deployment{
			Certificate: check.File{Path: "c", Content: certs.NewContent(other.PEM())}, Key: check.File{Path: "k", Content: certs.NewContent(key)},
			Chain: &check.File{Path: "h", Content: certs.NewContent(key)}, Passphrase: []byte(passphrase + "!"), ServerName: "x.example", Now: certstest.Now,
		}
		values["deployment "+name], values["findings "+name] = deployment, deployment.Check()
		damaged := map[string][]byte{
			"cut":        key[:len(key)-40],
			"no begin":   key[20:],
			"no END":     bytes.Replace(key, []byte("-----END"), []byte("----END"), 1),
			"one line":   bytes.ReplaceAll(key, []byte("\n"), nil),
			"character":  append(append(bytes.Clone(key[:90]), '!'), key[90:]...),
			"less":       append(bytes.Clone(key[:90]), key[91:]...),
			"indented":   bytes.ReplaceAll(key, []byte("\n"), []byte("\n  ")),
			"mislabeled": bytes.ReplaceAll(key, []byte("PRIVATE KEY"), []byte("CERTIFICATE")),
			"joined":     bytes.Replace(key, []byte("\n-----END"), []byte("-----END"), 1),
			"joined too": bytes.Replace(key, []byte("-----\n"), []byte("-----"), 1),
		}
		for how, text := range damaged {
			content := certs.NewContent(text)
			err := content.Err()
			for _, certificate := range content.Certificates() {
				err = errors.Join(err, certs.Problem(certificate))
			}
			for _, key := range content.Keys() {
				err = errors.Join(err, key.Problem)
			}
			if err == nil && how != "no begin" {
				t.Errorf("%s, %s: no error", name, how)
			}
			values["error "+name+", "+how], values["content "+name+", "+how] = err, content
		}
	}
	for name, value := range values {
		for form, text := range printed(t, value) {
			for _, secret := range secrets {
				if strings.Contains(text, secret) {
					t.Errorf("%s shows a secret by %s: %s", name, form, text)
					break
				}
			}
		}
	}
}

func TestKeyDescribesItself(t *testing.T) {
	t.Parallel()
	for want, text := range map[string][]byte{
		"private key (PKCS#8, ECDSA)":         certstest.Sign(t, nil, nil).KeyPEM(t),
		"private key (DEK-Info, AES-256-CBC)": legacyKey(t, x509.PEMCipherAES256),
	} {
		key := certstest.Parse(t, text).Keys()[0]
		encoded, err := json.Marshal(key)
		if key.String() != want || key.GoString() != want || key.LogValue().String() != want || string(certstest.Must(t, encoded, err)) != `"`+want+`"` {
			t.Errorf("%s, %s, %s, %s; expected %s", key, key.GoString(), key.LogValue(), encoded, want)
		}
	}
}
