// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package acctest has helpers of the acceptance tests: the provider in this
// process, the real CLI, and the emulator as the server.
package acctest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"html"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/acctest/inprocess"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/protocol"
)

// Password is the password of every server that [Start] starts.
const Password = "a password for tests only"

// Skins are two skins that differ in most of their axes. The provider depends
// little on how pages look; the client's own tests run on all skins.
func Skins(tb testing.TB) []emulator.Skin {
	tb.Helper()
	var skins []emulator.Skin
	names := []string{"old", "modern"}
	if testing.Short() { // another engine repeats the tests
		names = names[:1]
	}
	for _, name := range names {
		skin, ok := emulator.SkinNamed(name)
		if !ok {
			tb.Fatalf("there is no skin %q", name)
		}
		skins = append(skins, skin)
	}
	return skins
}

// Skin returns one of the two skins, by the name of the test, so that a suite of
// tests runs on both.
func Skin(tb testing.TB) emulator.Skin {
	tb.Helper()
	skins := Skins(tb)
	return skins[int(crc32.ChecksumIEEE([]byte(tb.Name())))%len(skins)]
}

// RequireEngine skips a test if there is no engine (make test sets TF_ACC), or
// fails it if CONFPROXY_REQUIRE_ENGINE=1.
func RequireEngine(tb testing.TB) {
	tb.Helper()
	if os.Getenv("TF_ACC") != "" {
		return
	}
	const missing = "no engine: set TF_ACC=1, and TF_ACC_TERRAFORM_PATH to terraform or tofu (make test does)"
	if os.Getenv("CONFPROXY_REQUIRE_ENGINE") == "1" {
		tb.Fatal(missing)
	}
	tb.Skip(missing)
}

// Run runs the steps of a test case with the provider in this process, without a
// CLI unless CONFPROXY_CLI=1.
func Run(t *testing.T, test resource.TestCase) {
	t.Helper()
	if os.Getenv("CONFPROXY_CLI") == "1" {
		RunCLI(t, test)
		return
	}
	inprocess.Run(t, test, provider.New("test"))
}

// RunCLI runs the steps of a test case with the real CLI, and the provider in
// this process.
func RunCLI(t *testing.T, test resource.TestCase) {
	t.Helper()
	RequireEngine(t)
	test.ProtoV6ProviderFactories = map[string]func() (tfprotov6.ProviderServer, error){
		"confproxy": func() (tfprotov6.ProviderServer, error) { return provider.New("test")(), nil },
	}
	resource.Test(t, test)
}

// Engine drives the provider in this process, without a CLI.
func Engine(server *emulator.Server) *protocol.Engine {
	return &protocol.Engine{
		New: provider.New("test"),
		Provider: func() map[string]any {
			return map[string]any{"endpoint": server.URL(), "password": Password, "insecure": true}
		},
	}
}

// Start starts a server for one test. A seed of 0 picks a random one; the seed
// is logged, and so shown when the test fails.
func Start(t *testing.T, skin emulator.Skin, seed int64) *emulator.Server {
	t.Helper()
	server, err := emulator.Start(emulator.Options{Skin: skin, Seed: seed, Password: Password})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("skin %q, seed %d", skin.Name, server.Seed())
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	return server
}

// Provider returns the provider configuration for a server, with more arguments
// as they are.
func Provider(server *emulator.Server, arguments ...string) string {
	endpoint := server.URL()
	if kind := server.Skin().PlainHTTP; kind == "refused" || kind == "parse-error" {
		endpoint = server.HTTPSURL()
	}
	return fmt.Sprintf("provider \"confproxy\" {\n  endpoint = %q\n  password = %q\n  insecure = true\n  %s\n}\n",
		endpoint, Password, strings.Join(arguments, "\n  "))
}

// Check examines the server itself after an apply, in addition to the checks of
// the state.
type Check func() error

// CheckState runs the check.
func (c Check) CheckState(_ context.Context, _ statecheck.CheckStateRequest, resp *statecheck.CheckStateResponse) {
	resp.Error = c()
}

// Destroyed runs checks after everything was destroyed.
func Destroyed(checks ...Check) resource.TestCheckFunc {
	return func(*terraform.State) error {
		var errs []error
		for _, check := range checks {
			errs = append(errs, check())
		}
		return errors.Join(errs...)
	}
}

// Nth returns a hook for [emulator.Server.OnRequest] that acts once, at the nth
// request of a class.
func Nth(class product.Class, nth int64, act func()) func(*http.Request, product.Class) {
	var seen atomic.Int64
	return func(_ *http.Request, c product.Class) {
		if c == class && seen.Add(1) == nth {
			act()
		}
	}
}

// Secrets are texts that must not be in the state or the plan.
type Secrets []string

// CheckState searches the state.
func (s Secrets) CheckState(_ context.Context, req statecheck.CheckStateRequest, resp *statecheck.CheckStateResponse) {
	resp.Error = s.search("state", req.State)
}

// CheckPlan searches the plan, except for the literals of the configuration,
// which Terraform repeats there.
func (s Secrets) CheckPlan(_ context.Context, req plancheck.CheckPlanRequest, resp *plancheck.CheckPlanResponse) {
	plan := *req.Plan
	plan.Config = nil
	resp.Error = s.search("plan", &plan)
}

func (s Secrets) search(what string, document any) error {
	data, err := json.Marshal(document)
	if err != nil {
		return err
	}
	for i, secret := range s {
		for _, form := range Forms(secret) {
			if strings.Contains(string(data), form) {
				return fmt.Errorf("secret %d is in the %s", i, what)
			}
		}
	}
	return nil
}

// Watch adds the search for secrets to every step of a test case.
func (s Secrets) Watch(test *resource.TestCase) {
	for i := range test.Steps {
		step := &test.Steps[i]
		if step.Config == "" || step.ExpectError != nil {
			continue
		}
		step.ConfigStateChecks = append(step.ConfigStateChecks, s)
		if !step.PlanOnly {
			step.ConfigPlanChecks.PreApply = append(step.ConfigPlanChecks.PreApply, s)
		}
	}
}

// Forms are the encodings in which a secret may be written.
func Forms(secret string) []string {
	return []string{
		secret, url.QueryEscape(secret), url.PathEscape(secret), html.EscapeString(secret), strings.Trim(strconv.Quote(secret), `"`),
	}
}
