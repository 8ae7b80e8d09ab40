// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package privatefile_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/acctest"
)

const address = "confproxy_private_file.this"

// storage is a server with a Private storage to examine.
type storage struct {
	*emulator.Server
	t      *testing.T
	before map[string]product.File
}

func newStorage(t *testing.T, skin emulator.Skin) *storage {
	t.Helper()
	s := &storage{Server: acctest.Start(t, skin, 0), t: t}
	s.before = s.Files()
	return s
}

// file returns the configuration of the provider and one file.
func (s *storage) file(name string, arguments ...string) string {
	return acctest.Provider(s.Server) + fmt.Sprintf("\nresource \"confproxy_private_file\" \"this\" {\n  name = %q\n  %s\n}\n", name, strings.Join(arguments, "\n  "))
}

// holds expects a file with these bytes.
func (s *storage) holds(name string, want []byte) acctest.Check {
	return func() error {
		file, ok := s.Files()[name]
		if !ok || !bytes.Equal(file.Data, want) {
			return fmt.Errorf("%s (there: %v) has %d bytes on the server, which are not the %d expected", name, ok, len(file.Data), len(want))
		}
		return nil
	}
}

// uploads expects a number of uploads since the log was emptied.
func (s *storage) uploads(want int) acctest.Check {
	return func() error {
		if got := s.Counts()[product.Upload]; got != want {
			return fmt.Errorf("%d uploads, want %d", got, want)
		}
		return nil
	}
}

// untouched expects the initial files to be unchanged, and no others.
func (s *storage) untouched(besides ...string) acctest.Check {
	return func() error {
		now := s.Files()
		for name, file := range s.before {
			if !bytes.Equal(now[name].Data, file.Data) || now[name].Version != file.Version {
				return fmt.Errorf("%s was changed", name)
			}
		}
		if len(now) != len(s.before)+len(besides) {
			return fmt.Errorf("%d files, want %d", len(now), len(s.before)+len(besides))
		}
		if s.ApplyPressed() {
			return fmt.Errorf("the button Apply changes was pressed")
		}
		return nil
	}
}

func shown(values map[string]knownvalue.Check, checks ...statecheck.StateCheck) []statecheck.StateCheck {
	for attribute, value := range values {
		checks = append(checks, statecheck.ExpectKnownValue(address, tfjsonpath.New(attribute), value))
	}
	return checks
}

func planned(action plancheck.ResourceActionType, checks ...plancheck.PlanCheck) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: append(checks, plancheck.ExpectResourceAction(address, action))}
}

func plannedValue(attribute string, value knownvalue.Check) plancheck.PlanCheck {
	return plancheck.ExpectKnownValue(address, tfjsonpath.New(attribute), value)
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func issue(t *testing.T) *certstest.Issued {
	t.Helper()
	return certstest.Issue(t, certstest.Leaf{CommonName: "proxy.example.com", NotAfter: time.Now().AddDate(0, 0, 90)})
}

// traditional returns the key in the form that the server is documented to
// read.
func traditional(t *testing.T, issued *certstest.Issued) []byte {
	t.Helper()
	der, err := x509.MarshalECPrivateKey(issued.Signer.(*ecdsa.PrivateKey))
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der})
}

func heredoc(data []byte) string { return fmt.Sprintf("<<-EOT\n%sEOT", data) }

