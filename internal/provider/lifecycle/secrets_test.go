// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/acctest"
)

const secretsHCL = `
variable "directory" { type = string }
variable "private_key" {
  type      = string
  ephemeral = true
  sensitive = true
}
variable "passphrase" {
  type      = string
  ephemeral = true
  sensitive = true
}
variable "generation" { type = number }
variable "database_secret" {
  type      = string
  ephemeral = true
  sensitive = true
}
provider "confproxy" {
  database_secret = var.database_secret
}

resource "confproxy_setting" "secret" {
  page             = "General"
  name             = "Database secret"
  value_wo         = var.database_secret
  value_wo_version = var.generation
  on_destroy       = "keep"
}
data "confproxy_settings" "general" {
  page = "General"
}
resource "confproxy_private_file" "certificate" {
  name    = "server.cer"
  content = file("${var.directory}/server.crt")
}
resource "confproxy_private_file" "chain" {
  name    = "chain.crt"
  content = file("${var.directory}/chain.crt")
}
resource "confproxy_private_file" "key" {
  name               = "server.key"
  content_wo         = var.private_key
  content_wo_version = var.generation
}
resource "confproxy_private_file" "copy" {
  name   = "copy.key"
  source = "${var.directory}/server.key"
}
resource "confproxy_httpt_ssl" "this" {
  use_ssl                   = true
  certificate               = confproxy_private_file.certificate.path
  certificate_chain         = confproxy_private_file.chain.path
  key                       = confproxy_private_file.key.path
  key_passphrase_wo         = var.passphrase
  key_passphrase_wo_version = var.generation
}
data "confproxy_server" "this" {}
`

const secretsOfCertificateHCL = `
variable "directory" { type = string }
variable "private_key" {
  type      = string
  ephemeral = true
  sensitive = true
}
variable "passphrase" {
  type      = string
  ephemeral = true
  sensitive = true
}
variable "generation" { type = number }
provider "confproxy" {}

resource "confproxy_certificate" "this" {
  name                      = "server"
  certificate_pem           = file("${var.directory}/server.crt")
  chain_pem                 = file("${var.directory}/chain.crt")
  private_key_pem_wo        = var.private_key
  private_key_passphrase_wo = var.passphrase
  private_key_wo_version    = var.generation
}
data "confproxy_server" "this" {}
`

// The whole lifecycle with TF_LOG=TRACE and captured pages: key, passphrase,
// password and database secret arrive on the server, and are not in log, state,
// plan or captured pages.
func TestSecretsAreNowhere(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ skin, configuration string }{
		{"basic", secretsHCL}, {"plain", secretsOfCertificateHCL},
	} {
		isCertificate := test.configuration == secretsOfCertificateHCL
		skin := test.skin
		t.Run(fmt.Sprintf("%s, certificate %v", skin, isCertificate), func(t *testing.T) {
			t.Parallel()
			chosen, ok := emulator.SkinNamed(skin)
			if !ok {
				t.Fatalf("there is no skin %q", skin)
			}
			w := newWorld(t, chosen, 0, test.configuration)
			w.cli.Provider = "" // the engine logs what a provider says that it has started
			captured := t.TempDir()
			const passphrase = "the pass/phrase of <the> key & more"
			environ := w.cli.Environ
			secrets := map[string]string{"the password": password, "the passphrase": passphrase, "the database secret": databaseSecret}
			w.server.Set("Database secret", databaseSecret)
			w.settings = w.server.Settings()
			for generation, text := range []string{"1", "2"} {
				if generation > 0 {
					w.issue()
				}
				key, err := w.served.EncryptedKeyPEM(passphrase)
				if err != nil {
					t.Fatal(err)
				}
				w.write("certificate/server.key", key)
				secrets["the encrypted key "+text] = acctest.MiddleLine(key)
				secrets["the key "+text] = acctest.MiddleLine(w.served.KeyPEM)
				w.cli.Environ = append(slices.Clone(environ),
					"TF_LOG=TRACE", "TF_LOG_PATH="+filepath.Join(w.cli.Folder, "trace"+text+".log"), "CONFPROXY_CAPTURE_DIR="+captured,
					"TF_VAR_private_key="+string(key), "TF_VAR_passphrase="+passphrase, "TF_VAR_generation="+text,
					"TF_VAR_database_secret="+databaseSecret, "CONFPROXY_DATABASE_SECRET="+databaseSecret)
				w.keepPlan("plan" + text)
				w.mustRun("apply", "-no-color", "plan"+text+".bin")
				w.mustServe()
				if arrived := w.server.Passphrase(); arrived != passphrase {
					t.Errorf("the passphrase on the server is %q, want %q", arrived, passphrase)
				}
				arrived := w.storedKey()
				if isCertificate { // encrypted again, in traditional form
					secrets["the stored key "+text] = acctest.MiddleLine(arrived)
					if !bytes.Contains(arrived, []byte("Proc-Type: 4,ENCRYPTED")) {
						t.Error("the key on the server is not encrypted in traditional form")
					}
				} else if !bytes.Equal(arrived, key) {
					t.Errorf("the key on the server has %d bytes, want %d", len(arrived), len(key))
				}
			}
			if w.server.Counts()[product.XMLMSG] == 0 && chosen.XMLMSG != "disabled" {
				t.Error("the database secret was never sent")
			}
			w.mustHaveEmptyPlan()
			w.mustDestroy()
			w.searchFor(secrets, captured)
		})
	}
}

