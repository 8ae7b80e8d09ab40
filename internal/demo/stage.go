// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/probe"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/engine"
)

const serverName = "proxy.example.com"

// stage is the server, the CLI and the certificates of one demo.
type stage struct {
	out          io.Writer
	server       *emulator.Server
	cli          *engine.CLI
	issued, next *certstest.Issued
	roots        []byte // of all authorities
}

func newStage(ctx context.Context, out io.Writer, o options, folder string) (*stage, error) {
	s := &stage{out: out}
	s.title("Preparing")
	issued, maker, err := issue(filepath.Join(folder, "authority"))
	if err != nil {
		return nil, err
	}
	s.issued = issued
	s.say("A root, an intermediate and a certificate for %s were created by %s.", serverName, maker)

	installed, err := engine.Install(ctx, ".", filepath.Join(folder, "provider"))
	if err != nil {
		return nil, err
	}
	s.say("The provider was built from this repository.")
	s.cli = &engine.CLI{Engine: o.engine, Folder: filepath.Join(folder, "work"), Config: installed.Mirror}
	if o.verbose {
		s.cli.Output = out
	}
	if err := s.provide(issued); err != nil {
		return nil, err
	}
	example, err := os.ReadFile(filepath.Join("examples", "quickstart", "main.tf"))
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(s.cli.Folder, "main.tf"), example, 0o600); err != nil { //nolint:gosec // Below the demo's own folder.
		return nil, err
	}

	skin, ok := emulator.SkinNamed(o.skin)
	if !ok {
		return nil, fmt.Errorf("there is no skin %q", o.skin)
	}
	const password = "a password for the demo only"
	if s.server, err = emulator.Start(emulator.Options{Skin: skin, Password: password}); err != nil {
		return nil, err
	}
	s.cli.Environ = append(s.cli.Environ,
		"CONFPROXY_ENDPOINT="+s.server.URL(), "CONFPROXY_PASSWORD="+password,
		"CONFPROXY_CA_CERT_FILE="+filepath.Join(s.cli.Folder, "certificate", "root.crt"),
		"CONFPROXY_TLS_SERVER_NAME="+serverName,
		"TF_VAR_directory=certificate")
	s.say("The emulator listens at %s (skin %q).", s.server.URL(), skin.Name)
	return s, nil
}

// provide puts a certificate into the folder that the configuration reads.
func (s *stage) provide(issued *certstest.Issued) error {
	s.roots = append(s.roots, issued.RootPEM...)
	return write(filepath.Join(s.cli.Folder, "certificate"), issued, s.roots)
}

// write writes the files of a certificate into a folder.
func write(folder string, issued *certstest.Issued, roots []byte) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	for name, data := range map[string][]byte{
		"server.crt": issued.CertPEM, "server.key": issued.KeyPEM, "chain.crt": issued.ChainPEM, "root.crt": roots,
	} {
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o600); err != nil {
			return err
		}
	}
	return nil
}

func newLeaf() certstest.Leaf {
	return certstest.Leaf{CommonName: serverName, DNSNames: []string{serverName}, NotAfter: time.Now().AddDate(0, 0, 90)}
}

// issue issues a certificate with the openssl command if it is installed.
func issue(folder string) (*certstest.Issued, string, error) {
	if _, err := exec.LookPath("openssl"); err == nil {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, "", err
		}
		issued, err := certstest.OpenSSL(folder, newLeaf())
		return issued, "the openssl command", err
	}
	authority, err := certstest.New()
	if err != nil {
		return nil, "", err
	}
	issued, err := authority.Issue(newLeaf())
	return issued, "Go's crypto library, because openssl is not on the PATH", err
}

// issueTwo issues two more certificates of one authority.
func (s *stage) issueTwo() (one, two *certstest.Issued, err error) {
	authority, err := certstest.New()
	if err != nil {
		return nil, nil, err
	}
	if one, err = authority.Issue(newLeaf()); err != nil {
		return nil, nil, err
	}
	two, err = authority.Issue(newLeaf())
	return one, two, err
}

func (s *stage) title(text string) {
	if file, ok := s.out.(*os.File); ok {
		if info, err := file.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			text = "\033[1m" + text + "\033[0m"
		}
	}
	fmt.Fprintf(s.out, "\n== %s\n", text)
}

func (s *stage) say(format string, args ...any) { fmt.Fprintf(s.out, "  "+format+"\n", args...) }

// widest is the maximum width of a shown line.
const widest = 112

// show prints the lines of an output that contain one of the texts.
func (s *stage) show(printed string, texts ...string) {
	for line := range strings.Lines(printed) {
		if !slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(line, text) }) {
			continue
		}
		shown := []rune(strings.TrimLeft(strings.TrimSpace(line), "│ "))
		if len(shown) > widest {
			shown = append(shown[:widest-1], '…')
		}
		s.say("| %s", string(shown))
	}
}

func (s *stage) probe(ctx context.Context) (*probe.Result, error) {
	return probe.Probe(ctx, probe.Options{
		Address: net.JoinHostPort("127.0.0.1", strconv.Itoa(s.server.Ports()[0])), ServerName: serverName, Timeout: 10 * time.Second,
	})
}

// served makes a handshake and shows what the server presents.
func (s *stage) served(ctx context.Context) (string, error) {
	result, err := s.probe(ctx)
	if err != nil {
		return "", err
	}
	leaf := result.Certificates[0]
	fingerprint := certs.Fingerprint(leaf)
	s.say("A handshake shows %s, valid until %s, SHA-256 %s…",
		leaf.Subject, leaf.NotAfter.UTC().Format(time.DateOnly), fingerprint[:16])
	return fingerprint, nil
}

func (s *stage) expectServed(ctx context.Context, wanted string) error {
	found, err := s.served(ctx)
	if err == nil && found != wanted {
		err = fmt.Errorf("the server presents %s; expected %s", found, wanted)
	}
	return err
}

// expectRepaired expects the declared certificate to be served, and an empty plan.
func (s *stage) expectRepaired(ctx context.Context) error {
	if err := s.expectServed(ctx, certs.Fingerprint(s.issued.Cert)); err != nil {
		return err
	}
	changes, _, err := s.cli.HasChanges(ctx, "-no-color")
	if err == nil && changes {
		err = fmt.Errorf("the plan after the apply is not empty")
	}
	if err == nil {
		s.say("Another plan: no changes.")
	}
	return err
}

// watch makes handshakes until it is stopped. It returns how many of them
// showed one of the fingerprints, and the first failure.
func (s *stage) watch(ctx context.Context, fingerprints ...string) (stop func() (made int, failed error)) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	made, failed := 0, error(nil)
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			result, err := s.probe(ctx)
			switch {
			case ctx.Err() != nil:
			case err == nil && strings.Contains(strings.Join(fingerprints, " "), certs.Fingerprint(result.Certificates[0])):
				made++
			case failed == nil && err == nil:
				failed = fmt.Errorf("an unknown certificate was presented")
			case failed == nil:
				failed = err
			}
			time.Sleep(5 * time.Millisecond) // leaves CPU time for the apply
		}
	}()
	return func() (int, error) {
		cancel()
		<-done
		return made, failed
	}
}