func TestAccLifecycle(t *testing.T) {
	t.Parallel()
	issued := issue(t)
	skin := acctest.Skin(t)
	s := newStorage(t, skin)
	const first, second = "first\n", "second 証明書 <&> \"quoted\"\n"
	same := statecheck.CompareValue(compare.ValuesDiffer())
	acctest.Run(t, resource.TestCase{
		Steps: []resource.TestStep{
			{
				Config: s.file("note.txt", fmt.Sprintf("content = %q", first)),
				ConfigPlanChecks: planned(plancheck.ResourceActionCreate,
					plannedValue("path", knownvalue.StringExact("objects/note.txt")),
					plannedValue("sha256", knownvalue.StringExact(digest([]byte(first)))),
					plancheck.ExpectUnknownValue(address, tfjsonpath.New("server_version"))),
				ConfigStateChecks: shown(map[string]knownvalue.Check{
					"name": knownvalue.StringExact("note.txt"), "path": knownvalue.StringExact("objects/note.txt"),
					"size": knownvalue.Int64Exact(6), "sha256": knownvalue.StringExact(digest([]byte(first))),
					"overwrite": knownvalue.Bool(false), "public_key_sha256": knownvalue.Null(), "certificates": knownvalue.Null(),
				}, s.holds("note.txt", []byte(first)), s.untouched("note.txt"), same.AddStateValue(address, tfjsonpath.New("server_version"))),
			},
			{
				Config:           s.file("note.txt", fmt.Sprintf("content = %q", second)),
				ConfigPlanChecks: planned(plancheck.ResourceActionUpdate, plannedValue("sha256", knownvalue.StringExact(digest([]byte(second))))),
				ConfigStateChecks: shown(map[string]knownvalue.Check{"sha256": knownvalue.StringExact(digest([]byte(second)))},
					s.holds("note.txt", []byte(second)), same.AddStateValue(address, tfjsonpath.New("server_version"))),
			},
			{ // A new name creates a new file.
				Config:            s.file("other note.cer", "content = "+heredoc(issued.CertPEM)),
				ConfigPlanChecks:  planned(plancheck.ResourceActionReplace),
				ConfigStateChecks: shown(map[string]knownvalue.Check{"certificates": knownvalue.ListSizeExact(1)}, s.holds("other note.cer", issued.CertPEM), s.untouched("other note.cer")),
			},
		},
		CheckDestroy: acctest.Destroyed(s.untouched()),
	})
}

