// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/engine"
)

const serverName = "proxy.example.com"

// stage is the server, the CLI and the certificate of one demo.
type stage struct {
	server *emulator.Server
	cli    *engine.CLI
	issued *certstest.Issued
	maker  string // who made the certificate
	seen   []string
}

func newStage(ctx context.Context, program, skin, folder string) (*stage, error) {
	title("Preparing")
	s := &stage{}
	var err error
	if s.issued, s.maker, err = authority(filepath.Join(folder, "authority")); err != nil {
		return nil, err
	}
	fmt.Printf("A root, an intermediate and a certificate for %s were made by %s.\n", serverName, s.maker)

	installed, err := engine.Install(ctx, ".", filepath.Join(folder, "provider"))
	if err != nil {
		return nil, err
	}
	s.cli = &engine.CLI{Engine: program, Folder: filepath.Join(folder, "work"), Config: installed.Mirror, Output: os.Stdout}
	fmt.Println("The provider was built from this repository.")
	for name, data := range map[string][]byte{
		"server.crt": s.issued.CertPEM, "server.key": s.issued.KeyPEM, "chain.crt": s.issued.ChainPEM, "root.crt": s.issued.RootPEM,
	} {
		path := filepath.Join(s.cli.Folder, "certificate", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return nil, err
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			return nil, err
		}
	}
	if err := copyFile(filepath.Join("examples", "quickstart", "main.tf"), filepath.Join(s.cli.Folder, "main.tf")); err != nil {
		return nil, err
	}

	chosen, ok := emulator.SkinNamed(skin)
	if !ok {
		return nil, fmt.Errorf("there is no skin %q", skin)
	}
	const password = "a password for the demo only"
	if s.server, err = emulator.Start(emulator.Options{Skin: chosen, Password: password}); err != nil {
		return nil, err
	}
	s.cli.Environ = append(s.cli.Environ,
		"CONFPROXY_ENDPOINT="+s.server.URL(), "CONFPROXY_PASSWORD="+password,
		"CONFPROXY_CA_CERT_FILE="+filepath.Join(s.cli.Folder, "certificate", "root.crt"),
		"CONFPROXY_TLS_SERVER_NAME="+serverName,
		"TF_VAR_directory=certificate")
	if !isTerminal() {
		s.cli.Environ = append(s.cli.Environ, "TF_CLI_ARGS=-no-color")
	}
	fmt.Printf("The emulator listens at %s (skin %q).\n", s.server.URL(), chosen.Name)
	return s, nil
}

func (s *stage) close() error { return s.server.Close() }

// authority makes the certificate with the real openssl where there is one.
func authority(folder string) (*certstest.Issued, string, error) {
	leaf := certstest.Leaf{CommonName: serverName, DNSNames: []string{serverName}, NotAfter: time.Now().AddDate(0, 0, 90)}
	if _, err := exec.LookPath("openssl"); err == nil {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, "", err
		}
		issued, err := certstest.OpenSSL(folder, leaf)
		return issued, "the openssl command", err
	}
	made, err := certstest.New()
	if err != nil {
		return nil, "", err
	}
	issued, err := made.Issue(leaf)
	return issued, "Go's crypto library, because openssl is not on the PATH", err
}