// storedKey returns the key that the settings name.
func (w *world) storedKey() []byte {
	w.tb.Helper()
	value, _, _ := w.server.Setting("HTTPT SSL key")
	return w.server.Files()[strings.TrimPrefix(value, "objects/")].Data
}

// keepPlan keeps a plan in the form that the CLI writes for programs.
func (w *world) keepPlan(name string) {
	w.tb.Helper()
	if printed, err := w.cli.Run(w.tb.Context(), "plan", "-input=false", "-no-color", "-out="+name+".bin"); err != nil {
		w.tb.Fatalf("%v\n%s", err, printed)
	}
	shown, err := w.cli.Run(w.tb.Context(), "show", "-json", name+".bin")
	if err != nil {
		w.tb.Fatal(err)
	}
	w.write(name+".json", []byte(shown))
}

// searchFor searches all results of the runs for secrets, except for the folder
// that holds them by design.
func (w *world) searchFor(secrets map[string]string, folders ...string) {
	w.tb.Helper()
	files, pages := 0, 0
	for i, folder := range append([]string{w.cli.Folder}, folders...) {
		err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				if entry != nil && entry.Name() == "certificate" {
					return filepath.SkipDir
				}
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			files++
			if i > 0 {
				pages++
			}
			for name, secret := range secrets {
				for _, form := range forms(secret) {
					if bytes.Contains(data, []byte(form)) {
						w.tb.Errorf("%s is in %s", name, filepath.Base(path))
					}
				}
			}
			return nil
		})
		if err != nil {
			w.tb.Fatal(err)
		}
	}
	if pages == 0 {
		w.tb.Error("no page was captured")
	}
	w.tb.Logf("%d files searched, %d of them captured pages", files, pages)
}

// forms returns the encodings in which a secret may be written.
func forms(secret string) []string {
	return []string{
		secret, url.QueryEscape(secret), url.PathEscape(secret), html.EscapeString(secret),
		base64.StdEncoding.EncodeToString([]byte(secret)), strings.Trim(strconv.Quote(secret), `"`),
	}
}

const literalSecretsHCL = `
provider "confproxy" { alias = "other" }
resource "confproxy_certificate" "mismatch" {
  name               = "server"
  certificate_pem    = file("certificate/server.crt")
  private_key_pem_wo = <<EOT
KEY
EOT
}
resource "confproxy_certificate" "passphrase" {
  provider                  = confproxy.other
  name                      = "server"
  certificate_pem           = file("certificate/server.crt")
  private_key_pem_wo        = file("certificate/encrypted.key")
  private_key_passphrase_wo = "PASSPHRASE"
}
resource "confproxy_private_file" "key" {
  name    = "server.key"
  content = <<EOT
KEY
EOT
}
resource "confproxy_setting" "secret" {
  page  = "General"
  name  = "Database secret"
  value = "PASSPHRASE"
}
`

const invalidLiteralSecretsHCL = `
resource "confproxy_certificate" "both" {
  name            = "server"
  certificate_pem = <<EOT
KEY
EOT
}
resource "confproxy_httpt_ssl" "this" {
  use_ssl           = true
  certificate       = "objects/server.cer"
  key               = <<EOT
KEY
EOT
  key_passphrase_wo = "PASSPHRASE\n"
}
resource "confproxy_private_file" "name" {
  name    = <<EOT
KEY
EOT
  content = "text"
}
`

// An engine prints the lines of an argument with an error. It prints none with a
// secret.
func TestLiteralSecretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	w := newWorld(t, acctest.Skins(t)[0], 0, "")
	key := w.served.KeyPEM
	encrypted, err := w.served.EncryptedKeyPEM("correct horse")
	if err != nil {
		t.Fatal(err)
	}
	w.write("certificate/encrypted.key", encrypted)
	w.issue()
	const passphrase = "incorrect horse"
	provider := func(argument string) string {
		return "provider \"confproxy\" {\n" + argument + "\n}\ndata \"confproxy_server\" \"this\" {}\n"
	}
	for configuration, summaries := range map[string][]string{
		literalSecretsHCL:                                          {"do not match", "Passphrase wrong", "Private key in the state", "Secret in value"},
		invalidLiteralSecretsHCL:                                   {"Private key in certificate_pem", "Invalid key_passphrase_wo"},
		provider(`password = "PASSPHRASE\n"`):                      {"Invalid password"},
		provider(`endpoint = "http://admin:PASSPHRASE@127.0.0.1"`): {"Invalid endpoint"},
	} {
		w.configure(strings.NewReplacer("KEY", string(key), "PASSPHRASE", passphrase).Replace(configuration))
		printed, err := w.cli.Run(t.Context(), "plan", "-input=false", "-no-color")
		if err == nil || strings.Contains(printed, passphrase) || strings.Contains(printed, acctest.MiddleLine(key)) {
			t.Errorf("expected errors without secrets, got:\n%s", printed)
		}
		for _, summary := range summaries {
			if !strings.Contains(printed, summary) {
				t.Errorf("expected %q, got:\n%s", summary, printed)
			}
		}
	}
}