func TestAccEveryContentArgument(t *testing.T) {
	t.Parallel()
	issued := issue(t)
	folder := t.TempDir()
	source := filepath.Join(folder, "server.key")
	if err := os.WriteFile(source, bytes.ReplaceAll(issued.KeyPEM, []byte("\n"), []byte("\r\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	binary := []byte("PK\x03\x04\x00\x01\r\n\xff")
	publicKey := knownvalue.StringExact(certs.Describe(issued.Cert).PublicKeySHA256)
	for name, test := range map[string]struct {
		argument string
		want     []byte
		shown    map[string]knownvalue.Check
	}{
		"content":              {"content = " + heredoc(issued.ChainPEM), issued.ChainPEM, map[string]knownvalue.Check{"certificates": knownvalue.ListSizeExact(1)}},
		"content_base64":       {fmt.Sprintf("content_base64 = %q", base64.StdEncoding.EncodeToString(binary)), binary, map[string]knownvalue.Check{"public_key_sha256": knownvalue.Null()}},
		"source":               {fmt.Sprintf("source = %q", source), traditional(t, issued), map[string]knownvalue.Check{"public_key_sha256": publicKey}},
		"content_wo":           {"content_wo = " + heredoc(issued.KeyPEM), traditional(t, issued), map[string]knownvalue.Check{"public_key_sha256": publicKey, "content_wo": knownvalue.Null()}},
		"content_wo unchanged": {"key_format = \"unchanged\"\n  content_wo = " + heredoc(issued.KeyPEM), issued.KeyPEM, map[string]knownvalue.Check{"public_key_sha256": publicKey}},
		"content_wo with a version": {"content_wo_version = 1\n  content_wo = " + heredoc(issued.KeyPEM), traditional(t, issued),
			map[string]knownvalue.Check{"content_wo_version": knownvalue.Int64Exact(1), "content_wo": knownvalue.Null()}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStorage(t, emulator.Skins()[0])
			config := s.file("file", test.argument)
			acctest.Run(t, resource.TestCase{
				Steps: []resource.TestStep{
					{Config: config, ConfigStateChecks: shown(test.shown, s.holds("file", test.want), s.uploads(1))},
					{Config: config, PlanOnly: true}, // and once more: the first one comes with the step before
					{Config: config, ConfigPlanChecks: planned(plancheck.ResourceActionNoop), ConfigStateChecks: shown(nil, s.uploads(1))},
				},
				CheckDestroy: acctest.Destroyed(s.untouched()),
			})
		})
	}
}

func TestAccEqualPEM(t *testing.T) {
	t.Parallel()
	issued := issue(t)
	s := newStorage(t, emulator.Skins()[0])
	folder := t.TempDir()
	source := filepath.Join(folder, "server.cer")
	write := func(data string) func() {
		return func() {
			if err := os.WriteFile(source, []byte(data), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	pem := string(issued.CertPEM)
	utf16 := []byte("\xff\xfe")
	for _, b := range []byte(pem) {
		utf16 = append(utf16, b, 0)
	}
	body := strings.Split(strings.TrimSpace(pem), "\n")
	rewrapped := body[0] + "\n" + strings.Join(body[1:len(body)-1], "") + "\n" + body[len(body)-1]
	bySource := s.file("server.cer", fmt.Sprintf("source = %q", source))
	unchanged := func(data string) resource.TestStep {
		return resource.TestStep{
			PreConfig: write(data), Config: bySource, ConfigPlanChecks: planned(plancheck.ResourceActionNoop),
			ConfigStateChecks: shown(nil, s.uploads(1), s.holds("server.cer", issued.CertPEM)),
		}
	}
	acctest.Run(t, resource.TestCase{
		Steps: []resource.TestStep{
			{PreConfig: write("\ufeff" + strings.ReplaceAll(pem, "\n", "\r\n")), Config: bySource, ConfigStateChecks: shown(nil, s.holds("server.cer", issued.CertPEM))},
			unchanged(pem), unchanged(string(utf16)), unchanged(strings.TrimSuffix(pem, "\n")), unchanged(rewrapped), unchanged("\n" + pem + "\n\n"),
			{ // The same contents in another argument: nothing is uploaded.
				Config: s.file("server.cer", "content = "+heredoc(issued.CertPEM)), ConfigPlanChecks: planned(plancheck.ResourceActionUpdate),
				ConfigStateChecks: shown(nil, s.uploads(1)),
			},
			{
				Config: s.file("server.cer", fmt.Sprintf("content = %q", rewrapped)), ConfigPlanChecks: planned(plancheck.ResourceActionNoop),
				ConfigStateChecks: shown(nil, s.uploads(1)),
			},
			{ // Text before the certificate is stored.
				Config:            s.file("server.cer", fmt.Sprintf("content = %q", "subject: proxy\n"+pem)),
				ConfigPlanChecks:  planned(plancheck.ResourceActionUpdate),
				ConfigStateChecks: shown(nil, s.holds("server.cer", []byte("subject: proxy\n"+pem))),
			},
		},
	})
}

func TestAccDrift(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"plain", "basic", "old"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			skin, ok := emulator.SkinNamed(name)
			if !ok {
				t.Fatalf("there is no skin %q", name)
			}
			s := newStorage(t, skin)
			mine := []byte("mine\n")
			config := s.file("note.txt", `content = "mine\n"`)
			repaired := func(break_ func(), action plancheck.ResourceActionType) resource.TestStep {
				return resource.TestStep{PreConfig: break_, Config: config, ConfigPlanChecks: planned(action), ConfigStateChecks: shown(nil, s.holds("note.txt", mine))}
			}
			acctest.Run(t, resource.TestCase{
				Steps: []resource.TestStep{
					{Config: config},
					repaired(func() { s.PutFile("note.txt", []byte("theirs, of another size\n")) }, plancheck.ResourceActionUpdate),
					repaired(func() { s.PutFile("note.txt", []byte("yours")) }, plancheck.ResourceActionUpdate),
					repaired(func() { s.PutFile("note.txt", []byte("MINE\n")) }, plancheck.ResourceActionUpdate),
					repaired(func() { s.RemoveFile("note.txt") }, plancheck.ResourceActionCreate),
					{ // The same bytes with a new version are no drift.
						PreConfig: func() { s.PutFile("note.txt", mine); s.ResetRequests() },
						Config:    config, ConfigPlanChecks: planned(plancheck.ResourceActionNoop), ConfigStateChecks: shown(nil, s.uploads(0)),
					},
				},
				CheckDestroy: acctest.Destroyed(s.untouched()),
			})
		})
	}
}

func TestAccWriteOnly(t *testing.T) {
	t.Parallel()
	s := newStorage(t, emulator.Skins()[0])
	first, second := issue(t), issue(t)
	encrypted, err := first.EncryptedKeyPEM("correct horse")
	if err != nil {
		t.Fatal(err)
	}
	key := func(issued *certstest.Issued, more ...string) string {
		return s.file("server.key", append(more, "content_wo = "+heredoc(issued.KeyPEM))...)
	}
	firstKey, secondKey := traditional(t, first), traditional(t, second)
	sha1, sha2 := digest(firstKey), digest(secondKey)
	test := resource.TestCase{
		Steps: []resource.TestStep{
			{
				Config:            key(first),
				ConfigPlanChecks:  planned(plancheck.ResourceActionCreate, plancheck.ExpectUnknownValue(address, tfjsonpath.New("sha256"))),
				ConfigStateChecks: shown(map[string]knownvalue.Check{"sha256": knownvalue.StringExact(sha1)}, s.holds("server.key", firstKey)),
			},
			{Config: key(first), ConfigPlanChecks: planned(plancheck.ResourceActionNoop)},
			{ // The digest shows the change.
				Config:            key(second),
				ConfigPlanChecks:  planned(plancheck.ResourceActionUpdate, plancheck.ExpectUnknownValue(address, tfjsonpath.New("sha256"))),
				ConfigStateChecks: shown(map[string]knownvalue.Check{"sha256": knownvalue.StringExact(sha2)}, s.holds("server.key", secondKey)),
			},
			{ // With a version, and the same contents: nothing is sent.
				PreConfig: func() { s.ResetRequests() },
				Config:    key(second, "content_wo_version = 1"), ConfigPlanChecks: planned(plancheck.ResourceActionUpdate),
				ConfigStateChecks: shown(nil, s.uploads(0)),
			},
			{Config: key(first, "content_wo_version = 1"), ConfigPlanChecks: planned(plancheck.ResourceActionNoop)}, // only the version counts
			{
				Config: key(first, "content_wo_version = 2"), ConfigPlanChecks: planned(plancheck.ResourceActionUpdate),
				ConfigStateChecks: shown(nil, s.holds("server.key", firstKey)),
			},
			{ // Drift counts, too.
				PreConfig: func() { s.PutFile("server.key", secondKey) },
				Config:    key(first, "content_wo_version = 2"), ConfigPlanChecks: planned(plancheck.ResourceActionUpdate),
				ConfigStateChecks: shown(nil, s.holds("server.key", firstKey)),
			},
			{ // An encrypted key has no digest of a public key.
				Config:            s.file("server.key", "content_wo = "+heredoc(encrypted)),
				ConfigPlanChecks:  planned(plancheck.ResourceActionUpdate),
				ConfigStateChecks: shown(map[string]knownvalue.Check{"public_key_sha256": knownvalue.Null()}, s.holds("server.key", encrypted)),
			},
			{Config: s.file("server.key", "content_wo = "+heredoc(encrypted)), ConfigPlanChecks: planned(plancheck.ResourceActionNoop)},
		},
		CheckDestroy: acctest.Destroyed(s.untouched()),
	}
	middle := func(pem []byte) string { return strings.Split(string(pem), "\n")[1] }
	acctest.Secrets{middle(first.KeyPEM), middle(firstKey), middle(second.KeyPEM), middle(secondKey), middle(encrypted)}.Watch(&test)
	acctest.Run(t, test)
}

func TestAccExistingFile(t *testing.T) {
	t.Parallel()
	s := newStorage(t, emulator.Skins()[0])
	s.PutFile("theirs.txt", []byte("theirs\n"))
	s.PutFile("same.txt", []byte("same\n"))
	s.before = s.Files()
	delete(s.before, "same.txt")
	delete(s.before, "theirs.txt")
	acctest.Run(t, resource.TestCase{
		Steps: []resource.TestStep{
			{
				Config:      s.file("theirs.txt", `content = "mine\n"`),
				ExpectError: regexp.MustCompile(`(?s)Unable to create the private file.*theirs.txt.*overwrite = true`),
			},
			{ // The same bytes are adopted.
				PreConfig: func() {
					if err := s.holds("theirs.txt", []byte("theirs\n"))(); err != nil {
						t.Error(err)
					}
					s.ResetRequests()
				},
				Config: s.file("same.txt", `content = "same\n"`), ConfigStateChecks: shown(nil, s.uploads(0)),
			},
			{
				Config:            s.file("theirs.txt", `content = "mine\n"`, "overwrite = true"),
				ConfigStateChecks: shown(nil, s.holds("theirs.txt", []byte("mine\n"))),
			},
		},
		CheckDestroy: acctest.Destroyed(s.untouched()),
	})
}

func TestAccImport(t *testing.T) {
	t.Parallel()
	s := newStorage(t, emulator.Skins()[0])
	issued := issue(t)
	config := s.file("server.cer", "content = "+heredoc(issued.CertPEM))
	byID := func(id string) resource.TestStep {
		return resource.TestStep{Config: config, ResourceName: address, ImportState: true, ImportStateId: id, ImportStateVerify: true, ImportStateVerifyIdentifierAttribute: "name"}
	}
	refused := byID("a/b")
	refused.ImportStateVerify = false
	refused.ExpectError = regexp.MustCompile(`(?s)Unable to import the private file.*no\s+folders`)
	missing := byID("missing.cer")
	missing.ImportStateVerify = false
	missing.ExpectError = regexp.MustCompile("(?s)non-existent|does not exist")
	acctest.Run(t, resource.TestCase{
		Steps: []resource.TestStep{{Config: config}, byID("server.cer"), byID("objects/server.cer"), refused, missing},
	})
}

func TestAccImportedKeyIsNotInTheState(t *testing.T) {
	t.Parallel()
	s := newStorage(t, emulator.Skins()[0])
	issued := issue(t)
	s.PutFile("server.key", traditional(t, issued))
	test := resource.TestCase{
		Steps: []resource.TestStep{
			{
				Config: "import {\n  to = " + address + "\n  id = \"server.key\"\n}\n" + s.file("server.key", "content_wo = "+heredoc(issued.KeyPEM)),
				ConfigStateChecks: shown(map[string]knownvalue.Check{
					"content": knownvalue.Null(), "public_key_sha256": knownvalue.StringExact(certs.Describe(issued.Cert).PublicKeySHA256),
				}, s.uploads(0)),
			},
		},
	}
	acctest.Secrets{strings.Split(string(issued.KeyPEM), "\n")[1]}.Watch(&test)
	acctest.Run(t, test)
}

func TestAccIdentity(t *testing.T) {
	t.Parallel()
	s := newStorage(t, emulator.Skins()[0])
	config := s.file("note.txt", `content = "a note\n"`)
	acctest.RunCLI(t, resource.TestCase{
		TerraformVersionChecks: []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)},
		Steps: []resource.TestStep{
			{
				Config: config,
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectIdentity(address, map[string]knownvalue.Check{"name": knownvalue.StringExact("note.txt")}),
					statecheck.ExpectIdentityValueMatchesState(address, tfjsonpath.New("name")),
				},
			},
			{Config: config, ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
		},
	})
}

