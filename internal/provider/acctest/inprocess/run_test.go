// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package inprocess_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/acctest"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/acctest/inprocess"
)

const address = "confproxy_private_file.this"

// recorder is a test that may fail.
type recorder struct {
	*testing.T
	said []string
}

func (r *recorder) Errorf(format string, args ...any) {
	r.said = append(r.said, fmt.Sprintf(format, args...))
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}

// failure runs a test case, and returns how it failed.
func failure(t *testing.T, test resource.TestCase, start func() tfprotov6.ProviderServer) string {
	t.Helper()
	r, done := &recorder{T: t}, make(chan struct{})
	go func() {
		defer close(done)
		inprocess.Run(r, test, start)
	}()
	<-done
	return strings.Join(r.said, "\n")
}

// liar is a provider whose applies return another path than planned.
type liar struct{ tfprotov6.ProviderServer }

func (l liar) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	resp, err := l.ProviderServer.ApplyResourceChange(ctx, req)
	if err != nil || len(resp.Diagnostics) > 0 {
		return resp, err
	}
	schemas, err := l.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return nil, err
	}
	typ := schemas.ResourceSchemas[req.TypeName].ValueType()
	value, err := resp.NewState.Unmarshal(typ)
	if err != nil || value.IsNull() {
		return resp, err
	}
	var attributes map[string]tftypes.Value
	if err := value.As(&attributes); err != nil {
		return nil, err
	}
	attributes["path"] = tftypes.NewValue(tftypes.String, "elsewhere")
	packed, err := tfprotov6.NewDynamicValue(typ, tftypes.NewValue(typ, attributes))
	resp.NewState = &packed
	return resp, err
}

