// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	goversion "github.com/hashicorp/go-version"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
	"github.com/confproxy/terraform-provider-confproxy/internal/engine"
)

const (
	password   = "the password of the administrator"
	serverName = "proxy.example.com"
)

// installation builds the provider once for all tests of the package.
var installation = sync.OnceValues(func() (*engine.Installation, error) {
	folder, err := os.MkdirTemp("", "confproxy-lifecycle-")
	if err != nil {
		return nil, err
	}
	builtInto = folder
	return engine.Install(context.Background(), "../../..", folder)
})

var builtInto string

func TestMain(m *testing.M) {
	code := m.Run()
	if builtInto != "" {
		_ = os.RemoveAll(builtInto)
	}
	os.Exit(code)
}

// program returns the CLI to test with. Without one, the test is skipped, or
// fails if an engine is required.
func program(tb testing.TB) string {
	tb.Helper()
	path := os.Getenv("TF_ACC_TERRAFORM_PATH")
	if os.Getenv("TF_ACC") != "" && path != "" {
		return path
	}
	const missing = "no engine: set TF_ACC=1 and TF_ACC_TERRAFORM_PATH to terraform or tofu (make test does)"
	if os.Getenv("CONFPROXY_REQUIRE_ENGINE") == "1" {
		tb.Fatal(missing)
	}
	tb.Skip(missing)
	return ""
}

// inProcess skips a test that uses no engine when another engine repeats the tests.
func inProcess(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("in process: it is the same with another engine")
	}
}

// site is a server, and a folder with the certificate that it should serve.
type site struct {
	tb     testing.TB
	server *emulator.Server
	folder string

	authority *certstest.Authority
	served    *certstest.Issued // the certificate in the folder
	known     []string          // fingerprints that clients may see

	settings map[string]product.SettingState // before everything
	files    map[string]product.File
}

// world is a site with a configuration for the CLI.
type world struct {
	*site
	cli *engine.CLI
}

func newWorld(tb testing.TB, skin emulator.Skin, seed int64, configuration string) *world {
	tb.Helper()
	return newWorldOf(tb, emulator.Options{Skin: skin, Seed: seed}, configuration)
}

func newWorldOf(tb testing.TB, options emulator.Options, configuration string) *world {
	tb.Helper()
	path := program(tb)
	installed, err := installation()
	if err != nil {
		tb.Fatal(err)
	}
	w := &world{site: newSiteOf(tb, options)}
	w.cli = &engine.CLI{
		Engine: path, Folder: w.folder, Config: installed.Override, Provider: installed.Provider,
		Environ: []string{
			"CONFPROXY_ENDPOINT=" + w.server.URL(), "CONFPROXY_PASSWORD=" + password,
			"CONFPROXY_TLS_SERVER_NAME=" + serverName, "CONFPROXY_REQUEST_TIMEOUT=10s",
			"CONFPROXY_CA_CERT_FILE=certificate/root.crt", "TF_VAR_directory=certificate",
			"TF_DISABLE_PLUGIN_TLS=1", // a fifth of the time of a command, and the engine's own affair
		},
	}
	w.configure(configuration)
	return w
}

func newSite(tb testing.TB, skin emulator.Skin, seed int64) *site {
	tb.Helper()
	return newSiteOf(tb, emulator.Options{Skin: skin, Seed: seed})
}

func newSiteOf(tb testing.TB, options emulator.Options) *site {
	tb.Helper()
	options.Password = password
	server, err := emulator.Start(options)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Logf("skin %q, seed %d", options.Skin.Name, server.Seed())
	tb.Cleanup(func() {
		if err := server.Close(); err != nil {
			tb.Error(err)
		}
	})
	authority, err := certstest.New()
	if err != nil {
		tb.Fatal(err)
	}
	s := &site{
		tb: tb, server: server, folder: tb.TempDir(), authority: authority,
		settings: server.Settings(), files: server.Files(),
		known: []string{certs.Fingerprint(server.Leaf())},
	}
	s.issue()
	return s
}

