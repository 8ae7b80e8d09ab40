// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package livecertificate_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/acctest"
)

const (
	address    = "data.confproxy_live_certificate.this"
	serverName = "proxy.example.com"
)

// listen serves TLS with a certificate, and returns host and port.
func listen(t *testing.T, chain [][]byte, issued *certstest.Issued) (host, port string) {
	t.Helper()
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{
		Certificates: []tls.Certificate{{Certificate: chain, PrivateKey: issued.Signer}}, MinVersion: tls.VersionTLS12,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				_ = conn.(*tls.Conn).HandshakeContext(t.Context())
				_, _ = conn.Read(make([]byte, 1)) // until the client goes
			}()
		}
	}()
	host, port, err = net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return host, port
}

// state is the data source in the state.
type state struct {
	Certificates []map[string]any `json:"certificates"`
	Verified     bool             `json:"verified"`
	Error        string           `json:"verification_error"`
	TLSVersion   string           `json:"tls_version"`
	CipherSuite  string           `json:"cipher_suite"`
	DaysLeft     int              `json:"expires_in_days"`
}

// CheckState stores the data source.
func (s *state) CheckState(_ context.Context, req statecheck.CheckStateRequest, resp *statecheck.CheckStateResponse) {
	for _, r := range req.State.Values.RootModule.Resources {
		if r.Address == address {
			data, err := json.Marshal(r.AttributeValues)
			if err == nil {
				err = json.Unmarshal(data, s)
			}
			resp.Error = err
			return
		}
	}
	resp.Error = fmt.Errorf("%s is not in the state", address)
}

// openssl runs the openssl command; without it, the test is skipped.
func openssl(t *testing.T, stdin string, args ...string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), "openssl", args...)
	command.Stdin = strings.NewReader(stdin)
	output, err := command.CombinedOutput()
	if err != nil && args[0] != "s_client" {
		t.Fatalf("openssl %s: %v\n%s", strings.Join(args, " "), err, output)
	}
	return string(output)
}

var pemBlock = regexp.MustCompile(`(?s)-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----\n`)

// described returns the fields of a certificate by openssl x509, under the
// names of the attributes.
func described(t *testing.T, pem string) map[string]any {
	t.Helper()
	text := openssl(t, pem, "x509", "-noout", "-text", "-subject", "-issuer", "-serial", "-dates", "-nameopt", "RFC2253", "-fingerprint", "-sha256", "-pubkey")
	value := func(name string) string { // of a line of its own
		found := regexp.MustCompile(`(?mi)^` + name + `=(.*)$`).FindStringSubmatch(text)
		if found == nil {
			t.Fatalf("openssl does not show the %s:\n%s", name, text)
		}
		return strings.TrimSpace(found[1])
	}
	date := func(name string) string {
		at, err := time.Parse("Jan _2 15:04:05 2006 MST", value(name))
		if err != nil {
			t.Fatal(err)
		}
		return at.UTC().Format(time.RFC3339)
	}
	hex := func(text string) string { return strings.ToLower(strings.ReplaceAll(text, ":", "")) }
	match := func(pattern string) string {
		found := regexp.MustCompile(pattern).FindStringSubmatch(text)
		if found == nil {
			return ""
		}
		return found[1]
	}
	public := openssl(t, match(`(?s)(-----BEGIN PUBLIC KEY-----.*-----END PUBLIC KEY-----\n)`), "pkey", "-pubin", "-outform", "DER")
	keyDigest := strings.Fields(openssl(t, public, "dgst", "-sha256", "-r"))[0]
	_, sha1, _ := strings.Cut(strings.TrimSpace(openssl(t, pem, "x509", "-noout", "-fingerprint", "-sha1")), "=")
	names, addresses := []any{}, []any{}
	for entry := range strings.SplitSeq(strings.TrimSpace(match(`Subject Alternative Name:[^\n]*\n([^\n]*)`)), ", ") {
		if name, ok := strings.CutPrefix(entry, "DNS:"); ok {
			names = append(names, name)
		}
		if ip, ok := strings.CutPrefix(entry, "IP Address:"); ok {
			addresses = append(addresses, net.ParseIP(ip).String())
		}
	}
	algorithm := map[string]string{"rsaEncryption": "RSA", "id-ecPublicKey": "ECDSA", "ED25519": "Ed25519"}[match(`Public Key Algorithm: (\S+)`)]
	return map[string]any{
		"pem":     pem,
		"subject": value("subject"), "issuer": value("issuer"),
		"serial_number": hex(value("serial")), "not_before": date("notBefore"), "not_after": date("notAfter"),
		"dns_names": names, "ip_addresses": addresses, "is_ca": strings.Contains(text, "CA:TRUE"),
		"signature_algorithm": map[string]string{
			"sha256WithRSAEncryption": "SHA256-RSA", "ecdsa-with-SHA256": "ECDSA-SHA256", "ED25519": "Ed25519",
		}[match(`Signature Algorithm: (\S+)`)],
		"public_key_algorithm": algorithm,
		"sha256_fingerprint":   hex(value("sha256 fingerprint")), "sha1_fingerprint": hex(sha1),
		"public_key_sha256": keyDigest,
	}
}

