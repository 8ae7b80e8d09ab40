// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package server_test

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/acctest"
)

const (
	address        = "data.confproxy_server.this"
	databaseSecret = `a <secret> & "more" 7`

	dataSource = "\ndata \"confproxy_server\" \"this\" {}\n"
)

func TestAccEverySkinIsRecognised(t *testing.T) {
	t.Parallel()
	skin := acctest.Skin(t)
	server := acctest.Start(t, skin, 0)
	checks := []statecheck.StateCheck{
		statecheck.ExpectKnownValue(address, tfjsonpath.New("menu"), knownvalue.ListPartial(map[int]knownvalue.Check{0: knownvalue.NotNull()})),
		statecheck.ExpectKnownValue(address, tfjsonpath.New("tls").AtMapKey("enabled"), knownvalue.Bool(true)),
		statecheck.ExpectKnownValue(address, tfjsonpath.New("tls").AtMapKey("problem"), knownvalue.NotNull()), // it is self-signed
	}
	for i, name := range []string{"General", "Security", "File storage", "Servers"} {
		page := tfjsonpath.New("pages").AtSliceIndex(i)
		checks = append(checks,
			statecheck.ExpectKnownValue(address, page.AtMapKey("name"), knownvalue.StringExact(name)),
			statecheck.ExpectKnownValue(address, page.AtMapKey("found"), knownvalue.Bool(true)),
			statecheck.ExpectKnownValue(address, page.AtMapKey("missed"), knownvalue.ListSizeExact(0)),
			statecheck.ExpectKnownValue(address, page.AtMapKey("problem"), knownvalue.Null()),
		)
	}
	for write, button := range map[string]string{"upload": "Upload", "save": "Save", "deletion": "Delete selected"} {
		one := tfjsonpath.New("rehearsal").AtMapKey(write)
		field := one.AtMapKey("fields").AtSliceIndex(0)
		checks = append(checks,
			statecheck.ExpectKnownValue(address, one.AtMapKey("problem"), knownvalue.Null()),
			statecheck.ExpectKnownValue(address, one.AtMapKey("button"), knownvalue.StringExact(button)),
			statecheck.ExpectKnownValue(address, one.AtMapKey("request"), knownvalue.StringRegexp(regexp.MustCompile("^POST http"))),
			statecheck.ExpectKnownValue(address, field.AtMapKey("name"), knownvalue.NotNull()),
		)
	}
	checks = append(checks, statecheck.ExpectKnownValue(address, tfjsonpath.New("rehearsal").AtMapKey("restart").AtMapKey("problem"), knownvalue.Null()))
	server.Set("Database secret", databaseSecret)
	isUsable := skin.XMLMSG != "disabled"
	for attribute, check := range map[string]knownvalue.Check{
		"reachable": knownvalue.Bool(isUsable), "secret_accepted": acceptedOf(isUsable), "problem": isNull(isUsable),
		"settings": settingsOf(server, isUsable),
	} {
		checks = append(checks, statecheck.ExpectKnownValue(address, tfjsonpath.New("xmlmsg").AtMapKey(attribute), check))
	}
	before := server.Settings()
	acctest.Run(t, resource.TestCase{Steps: []resource.TestStep{{
		Config: acctest.Provider(server, fmt.Sprintf("database_secret = %q", databaseSecret)) + dataSource, ConfigStateChecks: checks,
	}}})
	for label, now := range server.Settings() {
		if now != before[label] {
			t.Errorf("%s was changed", label)
		}
	}
	// Not even the form of the passphrase, which a frame may show, is
	// sent: except for the login, only the message that asks for the
	// settings is.
	for _, request := range server.Requests() {
		if request.Method == http.MethodPost && request.Class != product.Login && request.Class != product.XMLMSG {
			t.Errorf("a form was sent: %+v", request)
		}
	}
}

func isNull(null bool) knownvalue.Check {
	if null {
		return knownvalue.Null()
	}
	return knownvalue.NotNull()
}

// acceptedOf expects the secret to be accepted, or not to be tried.
func acceptedOf(isUsable bool) knownvalue.Check {
	if isUsable {
		return knownvalue.Bool(true)
	}
	return knownvalue.Null()
}

// settingsOf expects what the interface knows: nothing while it cannot be read.
func settingsOf(server *emulator.Server, isKnown bool) knownvalue.Check {
	if isKnown {
		return knownvalue.ListSizeExact(len(server.Settings()))
	}
	return knownvalue.ListSizeExact(0)
}

// A refused secret is reported, and tried once.
func TestAccSecretIsRefused(t *testing.T) {
	t.Parallel()
	server := acctest.Start(t, emulator.Skins()[0], 0)
	server.Set("Database secret", databaseSecret)
	xml := tfjsonpath.New("xmlmsg")
	acctest.Run(t, resource.TestCase{Steps: []resource.TestStep{{
		PreConfig: server.ResetRequests,
		Config:    acctest.Provider(server, `database_secret = "a wrong secret 7"`) + dataSource,
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue(address, xml.AtMapKey("reachable"), knownvalue.Bool(true)),
			statecheck.ExpectKnownValue(address, xml.AtMapKey("secret_accepted"), knownvalue.Bool(false)),
			statecheck.ExpectKnownValue(address, xml.AtMapKey("problem"), knownvalue.StringRegexp(regexp.MustCompile("wrong secret"))),
		},
	}}})
}

// Captured pages contain no password and no value.
func TestAccCapture(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "captured")
	t.Setenv("CONFPROXY_CAPTURE_DIR", folder)
	server := acctest.Start(t, emulator.Skins()[0], 0)
	const secret = "a value that is nobody's business"
	server.Set("HTTPT SSL protocol", secret)
	acctest.Run(t, resource.TestCase{Steps: []resource.TestStep{{Config: acctest.Provider(server) + dataSource}}})
	pages, err := filepath.Glob(filepath.Join(folder, "*.html"))
	later, _ := filepath.Glob(filepath.Join(folder, "*", "*.html"))
	if err != nil || len(pages) < 4 {
		t.Fatalf("%d pages were captured (%v)", len(pages), err)
	}
	recognisable := 0
	for _, page := range slices.Concat(pages, later) {
		data, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{secret, acctest.Password, "business"} {
			if bytes.Contains(data, []byte(text)) {
				t.Errorf("%s holds %q", page, text)
			}
		}
		if bytes.Contains(data, []byte("HTTPT SSL protocol")) {
			recognisable++
		}
	}
	if recognisable == 0 {
		t.Error("no captured page shows the label of a row")
	}
}