const requiredProviders = `
terraform {
  required_providers {
    confproxy = {
      source = "confproxy/confproxy"
    }
  }
}
`

// configure writes the configuration; the examples have their own
// required_providers.
func (w *world) configure(configuration string) {
	w.tb.Helper()
	if !strings.Contains(configuration, "required_providers") {
		configuration = requiredProviders + configuration
	}
	w.write("main.tf", []byte(configuration))
}

func (s *site) write(name string, data []byte) {
	s.tb.Helper()
	path := filepath.Join(s.folder, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		s.tb.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		s.tb.Fatal(err)
	}
}

// issue puts a new certificate into the folder.
func (s *site) issue() {
	s.tb.Helper()
	issued, err := s.authority.Issue(certstest.Leaf{CommonName: serverName, DNSNames: []string{serverName}, NotAfter: time.Now().AddDate(0, 0, 90)})
	if err != nil {
		s.tb.Fatal(err)
	}
	s.use(issued)
}

func (s *site) use(issued *certstest.Issued) {
	s.tb.Helper()
	s.served = issued
	if fingerprint := certs.Fingerprint(issued.Cert); !slices.Contains(s.known, fingerprint) {
		s.known = append(s.known, fingerprint)
	}
	s.write("certificate/server.crt", issued.CertPEM)
	s.write("certificate/server.key", issued.KeyPEM)
	s.write("certificate/chain.crt", issued.ChainPEM)
	s.write("certificate/root.crt", issued.RootPEM)
}

func (w *world) apply(args ...string) (string, error) {
	return w.cli.Run(w.tb.Context(), append([]string{"apply", "-auto-approve", "-input=false", "-no-color"}, args...)...)
}

func (w *world) mustApply(args ...string) {
	w.tb.Helper()
	if printed, err := w.apply(args...); err != nil {
		w.tb.Fatalf("%v\n%s", err, printed)
	}
}

func (w *world) destroy() (string, error) {
	return w.cli.Run(w.tb.Context(), "destroy", "-auto-approve", "-input=false", "-no-color")
}

func (w *world) mustRun(args ...string) string {
	w.tb.Helper()
	printed, err := w.cli.Run(w.tb.Context(), args...)
	if err != nil {
		w.tb.Fatalf("%v\n%s", err, printed)
	}
	return printed
}

// engineVersion is what the engine says of itself, for example "Terraform v1.11.4".
var engineVersion = sync.OnceValues(func() (string, error) {
	printed, err := exec.Command(os.Getenv("TF_ACC_TERRAFORM_PATH"), "version").Output()
	line, _, _ := strings.Cut(string(printed), "\n")
	return line, err
})

// isTerraform reports whether the engine is Terraform of at least a version.
func (w *world) isTerraform(least string) bool {
	w.tb.Helper()
	line, err := engineVersion()
	if err != nil {
		w.tb.Fatal(err)
	}
	name, version, _ := strings.Cut(line, " ")
	parsed, err := goversion.NewVersion(version)
	if err != nil {
		w.tb.Fatal(err)
	}
	return name == "Terraform" && parsed.Core().GreaterThanOrEqual(goversion.Must(goversion.NewVersion(least)))
}

// mustConverge applies once more, and expects an empty plan after it.
func (w *world) mustConverge() {
	w.tb.Helper()
	w.mustApply()
	w.mustHaveEmptyPlan()
}

func (w *world) mustHaveEmptyPlan(args ...string) {
	w.tb.Helper()
	changes, printed, err := w.cli.HasChanges(w.tb.Context(), append([]string{"-no-color"}, args...)...)
	if err != nil || changes {
		w.tb.Fatalf("the plan is not empty (%v):\n%s", err, printed)
	}
}

// mustServe expects the certificate of the folder at the first port.
func (w *world) mustServe() {
	w.tb.Helper()
	leaf := w.server.Leaf()
	if leaf == nil || !leaf.Equal(w.served.Cert) {
		w.tb.Fatalf("the server does not serve the new certificate (%v)", w.server.TLSError())
	}
}