// The data source agrees, field by field, with openssl on the same port.
func TestAccAgreesWithOpenSSL(t *testing.T) {
	t.Parallel()
	certstest.RequireOpenSSL(t)
	authority, err := certstest.New()
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	leaf := certstest.Leaf{CommonName: serverName, DNSNames: []string{serverName, "*.example.org"}, IPs: []net.IP{net.ParseIP("192.0.2.1"), net.ParseIP("2001:db8::1")}, NotAfter: now.AddDate(0, 0, 90)}
	of := func(algorithm certstest.Algorithm) certstest.Leaf {
		l := leaf
		l.Algorithm = algorithm
		return l
	}
	expired := leaf
	expired.NotBefore, expired.NotAfter = now.AddDate(0, 0, -90), now.AddDate(0, 0, -1)
	for name, test := range map[string]struct {
		leaf         certstest.Leaf
		selfSigned   bool
		intermediate bool
		serverName   string
		verified     bool
	}{
		"RSA":                  {of(certstest.RSA), false, true, serverName, true},
		"ECDSA":                {of(certstest.ECDSA), false, true, serverName, true},
		"Ed25519":              {of(certstest.Ed25519), false, true, serverName, true},
		"expired":              {expired, false, true, serverName, false},
		"wrong host name":      {leaf, false, true, "other.example.com", false},
		"missing intermediate": {leaf, false, false, serverName, false},
		"self-signed":          {leaf, true, false, serverName, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			issue := authority.Issue
			if test.selfSigned {
				issue = certstest.SelfSigned
			}
			issued, err := issue(test.leaf)
			if err != nil {
				t.Fatal(err)
			}
			chain := [][]byte{issued.Cert.Raw}
			if test.intermediate {
				chain = append(chain, authority.Intermediate().Raw)
			}
			host, port := listen(t, chain, issued)
			root := authorityPEM(t, authority.Root())
			file := filepath.Join(t.TempDir(), "root.crt")
			if err := os.WriteFile(file, []byte(root), 0o600); err != nil {
				t.Fatal(err)
			}

			shown := &state{}
			acctest.Run(t, resource.TestCase{Steps: []resource.TestStep{{
				Config: fmt.Sprintf(`
data "confproxy_live_certificate" "this" {
  host        = %q
  port        = %s
  server_name = %q
  ca_cert_pem = <<-EOT
%sEOT
}
`, host, port, test.serverName, root),
				ConfigStateChecks: []statecheck.StateCheck{shown},
			}}})

			seen := openssl(t, "", "s_client", "-connect", net.JoinHostPort(host, port), "-servername", test.serverName,
				"-showcerts", "-CAfile", file, "-verify_hostname", test.serverName)
			blocks := pemBlock.FindAllString(seen, -1)
			if len(blocks) > len(chain) { // the leaf is listed twice
				blocks = blocks[:len(chain)]
			}
			if len(blocks) != len(shown.Certificates) {
				t.Fatalf("openssl sees %d certificates, the data source %d\n%s", len(blocks), len(shown.Certificates), seen)
			}
			for i, block := range blocks {
				if diff := cmp.Diff(described(t, block), shown.Certificates[i]); diff != "" {
					t.Errorf("certificate %d (-openssl +data source):\n%s", i, diff)
				}
			}
			trusted := strings.Contains(seen, "Verify return code: 0 (ok)")
			if shown.Verified != trusted || trusted != test.verified || shown.Verified == (shown.Error != "") {
				t.Errorf("verified is %v (%q), openssl's verdict is %v, want %v", shown.Verified, shown.Error, trusted, test.verified)
			}
			if shown.TLSVersion != "TLS 1.3" || !strings.Contains(seen, shown.CipherSuite) {
				t.Errorf("the data source tells of %s with %s; openssl:\n%s", shown.TLSVersion, shown.CipherSuite, seen)
			}
		})
	}
}

