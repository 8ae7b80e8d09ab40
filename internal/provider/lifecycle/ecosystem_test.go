// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"encoding/json"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
)

// fromOthers matches a value of another provider's resource.
var fromOthers = regexp.MustCompile(`\b(?:acme|tls)_\w+\.this\.(\w+)`)

// ownPart returns an example without other providers: the variable given
// replaces their values. An example without other providers is returned
// unchanged.
func ownPart(t *testing.T, example string) string {
	t.Helper()
	if formatted := string(hclwrite.Format([]byte(example))); formatted != example {
		t.Errorf("not formatted; expected\n%s", formatted)
	}
	if !fromOthers.MatchString(example) {
		return example
	}
	file, problems := hclwrite.ParseConfig([]byte(example), "main.tf", hcl.InitialPos)
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	for _, block := range file.Body().Blocks() {
		if labels := block.Labels(); slices.Contains([]string{"provider", "resource"}, block.Type()) && !strings.HasPrefix(labels[0], "confproxy") {
			file.Body().RemoveBlock(block)
		}
	}
	required := file.Body().FirstMatchingBlock("terraform", nil).Body().FirstMatchingBlock("required_providers", nil).Body()
	for name := range required.Attributes() {
		if name != "confproxy" {
			required.RemoveAttribute(name)
		}
	}
	own := fromOthers.ReplaceAllString(string(file.Bytes()), `var.given["$1"]`)
	return own + "variable \"given\" { type = map(string) }\n"
}

// given returns the values of other providers for a certificate, as
// TF_VAR_given.
func given(t *testing.T, issued *certstest.Issued) string {
	t.Helper()
	data, err := json.Marshal(map[string]string{
		"certificate_pem": string(issued.CertPEM), "issuer_pem": string(issued.ChainPEM), "private_key_pem": string(issued.KeyPEM),
		"cert_request_pem": "a request",
	})
	if err != nil {
		t.Fatal(err)
	}
	return "TF_VAR_given=" + string(data)
}

// ecosystemWorld is a world for a whole example, with the other providers from
// the folder CONFPROXY_PROVIDERS.
func ecosystemWorld(t *testing.T, name string) *world {
	t.Helper()
	folder := os.Getenv("CONFPROXY_PROVIDERS")
	if folder == "" {
		t.Skip("no folder with other providers: make test-ecosystem PROVIDERS=<folder>")
	}
	w := newWorld(t, emulator.Skins()[0], 0, example(t, name))
	configuration := read(t, w.cli.Config)
	for _, source := range []string{"vancluever/acme", "hashicorp/tls"} {
		configuration = strings.Replace(configuration, "dev_overrides {\n", "dev_overrides {\n    \""+source+"\" = \""+folder+"\"\n", 1)
	}
	w.write("override.tfrc", []byte(configuration))
	w.cli.Config = filepath.Join(w.folder, "override.tfrc")
	w.cli.Environ = append(w.cli.Environ, "TF_VAR_server_name="+serverName)
	return w
}

// mustDeploy applies, shows the output, and expects the port to present the
// certificate in the state.
func (w *world) mustDeploy() {
	w.tb.Helper()
	printed, err := w.apply()
	w.tb.Logf("%s", printed)
	if err != nil {
		w.tb.Fatal(err)
	}
	leaf := w.server.Leaf()
	if leaf == nil || !strings.Contains(w.mustRun("show", "-json"), `"served_sha256_fingerprint":"`+certs.Fingerprint(leaf)+`"`) {
		w.tb.Fatalf("the server does not serve the new certificate (%v)", w.server.TLSError())
	}
	w.tb.Logf("served: issued by %s, until %s", leaf.Issuer, leaf.NotAfter)
}

// examples/acme, with the provider vancluever/acme and an ACME server.
func TestEcosystemACME(t *testing.T) {
	t.Parallel()
	w := ecosystemWorld(t, "acme")
	authority := startACME(t)
	script, err := exec.LookPath("true")
	if err != nil {
		t.Fatal(err)
	}
	w.write("acme.pem", []byte(authority.ServerPEM))
	w.cli.Environ = append(w.cli.Environ,
		"TF_VAR_acme_directory="+authority.Directory, "TF_VAR_email_address=admin@example.org",
		"TF_VAR_dns_provider=exec", "EXEC_PATH="+script, "LEGO_DISABLE_CNAME_SUPPORT=true", "LEGO_CA_CERTIFICATES="+filepath.Join(w.folder, "acme.pem"))
	// Nobody serves the zone of the name, so the DNS record cannot be verified.
	w.write("zone_override.tf", []byte(`resource "acme_certificate" "this" { propagation_wait = 1 }`))
	w.mustDeploy()
	w.mustHaveEmptyPlan()

	// A threshold above the lifetime of six days: every apply renews.
	w.write("renew_override.tf", []byte("resource \"acme_certificate\" \"this\" {\n  min_days_dynamic = null\n  min_days_remaining = 30\n}\n"))
	for range rotations(t) {
		old := w.server.Leaf()
		w.mustDeploy()
		if w.server.Leaf().Equal(old) {
			t.Fatal("the certificate was not renewed")
		}
	}
	w.mustDestroy()
}

// examples/csr, with the provider hashicorp/tls and an authority that signs the
// request.
func TestEcosystemCSR(t *testing.T) {
	t.Parallel()
	w := ecosystemWorld(t, "csr")
	w.cli.Environ = append(w.cli.Environ, "TF_VAR_organization=Example")
	w.mustApply()
	authority := startACME(t)
	client := authority.client(t)
	for range 2 { // the order, and a renewal
		request, _ := pem.Decode([]byte(w.mustRun("output", "-raw", "request")))
		if request == nil {
			t.Fatal("the output request is not PEM")
		}
		issued := authority.sign(t, client, request.Bytes)
		w.write("server.crt", issued.CertPEM)
		w.write("chain.crt", issued.ChainPEM)
		w.mustDeploy()
		w.mustHaveEmptyPlan()
	}
	w.mustDestroy()
}