// mustDestroy destroys, and expects the server in its initial state.
func (w *world) mustDestroy() {
	w.tb.Helper()
	if printed, err := w.destroy(); err != nil {
		w.tb.Fatalf("%v\n%s", err, printed)
	}
	w.mustBeUntouched(nil)
	if left := slices.Collect(maps.Keys(w.server.Files())); len(left) != len(w.files) {
		w.tb.Fatalf("files after the destroy: %v; before everything: %v", left, slices.Collect(maps.Keys(w.files)))
	}
}

// settingsOfHTTPT are the labels of the settings that the provider may change.
var settingsOfHTTPT = []string{
	"HTTPT ports", "HTTPT use SSL", "HTTPT SSL certificate", "HTTPT SSL key", "HTTPT SSL key passphrase",
	"HTTPT SSL certificate chain", "HTTPT SSL protocol", "HTTPT SSL cipher suite",
	"Redirect HTTP to HTTPS for all user web pages",
}

// mustBeUntouched expects all settings but the given ones, and all initial
// files, to be unchanged.
func (s *site) mustBeUntouched(but []string) {
	s.tb.Helper()
	if change := s.changed(but); change != "" {
		s.tb.Fatal(change)
	}
}

// changed returns a change of a setting other than the given ones, or of a file
// that existed at the beginning; "" for none.
func (s *site) changed(but []string) string {
	now, files := s.server.Settings(), s.server.Files()
	for label, before := range s.settings {
		if now[label] != before && !slices.Contains(but, label) {
			return fmt.Sprintf("the setting %q was changed: %v, was %v", label, now[label], before)
		}
	}
	for name, before := range s.files {
		if !bytes.Equal(files[name].Data, before.Data) || files[name].Version != before.Version {
			return fmt.Sprintf("the file %q was changed", name)
		}
	}
	if s.server.ApplyPressed() {
		return "the button Apply changes was pressed"
	}
	return ""
}

// witness makes handshakes with a port in a loop and collects failures: an
// unknown certificate, or a handshake that fails. Connections that are refused
// or cut do not count while the server may be restarting.
type witness struct {
	stop       context.CancelFunc
	done       sync.WaitGroup
	mu         sync.Mutex
	handshakes int
	bad        []string
}

func (s *site) watch(port int, known []string, mayRestart bool, pause time.Duration) *witness {
	ctx, stop := context.WithCancel(context.Background())
	witness := &witness{stop: stop}
	witness.done.Go(func() {
		for ctx.Err() == nil {
			witness.look(ctx, port, known, mayRestart)
			select {
			case <-ctx.Done():
			case <-time.After(pause): // leaves CPU time for others
			}
		}
	})
	return witness
}

func (t *witness) look(ctx context.Context, port int, known []string, mayRestart bool) {
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	conn, err := (&net.Dialer{Timeout: 5 * time.Second}).DialContext(ctx, "tcp", address)
	if err == nil {
		defer conn.Close()
		client := tls.Client(conn, &tls.Config{InsecureSkipVerify: true, ServerName: serverName})
		if err = client.HandshakeContext(ctx); err == nil {
			fingerprint := certs.Fingerprint(client.ConnectionState().PeerCertificates[0])
			if !slices.Contains(known, fingerprint) {
				err = fmt.Errorf("an unknown certificate, %s", fingerprint)
			}
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case ctx.Err() != nil:
	case err == nil:
		t.handshakes++
	case mayRestart && isCut(err):
	default:
		t.bad = append(t.bad, err.Error())
	}
}

// isCut distinguishes a connection that was refused or cut from a handshake
// that the server failed.
func isCut(err error) bool {
	for _, sign := range []string{"refused", "reset", "EOF", "broken pipe"} {
		if strings.Contains(err.Error(), sign) {
			return true
		}
	}
	return false
}

// end stops the witness and returns the number of successful handshakes and the
// failures.
func (t *witness) end() (int, []string) {
	t.stop()
	t.done.Wait()
	return t.handshakes, t.bad
}