func authorityPEM(t *testing.T, c *x509.Certificate) string {
	t.Helper()
	return openssl(t, string(c.Raw), "x509", "-inform", "DER")
}

func TestAccDefaults(t *testing.T) {
	t.Parallel()
	server := acctest.Start(t, emulator.Skins()[0], 0)
	dates := regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`)
	acctest.Run(t, resource.TestCase{Steps: []resource.TestStep{{
		Config: acctest.Provider(server, `tls_server_name = "proxy.example.com"`) + "\ndata \"confproxy_live_certificate\" \"this\" {}\n",
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue(address, tfjsonpath.New("host"), knownvalue.StringExact("127.0.0.1")),
			statecheck.ExpectKnownValue(address, tfjsonpath.New("port"), knownvalue.Int64Exact(int64(server.Ports()[0]))),
			statecheck.ExpectKnownValue(address, tfjsonpath.New("server_name"), knownvalue.StringExact("proxy.example.com")),
			statecheck.ExpectKnownValue(address, tfjsonpath.New("verified"), knownvalue.Bool(false)),
			statecheck.ExpectKnownValue(address, tfjsonpath.New("verification_error"), knownvalue.NotNull()),
			statecheck.ExpectKnownValue(address, tfjsonpath.New("first_expiry_mail_date"), knownvalue.StringRegexp(dates)),
			statecheck.ExpectKnownValue(address, tfjsonpath.New("next_expiry_mail_date"), knownvalue.StringRegexp(dates)),
		},
	}}})
	if logins, failed := server.Logins(); logins+failed > 0 {
		t.Errorf("%d logins for a look at the certificate", logins)
	}
}

func TestAccErrors(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0") // accepts connections and never answers
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	silent := listener.Addr().(*net.TCPAddr).Port
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	free := closed.Addr().(*net.TCPAddr).Port
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	look := func(arguments string) string {
		return "data \"confproxy_live_certificate\" \"this\" {\n  host = \"127.0.0.1\"\n  " + arguments + "\n}\n"
	}
	steps := []resource.TestStep{}
	for arguments, message := range map[string]string{
		fmt.Sprintf("port = %d", free):                          `Unable to read the live certificate.*refused.*Check host\s+and\s+port`,
		fmt.Sprintf("port = %d\n  timeout = \"200ms\"", silent): `Unable to read the live certificate.*handshake`,
		"port = 0":                             "between 1 and 65535",
		"port = 443\n  timeout = \"soon\"":     "Invalid timeout",
		"port = 443\n  ca_cert_pem = \"none\"": "Invalid ca_cert_pem",
	} {
		steps = append(steps, resource.TestStep{Config: look(arguments), ExpectError: regexp.MustCompile("(?s)" + message)})
	}
	for arguments, message := range map[string]string{
		fmt.Sprintf("port = %d", free):                          `^cannot connect to 127.0.0.1:\d+: .*refused$`,
		fmt.Sprintf("port = %d\n  timeout = \"200ms\"", silent): `^the TLS handshake with 127.0.0.1:\d+ failed`,
	} {
		steps = append(steps, resource.TestStep{
			Config: look(arguments + "\n  allow_unreachable = true"),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(address, tfjsonpath.New("error"), knownvalue.StringRegexp(regexp.MustCompile(message))),
				statecheck.ExpectKnownValue(address, tfjsonpath.New("certificates"), knownvalue.ListSizeExact(0)),
				statecheck.ExpectKnownValue(address, tfjsonpath.New("verified"), knownvalue.Bool(false)),
			},
		})
	}
	acctest.Run(t, resource.TestCase{Steps: steps})
}
