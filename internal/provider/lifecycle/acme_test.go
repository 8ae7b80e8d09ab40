// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"os/exec"
	"path/filepath"
	"testing"

	"golang.org/x/crypto/acme"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
)

// acmeServer is an ACME authority.
type acmeServer struct {
	Directory string `json:"directory"`
	ServerPEM string `json:"server_pem"`
	RootPEM   string `json:"root_pem"`
}

// startACME builds and starts tools/acmeserver, which exits when its standard
// input is closed, even if the test is killed.
func startACME(t *testing.T) *acmeServer {
	t.Helper()
	program := filepath.Join(t.TempDir(), "acmeserver")
	shell(t, filepath.Join(root, "tools"), nil, "go", "build", "-o", program, "./acmeserver")
	command := exec.Command(program)
	var said bytes.Buffer
	command.Stderr = &said
	in, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	var server acmeServer
	err = json.NewDecoder(out).Decode(&server)
	t.Cleanup(func() {
		_ = in.Close()
		if err := command.Wait(); err != nil || t.Failed() {
			t.Logf("the ACME server (%v):\n%s", err, &said)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return &server
}

// client registers an account.
func (s *acmeServer) client(t *testing.T) *acme.Client {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(s.ServerPEM))
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}
	t.Cleanup(transport.CloseIdleConnections)
	client := &acme.Client{Key: key, DirectoryURL: s.Directory, HTTPClient: &http.Client{Transport: transport}}
	if _, err := client.Register(t.Context(), &acme.Account{}, acme.AcceptTOS); err != nil {
		t.Fatal(err)
	}
	return client
}

// order orders a certificate for the name of the server, with a new key.
func (s *acmeServer) order(t *testing.T, client *acme.Client) *certstest.Issued {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	request, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{DNSNames: []string{serverName}}, key)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	issued := s.sign(t, client, request)
	issued.Signer, issued.KeyPEM = key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	return issued
}

// sign gets a certificate for a request.
func (s *acmeServer) sign(t *testing.T, client *acme.Client, request []byte) *certstest.Issued {
	t.Helper()
	order, err := client.AuthorizeOrder(t.Context(), acme.DomainIDs(serverName))
	if err != nil {
		t.Fatal(err)
	}
	for _, url := range order.AuthzURLs {
		authorize(t, client, url)
	}
	if order, err = client.WaitOrder(t.Context(), order.URI); err != nil {
		t.Fatal(err)
	}
	chain, _, err := client.CreateCertFromOrder(t.Context(), order, request, true)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(chain[0])
	if err != nil {
		t.Fatal(err)
	}
	issued := &certstest.Issued{Cert: leaf, RootPEM: []byte(s.RootPEM)}
	for i, der := range chain {
		one := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
		if i == 0 {
			issued.CertPEM = one
		} else {
			issued.ChainPEM = append(issued.ChainPEM, one...)
		}
	}
	return issued
}

// authorize answers a challenge, unless an earlier order has done so.
func authorize(t *testing.T, client *acme.Client, url string) {
	t.Helper()
	authorization, err := client.GetAuthorization(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	if authorization.Status == acme.StatusValid {
		return
	}
	if _, err := client.Accept(t.Context(), authorization.Challenges[0]); err != nil {
		t.Fatal(err)
	}
	if _, err := client.WaitAuthorization(t.Context(), url); err != nil {
		t.Fatal(err)
	}
}

// Certificates with a lifetime of six days, ordered from an ACME authority, are
// deployed and renewed by one apply each, and no handshake fails.
func TestRotationOfACMECertificates(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Skins()[0], 0, example(t, "quickstart"))
	authority := startACME(t)
	client := authority.client(t)
	renew := func() { w.use(authority.order(t, client)) }
	renew()
	rotate(t, w, renew)
}