func TestAccInUse(t *testing.T) {
	t.Parallel()
	s := newStorage(t, emulator.Skins()[0])
	issued := issue(t)
	config := s.file("server.cer", "content = "+heredoc(issued.CertPEM))
	acctest.Run(t, resource.TestCase{
		Steps: []resource.TestStep{
			{Config: config},
			{
				PreConfig:   func() { s.Set("HTTPT SSL certificate", "objects/server.cer") },
				Config:      config,
				Destroy:     true,
				ExpectError: regexp.MustCompile(`(?s)Unable to delete the private file.*in use.*HTTPT SSL certificate`),
			},
			{PreConfig: func() { s.SetDefault("HTTPT SSL certificate") }, Config: config, ConfigPlanChecks: planned(plancheck.ResourceActionNoop)},
		},
		CheckDestroy: acctest.Destroyed(s.untouched()),
	})
}

// A file that is replaced by another one of the same name, created before the
// old one is destroyed, must not be deleted with the old one.
func TestAccReplaceUnderTheSameName(t *testing.T) {
	t.Parallel()
	s := newStorage(t, emulator.Skins()[0])
	config := s.file("note.txt", `content = "a note\n"`, "lifecycle {\n    create_before_destroy = true\n  }")
	acctest.Run(t, resource.TestCase{
		Steps: []resource.TestStep{
			{Config: config},
			{
				Taint: []string{address}, Config: config, ConfigPlanChecks: planned(plancheck.ResourceActionCreateBeforeDestroy),
				ConfigStateChecks: shown(nil, s.holds("note.txt", []byte("a note\n"))),
			},
		},
		CheckDestroy: acctest.Destroyed(s.untouched()),
	})
}