// isTerminal reports whether somebody looks at the output, so that it may have
// colours.
func isTerminal() bool {
	info, err := os.Stdout.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func title(text string) {
	if isTerminal() {
		text = "\033[1m" + text + "\033[0m"
	}
	fmt.Printf("\n== %s\n", text)
}

// served makes a handshake and shows what the server presents.
func (s *stage) served(ctx context.Context) (string, error) {
	result, err := certs.Probe(ctx, certs.ProbeOptions{
		Address: net.JoinHostPort("127.0.0.1", strconv.Itoa(s.server.Ports()[0])), ServerName: serverName, Timeout: 10 * time.Second,
	})
	if err != nil {
		return "", err
	}
	leaf := result.Certificates[0]
	fmt.Printf("A handshake with port %d shows %d certificate(s) over %s:\n", s.server.Ports()[0], len(result.Certificates), result.Version)
	fmt.Printf("  issued to    %s\n  issued by    %s\n  valid until  %s\n  SHA-256      %s\n",
		leaf.Subject, leaf.Issuer, leaf.NotAfter.UTC().Format(time.RFC3339), certs.Fingerprint(leaf))
	return certs.Fingerprint(leaf), nil
}

func (s *stage) note(format string, args ...any) {
	s.seen = append(s.seen, fmt.Sprintf(format, args...))
}

// play is the demo itself. Every step is checked: what is only printed proves
// nothing.
func (s *stage) play(ctx context.Context) error {
	wanted := certs.Fingerprint(s.issued.Cert)

	title("Before: the certificate that is served")
	before, err := s.served(ctx)
	if err != nil {
		return err
	}
	s.note("before: the self-signed default certificate, %s…", before[:16])
	files := len(s.server.Files())

	title("The plan and the apply")
	if _, err := s.cli.Run(ctx, "init", "-input=false"); err != nil {
		return err
	}
	if _, err := s.cli.Run(ctx, "plan", "-input=false", "-out=plan.bin"); err != nil {
		return err
	}
	if _, err := s.cli.Run(ctx, "apply", "-input=false", "plan.bin"); err != nil {
		return err
	}

	title("After: the certificate that is served")
	if err := s.expectServed(ctx, wanted); err != nil {
		return err
	}
	s.note("after the apply: the new certificate, %s…", wanted[:16])
	if err := s.expectChanges(ctx, false); err != nil {
		return err
	}
	s.note("a second plan: no changes")

	if err := s.drift(ctx, wanted); err != nil {
		return err
	}

	if err := s.outage(ctx, wanted); err != nil {
		return err
	}

	title("Destroy")
	if _, err := s.cli.Run(ctx, "destroy", "-auto-approve", "-input=false"); err != nil {
		return err
	}
	if err := s.expectServed(ctx, before); err != nil {
		return err
	}
	if left := len(s.server.Files()); left != files {
		return fmt.Errorf("%d private files are left after the destroy; there were %d before", left, files)
	}
	s.note("after the destroy: the default certificate again, and the %d files of before", files)

	title("Summary")
	for _, line := range s.seen {
		fmt.Println("  ✓", line)
	}
	return nil
}

// drift changes one setting and one file behind Terraform's back.
func (s *stage) drift(ctx context.Context, wanted string) error {
	title("Somebody changes a setting and a file in the administration")
	chain := s.fileNamed("chain-", "")
	s.server.SetDefault("HTTPT use SSL")
	s.server.PutFile(chain, s.issued.RootPEM)
	fmt.Printf("HTTPT use SSL was returned to its default, and %s was replaced.\n", chain)
	if _, err := s.served(ctx); err != nil {
		return err
	}
	return s.repair(ctx, wanted, "a changed setting and a replaced file")
}

// outage deletes the certificate that is served, and restarts the server.
func (s *stage) outage(ctx context.Context, wanted string) error {
	title("Somebody deletes the certificate, and the server is restarted: TLS is down")
	certificate := s.fileNamed("server-", ".cer")
	s.server.RemoveFile(certificate)
	if err := s.server.Restart(); err != nil {
		return err
	}
	fmt.Printf("%s was deleted.\n", certificate)
	found, err := s.served(ctx)
	if err == nil && found == wanted {
		return fmt.Errorf("the server still presents %s", found)
	}
	fmt.Println("A handshake:", err)
	return s.repair(ctx, wanted, "TLS that is down")
}

// repair expects a plan that shows what happened, and one apply that ends it.
func (s *stage) repair(ctx context.Context, wanted, what string) error {
	if err := s.expectChanges(ctx, true); err != nil {
		return err
	}
	s.note("%s: it is in the plan", what)
	if _, err := s.cli.Run(ctx, "apply", "-auto-approve", "-input=false"); err != nil {
		return err
	}
	if err := s.expectServed(ctx, wanted); err != nil {
		return err
	}
	if err := s.expectChanges(ctx, false); err != nil {
		return err
	}
	s.note("after another apply: the new certificate, and an empty plan")
	return nil
}

func (s *stage) fileNamed(prefix, suffix string) string {
	for name := range s.server.Files() {
		if strings.HasPrefix(name, prefix) && strings.HasSuffix(name, suffix) {
			return name
		}
	}
	return ""
}

func (s *stage) expectServed(ctx context.Context, wanted string) error {
	found, err := s.served(ctx)
	if err == nil && found != wanted {
		err = fmt.Errorf("the server presents %s; expected was %s", found, wanted)
	}
	return err
}

func (s *stage) expectChanges(ctx context.Context, wanted bool) error {
	found, _, err := s.cli.HasChanges(ctx)
	if err == nil && found != wanted {
		err = fmt.Errorf("whether the plan has changes: %v; expected was %v", found, wanted)
	}
	return err
}
