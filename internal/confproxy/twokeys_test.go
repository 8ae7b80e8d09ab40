// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy_test

import (
	"encoding/pem"
	"net"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
)

// From one encrypted key to another with another passphrase: between the two
// writes the server cannot open the key, and TLS fails. Where no connection
// outlives that, the way is back over the plain endpoint.
func TestKeysOfTwoPassphrases(t *testing.T) {
	t.Parallel()
	skins := map[string]emulator.Skin{
		"connections are kept":             {PlainHTTP: emulator.PlainRedirected},
		"plain as long as TLS fails":       {PlainHTTP: emulator.PlainRedirected, PlainIfBroken: true, Closes: true},
		"plain as long, form in a frame":   {PlainHTTP: emulator.PlainRedirected, PlainIfBroken: true, Closes: true, PassphraseForm: emulator.PassphraseFrame, Tokens: true},
		"plain as long, closed afterwards": {PlainHTTP: emulator.PlainRefused, PlainIfBroken: true, Closes: true, SaveAnswer: emulator.AnswerSeeOther},
		"plain always":                     {PlainHTTP: emulator.PlainKept, Closes: true},
	}
	ca, err := certstest.New()
	if err != nil {
		t.Fatal(err)
	}
	for name, skin := range skins {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newSite(t, emulator.Options{Skin: skin}).Server
			for _, phrase := range []string{"the first", "the second"} {
				client, err := confproxy.New(confproxy.Config{
					Endpoint: server.URL(), Password: "asd", CACertPEM: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: ca.Root().Raw}), RequestTimeout: patience,
				})
				if err != nil {
					t.Fatal(err)
				}
				issued, err := ca.Issue(certstest.Leaf{CommonName: phrase, IPs: []net.IP{net.IPv4(127, 0, 0, 1)}})
				if err != nil {
					t.Fatal(err)
				}
				encrypted, err := issued.EncryptedKeyPEM(phrase)
				if err != nil {
					t.Fatal(err)
				}
				for kind, data := range map[string][]byte{".cer": issued.CertPEM, ".key": encrypted, ".crt": issued.ChainPEM} {
					if _, err := client.WritePrivateFile(t.Context(), phrase+kind, data, false); err != nil {
						t.Fatal(err)
					}
				}
				_, err = client.ChangeHTTPTSSL(t.Context(), confproxy.Change{
					Want: confproxy.Settings{
						confproxy.UseSSL: confproxy.YesNo(true), confproxy.Certificate: confproxy.TextValue("objects/" + phrase + ".cer"),
						confproxy.Key: confproxy.TextValue("objects/" + phrase + ".key"), confproxy.CertificateChain: confproxy.TextValue("objects/" + phrase + ".crt"),
						confproxy.KeyPassphrase: {},
					},
					Passphrase: &phrase, SendPassphrase: true, Live: confproxy.LiveCheck{Enabled: true, Timeout: patience},
				})
				if err != nil {
					t.Fatalf("%s: %v", phrase, err)
				}
				if leaf := server.Leaf(); leaf == nil || !leaf.Equal(issued.Cert) {
					t.Fatalf("%s: it is not served (%v)", phrase, server.TLSError())
				}
				if got := server.Passphrase(); got != phrase {
					t.Errorf("the passphrase that arrived is %q, want %q", got, phrase)
				}
			}
		})
	}
}