func TestAccChangedAfterThePlan(t *testing.T) {
	t.Parallel()
	s := newStorage(t, emulator.Skins()[0])
	theirs := []byte("theirs, saved between plan and apply\n")
	acctest.Run(t, resource.TestCase{
		Steps: []resource.TestStep{
			{Config: s.file("note.txt", `content = "first\n"`)},
			{
				// The plan makes one listing; the next one is the beginning of
				// the write.
				PreConfig: func() {
					s.OnRequest(acctest.Nth(product.Listing, 2, func() { s.PutFile("note.txt", theirs) }))
				},
				Config:      s.file("note.txt", `content = "second\n"`),
				ExpectError: regexp.MustCompile(`(?s)Unable to replace the private file.*somebody\s+else\s+changed`),
			},
			{
				PreConfig: func() {
					s.OnRequest(nil)
					if err := s.holds("note.txt", theirs)(); err != nil {
						t.Error(err)
					}
				},
				Config:            s.file("note.txt", `content = "second\n"`),
				ConfigStateChecks: shown(nil, s.holds("note.txt", []byte("second\n"))),
			},
		},
		CheckDestroy: acctest.Destroyed(s.untouched()),
	})
}

func TestAccBadInput(t *testing.T) {
	t.Parallel()
	s := newStorage(t, emulator.Skins()[0])
	long := strings.Repeat("x", 256)
	steps := []resource.TestStep{}
	for config, message := range map[string]string{
		s.file("a/b", `content = "x"`):                         "Invalid name.*no folders",
		s.file(`a\b`, `content = "x"`):                         "Invalid name.*no folders",
		s.file("a\nb", `content = "x"`):                        "Invalid name.*control or\\s+invisible character",
		s.file(".a", `content = "x"`):                          "Invalid name.*dot",
		s.file(long, `content = "x"`):                          "Invalid name.*255\\s+bytes, got\\s+256",
		s.file("a"):                                            "Missing contents",
		s.file("a", `content = "x"`, `content_wo = "x"`):       "Conflicting contents",
		s.file("a", `content = ""`):                            "Invalid content.*empty",
		s.file("a", `content_base64 = "a!"`):                   "Invalid content_base64.*base64",
		s.file("a", `source = "/nonexistent/server.key"`):      "Invalid source.*cannot be read",
		s.file("a", `content_wo_version = 1`, `content = "x"`): "content_wo",
	} {
		steps = append(steps, resource.TestStep{Config: config, PlanOnly: true, ExpectError: regexp.MustCompile("(?is)" + message)})
	}
	steps = append(steps, resource.TestStep{
		PreConfig: func() {
			if requests := s.Requests(); len(requests) > 0 {
				t.Errorf("bad input led to %d requests, first %+v", len(requests), requests[0])
			}
		},
		Config: s.file("a", `content = "x"`), PlanOnly: true, ExpectNonEmptyPlan: true,
	})
	acctest.Run(t, resource.TestCase{Steps: steps})
}
