// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
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

// Every example has a test file for the engine, which applies it, expects an empty
// plan, and destroys it. An engine that lacks a feature of the example skips it.
// Variables replace the values of other providers.
func TestExamples(t *testing.T) {
	t.Parallel()
	for _, folder := range exampleFolders(t) {
		name, err := filepath.Rel(examples, folder)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := readExample(t, folder)
			w := exampleWorld(t, ownPart(t, e.configuration))
			if lacks := e.lackedBy(w); lacks != "" {
				t.Skip("the engine lacks " + lacks)
			}
			switch {
			case e.onlyTofu:
				w.rename("main.tf", "main.tofu")
			case e.query != "":
				w.write("example.tfquery.hcl", []byte(e.query))
				w.files = nil // imported, so a destroy deletes them
				w.mustRun("query", "-generate-config-out=generated.tf")
			case e.imports() && !strings.Contains(e.configuration, "resource \""):
				w.mustRun("plan", "-input=false", "-generate-config-out=generated.tf")
			}
			w.write("example.tftest.hcl", []byte(e.test))
			printed := w.mustRun("test", "-no-color", "-verbose")
			if _, again, _ := strings.Cut(printed, `run "plan_again"... pass`); !strings.Contains(again, "No changes.") {
				t.Errorf("the second plan is not empty:\n%s", printed)
			}
			w.mustBeUntouched(nil)
		})
	}
}

func (w *world) rename(from, to string) {
	w.tb.Helper()
	if err := os.Rename(filepath.Join(w.folder, from), filepath.Join(w.folder, to)); err != nil {
		w.tb.Fatal(err)
	}
}

// exampleFiles are the files of one example.
type exampleFiles struct {
	configuration, query, test string
	onlyTofu                   bool
}

func readExample(t *testing.T, folder string) (e exampleFiles) {
	t.Helper()
	for _, file := range filesIn(t, folder) {
		switch {
		case strings.HasSuffix(file, ".tftest.hcl"), strings.HasSuffix(file, ".tofutest.hcl"):
			if e.test != "" {
				t.Fatal("expected one test file, got two")
			}
			e.test = read(t, file)
		case strings.HasSuffix(file, ".tfquery.hcl"):
			e.configuration, e.query = `provider "confproxy" {}`, read(t, file)
		case strings.HasSuffix(file, ".tofu"):
			e.configuration, e.onlyTofu = read(t, file), true
		case strings.HasSuffix(file, ".tf") && !strings.HasPrefix(filepath.Base(file), "import-"): // TestImportExamples
			e.configuration += read(t, file)
		}
	}
	if e.test == "" {
		t.Fatal("expected a test file, got none")
	}
	return e
}

func (e exampleFiles) imports() bool { return strings.Contains(e.configuration, "import {") }

// lackedBy returns the feature of the example that the engine lacks; "" for none.
func (e exampleFiles) lackedBy(w *world) string {
	switch {
	case e.onlyTofu && w.isTerraform("1.0.0"):
		return "for_each of providers"
	case e.query != "" && !w.isTerraform("1.14.0"):
		return "queries"
	case strings.Contains(e.configuration, "action \"") && !w.isTerraform("1.14.0"):
		return "actions"
	}
	return ""
}

// exampleFolders returns the folders of the examples.
func exampleFolders(t *testing.T) []string {
	t.Helper()
	var folders []string
	for _, pattern := range []string{"/*/*.tf", "/*/*.tofu", "/*/*/*.tf", "/*/*/*.tfquery.hcl"} {
		files, err := filepath.Glob(examples + pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			folders = append(folders, filepath.Dir(file))
		}
	}
	return slices.Compact(folders)
}

