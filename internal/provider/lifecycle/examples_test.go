// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"software.sslmate.com/src/go-pkcs12"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
)

const examples = "../../../examples"

func read(t *testing.T, path ...string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// The README shows the example that the demo runs.
func TestReadmeShowsTheQuickstart(t *testing.T) {
	t.Parallel()
	if !strings.Contains(read(t, "../../../README.md"), "```terraform\n"+read(t, examples, "quickstart", "main.tf")+"```") {
		t.Error("the example in README.md is not examples/quickstart/main.tf")
	}
}

// The guide's configuration is the one that the example of the data source is
// tested with.
func TestGuideShowsTheDataSource(t *testing.T) {
	t.Parallel()
	guide := read(t, "../../../templates/guides/check-your-server.md")
	_, after, _ := strings.Cut(guide, "```terraform\n")
	shown, _, _ := strings.Cut(after, "```")
	w := newWorld(t, emulator.Skins()[0], 0, shown)
	w.mustApply()
	w.mustHaveEmptyPlan()
}

// Every example is applied, planned twice without a change, and destroyed; of
// those that use other providers, that is their own part.
func TestExamples(t *testing.T) {
	t.Parallel()
	found, err := filepath.Glob(examples + "/*/*.tf")
	if err != nil {
		t.Fatal(err)
	}
	more, err := filepath.Glob(examples + "/*/*/*.tf")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range append(found, more...) {
		name, err := filepath.Rel(examples, path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "import-by-identity.tf") {
			continue // TestImportExamples
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := exampleWorld(t, ownPart(t, read(t, path)))
			w.mustApply()
			w.mustHaveEmptyPlan()
			w.mustHaveEmptyPlan()
			if printed, err := w.destroy(); err != nil {
				t.Fatalf("%v\n%s", err, printed)
			}
			w.mustBeUntouched(nil)
		})
	}
}

// exampleWorld has the files and variables that the examples name, in the
// folder and, where an example takes them for granted, on the server.
func exampleWorld(t *testing.T, configuration string) *world {
	t.Helper()
	const passphrase = "correct horse battery staple"
	w := newWorld(t, emulator.Skins()[0], 0, configuration)
	encrypted, err := w.served.EncryptedKeyPEM(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	w.write("server.crt", w.served.CertPEM)
	w.write("chain.crt", w.served.ChainPEM)
	w.write("encrypted.key", encrypted)
	w.write("ldap-ca.cer", w.served.RootPEM)
	if strings.Contains(configuration, `"objects/server.cer"`) || strings.Contains(configuration, `name = "server.cer"`) {
		w.server.PutFile("server.cer", w.served.CertPEM)
		w.server.PutFile("server.key", encrypted)
		w.server.PutFile("chain.crt", w.served.ChainPEM)
		w.files = w.server.Files()
	}
	for label := range w.settings { // a destroy returns rows of confproxy_setting to the product's default
		if strings.Contains(configuration, fmt.Sprintf("%q", label)) {
			w.server.SetDefault(label)
		}
	}
	if strings.Contains(configuration, "var.ports") { // a destroy leaves them: the default would take the endpoint's port away
		w.server.Set("HTTPT ports", w.settings["HTTPT ports"].Value)
	}
	w.settings = w.server.Settings()
	w.cli.Environ = append(w.cli.Environ,
		"TF_VAR_endpoint="+w.server.URL(), "TF_VAR_ports="+strings.ReplaceAll(fmt.Sprint(w.server.Ports()), " ", ","), "TF_VAR_private_key="+string(w.served.KeyPEM),
		"TF_VAR_server_name="+serverName, "TF_VAR_organization=Example", "TF_VAR_email_address=admin@example.org", "TF_VAR_dns_provider=route53",
		given(t, w.served),
		"TF_VAR_full_chain="+string(w.served.CertPEM)+string(w.served.ChainPEM)+string(w.served.RootPEM))
	if strings.Contains(configuration, "key_passphrase_wo_version") || strings.Contains(configuration, "encrypted.key") {
		w.cli.Environ = append(w.cli.Environ, "TF_VAR_key_passphrase="+passphrase)
	}
	if strings.Contains(configuration, "pfx_password") {
		w.cli.Environ = append(w.cli.Environ, "TF_VAR_pfx_password="+passphrase, "TF_VAR_pfx_base64="+pfx(t, w, passphrase))
	}
	return w
}

// pfx returns certificate, chain and key as Windows administrators hand them over,
// in base64.
func pfx(t *testing.T, w *world, passphrase string) string {
	t.Helper()
	key, err := certs.NewContent(w.served.KeyPEM).Keys()[0].Open(nil)
	if err != nil {
		t.Fatal(err)
	}
	data, err := pkcs12.Modern.Encode(key, w.served.Cert, certs.NewContent(w.served.ChainPEM).Certificates(), passphrase)
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(data)
}

var importCommand = regexp.MustCompile(`(?m)^terraform import (\S+) "?(.+?)"?$`)

// The commands that show the import by id are run as they are written; those
// by identity, where the engine knows it.
func TestImportExamples(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"confproxy_certificate", "confproxy_private_file", "confproxy_httpt_ssl", "confproxy_setting"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := filepath.Join(examples, "resources", name)
			w := exampleWorld(t, read(t, folder, "resource.tf"))
			w.mustApply()
			command := importCommand.FindStringSubmatch(read(t, folder, "import.sh"))
			if command == nil {
				t.Fatal("import.sh has no command")
			}
			address, id := command[1], command[2]
			w.mustRun("state", "rm", address)
			w.mustRun("import", "-input=false", address, id)
			w.mustConverge()
			if w.knowsIdentities() {
				w.mustRun("state", "rm", address)
				w.write("import.tf", []byte(read(t, folder, "import-by-identity.tf")))
				w.mustConverge()
			}
		})
	}
}
