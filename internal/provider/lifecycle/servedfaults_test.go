// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"bytes"
	"slices"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// faultBehindNames is a change of the server or of the configuration that keeps
// all names.
type faultBehindNames struct {
	name    string
	managed bool
	down    bool // TLS is down afterwards
	relocks bool // the key needs another passphrase than before
	byCLI   bool // the CLI repairs it, too; it would show nothing new of the others
	// mistake is declared first, and refused with the text of refused; nil for none.
	mistake func(*stableSite)
	refused string
	happens func(*stableSite)
	says    string // a text of the apply that repairs it; "" for none
	// killed is the request at which engine and provider, if they are processes,
	// are killed before the repair: files and settings are complete by then, and
	// the passphrase or the restart is missing; "" for none.
	killed product.Class
}

// At first, only the server has the passphrase of the key.
var faultsBehindNames = []faultBehindNames{
	{
		name: "certificate of another key, then renewed, with another port, in a grid", managed: true, byCLI: true, killed: product.Restart,
		mistake: func(s *stableSite) { s.write("certificate/server.crt", s.foreign().CertPEM) }, refused: "Key and certificate do not match",
		happens: func(s *stableSite) {
			s.issue()
			extra, err := product.FreePort("127.0.0.1")
			if err != nil {
				s.tb.Fatal(err)
			}
			s.ports = append(s.server.Ports(), extra)
		},
		says: "takes effect on the others when they are restarted: 2, 3.",
	},
	{
		name: "ports no longer configured, then the key protected", managed: true,
		mistake: func(s *stableSite) { s.ports = nil }, refused: "which the client uses to manage the server. Nothing was changed.",
		happens: func(s *stableSite) { s.ports = s.server.Ports(); s.encrypt("the first passphrase") },
	},
	{name: "key protected anew", managed: true, relocks: true, happens: func(s *stableSite) { s.encrypt("another passphrase") }},
	{name: "renewed, key and passphrase too", managed: true, relocks: true, byCLI: true, killed: product.Passphrase, happens: func(s *stableSite) {
		s.issue()
		s.encrypt("a third passphrase")
	}},
	{
		name: "encrypted PKCS#8, then renewed without", managed: true, down: true,
		mistake: func(s *stableSite) { s.write("certificate/server.key", s.encryptedPKCS8()) },
		refused: "A likely cause is the key: it is in the form encrypted PKCS#8",
		happens: func(s *stableSite) { s.issue(); s.passphrase = "" },
	},
	{name: "foreign pair", managed: true, happens: func(s *stableSite) {
		foreign := s.foreign()
		s.put(foreign, certs.NewContent(foreign.KeyPEM).Traditional().Bytes())
		s.restart()
	}},
	{name: "certificate deleted, TLS down", managed: true, down: true, byCLI: true, happens: func(s *stableSite) { s.server.RemoveFile("server.cer"); s.restart() }},
	{name: "key replaced, TLS down", managed: true, down: true, happens: func(s *stableSite) {
		s.server.PutFile("server.key", s.foreign().KeyPEM)
		s.restart()
	}},
	{name: "chain corrected", managed: true, happens: func(s *stableSite) {
		s.write("certificate/chain.crt", append(slices.Clone(s.served.ChainPEM), s.served.RootPEM...))
	}},
	{name: "line endings", managed: true, happens: func(s *stableSite) {
		s.server.PutFile("server.cer", []byte(strings.ReplaceAll(string(s.served.CertPEM), "\n", "\r\n")))
	}},
	{name: "byte order mark, TLS down", managed: true, down: true, happens: func(s *stableSite) {
		s.server.PutFile("server.cer", []byte("\xef\xbb\xbf"+string(s.served.CertPEM)))
		s.restart()
	}},
	{name: "unmanaged files replaced by hand", happens: func(s *stableSite) { s.issue(); s.putUnmanaged() }},
}

// answersWithoutTLS reports whether a server whose TLS is down can be reached.
func answersWithoutTLS(skin emulator.Skin) bool {
	return skin.PlainHTTP == "kept" || skin.PlainIfBroken
}

// keepsConnections reports whether a passphrase can be replaced: over TLS, that
// needs a connection that stays open.
func keepsConnections(s *stableSite) bool {
	return !s.server.Skin().Closes || s.endpoint() != s.server.HTTPSURL()
}

// begin prepares the server for the first apply.
func (s *stableSite) begin() {
	s.tb.Helper()
	if !s.managed {
		s.putUnmanaged()
		return
	}
	s.encrypt("known only to the server")
	s.server.SetSecret("HTTPT SSL key passphrase", s.passphrase)
	s.passphrase = ""
}

// encrypt declares the key in traditional form, encrypted.
func (s *stableSite) encrypt(passphrase string) {
	s.tb.Helper()
	s.passphrase = passphrase
	key, err := certs.NewContent(s.encryptedPKCS8()).Keys()[0].Traditional([]byte(passphrase))
	if err != nil {
		s.tb.Fatal(err)
	}
	s.write("certificate/server.key", key)
}

func (s *stableSite) encryptedPKCS8() []byte {
	s.tb.Helper()
	key, err := s.served.EncryptedKeyPEM(s.passphrase)
	if err != nil {
		s.tb.Fatal(err)
	}
	return key
}

// mustRefuse expects an apply that fails with a text and changes neither the files
// nor the presented certificate.
func (s *stableSite) mustRefuse(text string, apply func() (said string, failed bool)) {
	s.tb.Helper()
	files, leaf := s.server.Files(), s.server.Leaf()
	said, failed := apply()
	if !failed {
		s.tb.Fatalf("expected an apply that fails\n%s", said)
	}
	s.mustSay(said, text)
	for name, file := range s.server.Files() {
		if !bytes.Equal(file.Data, files[name].Data) {
			s.tb.Errorf("%s has changed\n%s", name, said)
		}
	}
	if now := s.server.Leaf(); now == nil || !now.Equal(leaf) {
		s.tb.Fatalf("the presented certificate has changed (%v)\n%s", s.server.TLSError(), said)
	}
}

// mustSay expects a text, ignoring line breaks.
func (s *stableSite) mustSay(said, text string) {
	s.tb.Helper()
	if !strings.Contains(unbroken(said), text) {
		s.tb.Fatalf("expected %q, got:\n%s", text, said)
	}
}