func filesIn(t *testing.T, folder string) []string {
	t.Helper()
	files, err := filepath.Glob(folder + "/*")
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// The query of the example lists the files that can be imported.
func TestQueryExample(t *testing.T) {
	t.Parallel()
	w := exampleWorld(t, `provider "confproxy" {}`)
	if !w.isTerraform("1.14.0") {
		t.Skip("the engine knows no queries")
	}
	w.server.PutFile("server.cer", w.served.CertPEM)
	w.write("example.tfquery.hcl", []byte(read(t, examples, "list-resources/confproxy_private_file/list-resource.tfquery.hcl")))
	printed := w.mustRun("query", "-no-color")
	if !strings.Contains(printed, "name=server.cer") || strings.Contains(printed, "software_policy.xml") {
		t.Errorf("expected server.cer and no file of the product's own:\n%s", printed)
	}
}

// exampleWorld has the files and variables that the examples name, in the
// folder and, if an example expects them there, on the server.
func exampleWorld(t *testing.T, configuration string) *world {
	t.Helper()
	const passphrase = pfxPassword
	w := newWorld(t, emulator.Skins()[0], 0, configuration)
	encrypted, err := w.served.EncryptedKeyPEM(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	w.write("server.crt", w.served.CertPEM)
	w.write("chain.crt", w.served.ChainPEM)
	w.write("encrypted.key", encrypted)
	w.write("ldap-ca.cer", w.served.RootPEM)
	w.write("idp-metadata.xml", []byte("<EntityDescriptor/>"))
	if regexp.MustCompile(`"objects/server.cer"|name = "server.cer"|"confproxy_private_files"`).MatchString(configuration) {
		w.server.PutFile("server.cer", w.served.CertPEM)
		w.server.PutFile("server.key", encrypted)
		w.server.PutFile("chain.crt", w.served.ChainPEM)
		w.files = w.server.Files()
	}
	if strings.Contains(configuration, "confproxy_live_certificate") {
		w.serve()
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
	if strings.Contains(configuration, "/munich/") || strings.Contains(configuration, "by_server") {
		other := w.second()
		t.Cleanup(func() { other.mustBeUntouched(nil) })
	}
	if strings.Contains(configuration, "import {") { // a destroy makes the server as it was before somebody configured it
		files := w.files
		w.serve()
		w.files = files
	}
	w.cli.Environ = append(w.cli.Environ,
		"TF_VAR_endpoint="+w.server.URL(), "TF_VAR_ports="+strings.ReplaceAll(fmt.Sprint(w.server.Ports()), " ", ","), "TF_VAR_private_key="+string(w.served.KeyPEM),
		fmt.Sprintf("TF_VAR_addresses=[%q, %q]", w.address(0), w.address(1)),
		"TF_VAR_server_name="+serverName, "TF_VAR_organization=Example", "TF_VAR_email_address=admin@example.org", "TF_VAR_dns_provider=route53",
		given(t, w.served),
		"TF_VAR_full_chain="+string(w.served.CertPEM)+string(w.served.ChainPEM)+string(w.served.RootPEM))
	if strings.Contains(configuration, `variable "key_passphrase"`) {
		w.write("certificate/server.key", encrypted)
		w.cli.Environ = append(w.cli.Environ, "TF_VAR_key_passphrase="+passphrase, "TF_VAR_private_key="+string(encrypted))
	}
	if strings.Contains(configuration, "pfx_password") {
		w.cli.Environ = append(w.cli.Environ, "TF_VAR_pfx_password="+passphrase, "TF_VAR_pfx_base64="+base64.StdEncoding.EncodeToString(pfxData(t, w, passphrase)))
	}
	return w
}

// serve makes the server present the certificate of the folder.
func (w *world) serve() {
	w.tb.Helper()
	w.server.PutFile("live.cer", append(slices.Clone(w.served.CertPEM), w.served.ChainPEM...))
	w.server.PutFile("live.key", w.served.KeyPEM)
	for label, value := range map[string]string{
		"HTTPT SSL certificate": "objects/live.cer", "HTTPT SSL key": "objects/live.key", "HTTPT use SSL": "Yes",
	} {
		w.server.Set(label, value)
	}
	if err := w.server.Restart(); err != nil {
		w.tb.Fatal(err)
	}
	w.files = w.server.Files()
}

const pfxPassword = "correct horse battery staple"

// pfxData returns certificate, chain and key as Windows administrators deliver
// them.
func pfxData(t *testing.T, w *world, passphrase string) []byte {
	t.Helper()
	key, err := certs.NewContent(w.served.KeyPEM).Keys()[0].Open(nil)
	if err != nil {
		t.Fatal(err)
	}
	data, err := pkcs12.Modern.Encode(key, w.served.Cert, certs.NewContent(w.served.ChainPEM).Certificates(), passphrase)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func (w *world) address(port int) string {
	return fmt.Sprintf("127.0.0.1:%d", w.server.Ports()[port])
}

var importCommand = regexp.MustCompile(`(?m)^terraform import (\S+) "?(.+?)"?$`)

// The commands of the import by id run as they are written; those by identity run if
// the engine supports it.
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
			if w.isTerraform("1.12.0") { // imports by identity
				w.mustRun("state", "rm", address)
				w.write("import.tf", []byte(read(t, folder, "import-by-identity.tf")))
				w.mustConverge()
			}
		})
	}
}