func TestFailures(t *testing.T) {
	t.Parallel()
	const body, wrong = "name = \"a.txt\"\n  content = \"a\"", "a wrong one"
	resourceOf := func(arguments string) string {
		return fmt.Sprintf("resource \"confproxy_private_file\" \"this\" {\n  %s\n}\n", arguments)
	}
	file := resourceOf(body)
	path := tfjsonpath.New("path")
	state := func(checks ...statecheck.StateCheck) resource.TestStep {
		return resource.TestStep{Config: file, ConfigStateChecks: checks}
	}
	plan := func(checks ...plancheck.PlanCheck) resource.TestStep {
		return resource.TestStep{Config: file, ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: checks}}
	}
	configured := func(more string) resource.TestStep { return resource.TestStep{Config: file + more} }
	lying := func(s *emulator.Server) func() tfprotov6.ProviderServer {
		return func() tfprotov6.ProviderServer { return liar{acctest.Engine(s).New()} }
	}
	anyError := regexp.MustCompile("")
	for name, test := range map[string]struct {
		steps  func(s *emulator.Server) []resource.TestStep
		start  func(s *emulator.Server) func() tfprotov6.ProviderServer
		change func(*resource.TestCase)
		says   string // "" for a test that succeeds
	}{
		"none": {steps: only(state(statecheck.ExpectKnownValue(address, path, knownvalue.StringExact("objects/a.txt"))))},
		"state": {
			steps: only(state(statecheck.ExpectKnownValue(address, path, knownvalue.StringExact(wrong)))), says: "state check(s) failed",
		},
		"identity": {steps: only(state(statecheck.ExpectIdentity(address, map[string]knownvalue.Check{"name": knownvalue.StringExact(wrong)}))), says: wrong},
		"action":   {steps: only(plan(plancheck.ExpectResourceAction(address, plancheck.ResourceActionNoop))), says: "plan check(s) failed"},
		"known":    {steps: only(plan(plancheck.ExpectUnknownValue(address, path))), says: "plan check(s) failed"},
		"plan":     {steps: only(plan(plancheck.ExpectKnownValue(address, path, knownvalue.StringExact(wrong)))), says: wrong},
		"sensitivity, which it does not show": {
			steps: only(plan(plancheck.ExpectSensitiveValue(address, tfjsonpath.New("content")))), says: "plan check(s) failed",
		},
		"secret": {
			steps: only(state(acctest.Secrets{"objects/a.txt"})), says: "secret 0 is in the state",
		},
		"drift after the apply": {
			steps: func(s *emulator.Server) []resource.TestStep {
				return []resource.TestStep{state(acctest.Check(func() error { s.PutFile("a.txt", []byte("b")); return nil }))}
			},
			says: "the refresh plan was not empty: [update] " + address,
		},
		"plan only":           {steps: only(resource.TestStep{Config: file, PlanOnly: true}), says: "the non-refresh plan was not empty: [create] " + address},
		"empty plan":          {steps: only(resource.TestStep{Config: file, ExpectNonEmptyPlan: true}), says: "got an empty refresh plan"},
		"no error":            {steps: only(resource.TestStep{Config: file, ExpectError: anyError}), says: "expected an error but got none"},
		"another error":       {steps: only(resource.TestStep{Config: resourceOf(`name = "a/b"`), ExpectError: regexp.MustCompile(wrong)}), says: "Error: Invalid name"},
		"unexpected error":    {steps: only(resource.TestStep{Config: resourceOf(`name = "a/b"`)}), says: "Error: Invalid name"},
		"missing argument":    {steps: only(resource.TestStep{Config: resourceOf(`content = "a"`)}), says: "Error: Missing required argument"},
		"unknown argument":    {steps: only(resource.TestStep{Config: resourceOf(body + "\n colour = 1")}), says: "Error: Unsupported argument"},
		"wrong type":          {steps: only(resource.TestStep{Config: resourceOf("name = [1]")}), says: "Error: Incorrect attribute value type"},
		"inconsistent result": {steps: only(resource.TestStep{Config: file}), start: lying, says: "path was planned differently"},
		"inconsistent result instead of an error": {
			steps: only(resource.TestStep{Config: file, ExpectError: anyError}), start: lying, says: "path was planned differently",
		},
		"import": {
			steps: only(resource.TestStep{Config: resourceOf(body + "\n  overwrite = true")}, resource.TestStep{
				ResourceName: address, ImportState: true, ImportStateId: "a.txt", ImportStateVerify: true,
			}), says: "expected the import to return",
		},
		"after the destroy": {
			steps: only(state()), change: func(test *resource.TestCase) {
				test.CheckDestroy = func(*terraform.State) error { return errors.New(wrong) }
			}, says: "post-test destroy: " + wrong,
		},
		"what a step needs a CLI for": {steps: only(resource.TestStep{RefreshState: true}), says: "RefreshState is not supported without a CLI"},
		"what a case needs a CLI for": {
			steps: only(state()), change: func(test *resource.TestCase) { test.IDRefreshName = address }, says: "IDRefreshName is not supported without a CLI",
		},
		"locals":            {steps: only(configured("locals {}\n")), says: "the block is not supported"},
		"count":             {steps: only(resource.TestStep{Config: resourceOf(body + "\n count = 2"), ExpectError: anyError}), says: "count is not supported"},
		"function":          {steps: only(resource.TestStep{Config: resourceOf(`name = trim("a")`), ExpectError: anyError}), says: "Function calls not allowed"},
		"local value":       {steps: only(resource.TestStep{Config: resourceOf("name = local.a"), ExpectError: anyError}), says: "local is not supported"},
		"no such resource":  {steps: only(resource.TestStep{Config: "resource \"thing\" \"a\" {}\n", ExpectError: anyError}), says: "the provider does not have it"},
		"no such reference": {steps: only(resource.TestStep{Config: resourceOf("name = confproxy_private_file.b.path"), ExpectError: anyError}), says: "not there"},
		"lifecycle": {
			steps: only(resource.TestStep{Config: resourceOf(body + "\n lifecycle {\n prevent_destroy = true\n }"), ExpectError: anyError}), says: "expected the argument create_before_destroy",
		},
		"removed": {steps: only(configured("removed {\n from = confproxy_private_file.b\n}\n")), says: "the block is not supported"},
		"output":  {steps: only(configured("output \"a\" {\n value = \"b\"\n}\n")), says: "the block is not supported"},
		"import by identity": {
			steps: only(configured("import {\n to = " + address + "\n identity = { name = \"a\" }\n}\n")), says: "expected the argument id",
		},
		"sensitive variable":     {steps: only(configured("variable \"a\" {\n type = string\n sensitive = true\n}\n")), says: "expected only the arguments"},
		"variable without value": {steps: only(configured("variable \"a\" {\n type = string\n}\n")), says: "it has no value"},
		"ephemeral value": {
			steps: only(resource.TestStep{
				Config: "variable \"a\" {\n type = string\n default = \"a\"\n ephemeral = true\n}\n" + resourceOf("name = var.a"), ExpectError: anyError,
			}), says: "an ephemeral value is not allowed",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := acctest.Start(t, emulator.Skins()[0], 1)
			if test.start == nil {
				test.start = func(s *emulator.Server) func() tfprotov6.ProviderServer { return acctest.Engine(s).New }
			}
			run := resource.TestCase{Steps: test.steps(server)}
			for i := range run.Steps {
				if run.Steps[i].Config != "" {
					run.Steps[i].Config = acctest.Provider(server) + run.Steps[i].Config
				}
			}
			if test.change != nil {
				test.change(&run)
			}
			said := failure(t, run, test.start(server))
			if (said == "") != (test.says == "") || !strings.Contains(said, test.says) {
				t.Errorf("expected a failure that says %q, got %q", test.says, said)
			}
		})
	}
}

func only(steps ...resource.TestStep) func(*emulator.Server) []resource.TestStep {
	return func(*emulator.Server) []resource.TestStep { return steps }
}
