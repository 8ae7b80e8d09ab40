// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/client"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/deployment"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// deployer deploys certificates of one authority to a server, each time
// with a new client.
type deployer struct {
	server *emulator.Server
	ca     *certstest.Authority
	pins   bool // clients trust just the certificate that is served when they begin
}

func newDeployer(t *testing.T, skin emulator.Skin) deployer {
	t.Helper()
	ca, err := certstest.New()
	if err != nil {
		t.Fatal(err)
	}
	return deployer{newSite(t, emulator.Options{Skin: skin}).Server, ca, false}
}

// client trusts the authority of a certificate, or the certificate served now.
func (d deployer) client(t *testing.T, issued *certstest.Issued) *client.Client {
	t.Helper()
	config := confproxy.Config{Endpoint: d.server.URL(), Password: "asd", RequestTimeout: patience}
	if d.pins {
		config.CertificateFingerprint = certs.Fingerprint(d.server.Leaf())
	} else {
		config.CACertPEM = issued.RootPEM
	}
	return admin.Connect(t, config)
}

func (d deployer) issue(t *testing.T, name string) *certstest.Issued {
	t.Helper()
	issued, err := d.ca.Issue(certstest.Leaf{CommonName: name, IPs: []net.IP{net.IPv4(127, 0, 0, 1)}})
	if err != nil {
		t.Fatal(err)
	}
	return issued
}

// deploy uploads the files, in this order, and makes the server present them.
func (d deployer) deploy(t *testing.T, name string, issued *certstest.Issued, key []byte, phrase *string) {
	t.Helper()
	client := d.client(t, issued)
	for _, file := range []struct {
		kind string
		data []byte
	}{{".cer", issued.CertPEM}, {".key", key}, {".crt", issued.ChainPEM}} {
		if _, err := client.PutFile(t.Context(), name+file.kind, certs.NewContent(file.data), confproxy.Precondition{}); err != nil {
			t.Fatalf("%s%s: %v", name, file.kind, err)
		}
	}
	want := confproxy.Values{
		confproxy.UseSSL: confproxy.YesNo(true), confproxy.Certificate: confproxy.TextValue("objects/" + name + ".cer"),
		confproxy.Key: confproxy.TextValue("objects/" + name + ".key"), confproxy.CertificateChain: confproxy.TextValue("objects/" + name + ".crt"),
	}
	if phrase != nil {
		want[confproxy.KeyPassphrase] = confproxy.Value{}
	}
	_, err := client.Deploy(t.Context(), deployment.Deployment{
		Want: want, Passphrase: phrase, SendPassphrase: phrase != nil, Resave: true,
		Live: deployment.LiveCheck{Enabled: true, Timeout: patience},
	})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if leaf := d.server.Leaf(); leaf == nil || !leaf.Equal(issued.Cert) {
		t.Fatalf("%s: it is not served (%v)", name, d.server.TLSError())
	}
}

// Between the uploads of a certificate and of its key under the current names,
// a server that reads them at once has files that do not match, and TLS fails.
// If no connection survives, the client returns over the plain endpoint.
func TestFilesReplacedInPlace(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		skin emulator.Skin
		pins bool
	}{
		"redirected":         {emulator.Skin{PlainHTTP: "redirected"}, false},
		"redirected, pinned": {emulator.Skin{PlainHTTP: "redirected"}, true},
		"refused":            {emulator.Skin{PlainHTTP: "refused", SaveAnswer: "see-other"}, false},
		"refused, pinned":    {emulator.Skin{PlainHTTP: "refused", SaveAnswer: "see-other"}, true},
		"kept":               {emulator.Skin{PlainHTTP: "kept"}, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			skin := test.skin
			skin.CertReread, skin.BadPair, skin.PlainIfBroken, skin.Closes = "on-upload", "closes", true, true
			d := newDeployer(t, skin)
			d.pins = test.pins
			for _, leaf := range []string{"the first", "the second", "the third"} {
				issued := d.issue(t, leaf)
				d.deploy(t, "server", issued, issued.KeyPEM, nil)
			}
		})
	}
}

// From one encrypted key to another with another passphrase: between the two
// writes the server cannot open the key, and TLS fails. If no connection
// survives, the client returns over the plain endpoint.
func TestKeysOfTwoPassphrases(t *testing.T) {
	t.Parallel()
	skins := map[string]emulator.Skin{
		"connections are kept":             {PlainHTTP: "redirected"},
		"plain as long as TLS fails":       {PlainHTTP: "redirected", PlainIfBroken: true, Closes: true},
		"plain as long, form in a frame":   {PlainHTTP: "redirected", PlainIfBroken: true, Closes: true, PassphraseForm: "frame", Tokens: true},
		"plain as long, closed afterwards": {PlainHTTP: "refused", PlainIfBroken: true, Closes: true, SaveAnswer: "see-other"},
		"plain always":                     {PlainHTTP: "kept", Closes: true},
	}
	for name, skin := range skins {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDeployer(t, skin)
			for _, phrase := range []string{"the first", "the second"} {
				issued := d.issue(t, phrase)
				encrypted, err := issued.EncryptedKeyPEM(phrase)
				if err != nil {
					t.Fatal(err)
				}
				d.deploy(t, phrase, issued, encrypted, &phrase)
				if got := d.server.Passphrase(); got != phrase {
					t.Errorf("the passphrase that arrived is %q, want %q", got, phrase)
				}
			}
		})
	}
}

// The session ends just before the important request: it is sent again after a
// login, and takes effect once.
func TestSessionEndsInTheMiddle(t *testing.T) {
	t.Parallel()
	data := []byte("contents\r\n")
	skin := emulator.Skin{ConfirmDelete: "link", ConfirmRestart: "link"}
	for name, test := range map[string]struct {
		at product.Class
		do func(ctx context.Context, s *site) error
	}{
		"download": {product.Download, func(ctx context.Context, s *site) error {
			read, _, err := s.client.ReadFile(ctx, "a.txt")
			if err == nil && !bytes.Equal(read, data) {
				err = fmt.Errorf("read: %q", read)
			}
			return err
		}},
		"confirmation of a deletion": {product.Confirm, func(ctx context.Context, s *site) error {
			err := s.client.DeleteFile(ctx, "a.txt")
			if _, ok := s.Files()["a.txt"]; err == nil && ok {
				err = errors.New("the file is still there")
			}
			return err
		}},
		"confirmation of a restart": {product.Confirm, func(ctx context.Context, s *site) error {
			free, err := product.FreePort("127.0.0.1")
			if err != nil {
				return err
			}
			ports := append(slices.Clone(s.Ports()), free)
			_, err = s.client.Deploy(ctx, deployment.Deployment{Want: confproxy.Values{confproxy.Ports: portsValue(ports)}, Restart: true})
			if err == nil && !slices.Equal(s.Ports(), ports) {
				err = fmt.Errorf("bound are %v, wanted %v", s.Ports(), ports)
			}
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, emulator.Options{Skin: skin})
			s.PutFile("a.txt", data)
			s.Inject(product.Fault{Kind: product.SessionDropped, Match: product.Of(test.at)})
			if err := test.do(t.Context(), s); err != nil {
				t.Error(err)
			}
		})
	}
}
