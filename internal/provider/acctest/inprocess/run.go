// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package inprocess runs test cases of terraform-plugin-testing with a provider
// in this process, without a CLI. It does what that package does with a CLI, and
// fails on whatever it does not know.
package inprocess

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/confproxy/terraform-provider-confproxy/internal/provider/protocol"
)

// T is a test.
type T interface {
	Helper()
	Context() context.Context
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

var supported = map[string][]string{
	"TestCase": {"Steps", "CheckDestroy"},
	"TestStep": {
		"PreConfig", "Config", "ConfigVariables", "PlanOnly", "ExpectNonEmptyPlan", "ExpectError", "Destroy", "Taint", "ConfigPlanChecks", "ConfigStateChecks",
		"ResourceName", "ImportState", "ImportStateId", "ImportStateVerify", "ImportStateVerifyIdentifierAttribute", "ImportStateVerifyIgnore",
	},
}

// runner runs the steps of a test case.
type runner struct {
	t      T
	start  func() tfprotov6.ProviderServer
	viewer viewer
	now    *protocol.State
	data   []protocol.Object
	last   *configuration // of the last step
}

// Run runs a test case with providers that a function starts.
func Run(t T, test resource.TestCase, start func() tfprotov6.ProviderServer) {
	t.Helper()
	r := &runner{t: t, start: start, now: &protocol.State{}}
	r.checkSupported(test)
	for _, step := range test.Steps {
		r.checkSupported(step)
	}
	r.view()
	defer r.finish(test)
	for i, step := range test.Steps {
		if step.PreConfig != nil {
			step.PreConfig()
		}
		err := r.step(step)
		switch {
		case errors.Is(err, protocol.ErrInconsistent), errors.As(err, new(unsupportedError)), err != nil && step.ExpectError == nil:
			t.Fatalf("step %d/%d: %v", i+1, len(test.Steps), err)
		case err == nil && step.ExpectError != nil:
			t.Fatalf("step %d/%d: expected an error but got none", i+1, len(test.Steps))
		case err != nil && !step.ExpectError.MatchString(err.Error()):
			t.Fatalf("step %d/%d: expected an error that matches %s, got:\n%v", i+1, len(test.Steps), step.ExpectError, err)
		}
	}
}

// unsupportedError is a configuration that this package does not understand. No
// test expects it.
type unsupportedError struct{ error }

// checkSupported rejects a test case or a step that uses something else.
func (r *runner) checkSupported(from any) {
	r.t.Helper()
	value := reflect.ValueOf(from)
	for i := range value.NumField() {
		name := value.Type().Field(i).Name
		if !value.Field(i).IsZero() && !slices.Contains(supported[value.Type().Name()], name) {
			r.t.Fatalf("%s is not supported without a CLI: use acctest.RunCLI", name)
		}
	}
}

// view reads the provider's schemas.
func (r *runner) view() {
	r.t.Helper()
	server := r.start()
	schemas, err := server.GetProviderSchema(r.t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		r.t.Fatalf("%v", err)
	}
	identities, err := server.GetResourceIdentitySchemas(r.t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		r.t.Fatalf("%v", err)
	}
	r.viewer = viewer{schemas, identities.IdentitySchemas}
}

func (r *runner) engine(c *configuration) *protocol.Engine {
	return &protocol.Engine{New: r.start, Provider: func() map[string]any { return c.provider }}
}

// failed returns the error of a run with the provider's errors, as an engine
// prints them.
func failed(doing string, outcome protocol.Outcome, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("the %s failed:\n\n%s\n%w", doing, outcome.Errors, err)
}

func (r *runner) step(step resource.TestStep) error {
	c := r.last
	if step.Config != "" {
		var err error
		if c, err = parse(r.viewer.schemas, step.Config, step.ConfigVariables); errors.Is(err, errRejected) {
			return err
		} else if err != nil {
			return unsupportedError{err}
		}
	}
	if c == nil {
		return unsupportedError{errors.New("expected a configuration")}
	}
	if step.ImportState {
		return r.importState(step, c)
	}
	r.last = c
	for _, address := range step.Taint {
		if err := r.now.Taint(address); err != nil {
			return unsupportedError{err}
		}
	}
	if outcome, err := r.engine(c).Validate(r.t.Context(), c.blocks); err != nil {
		return failed("validation", outcome, err)
	}
	if !step.PlanOnly {
		if err := r.apply(step, c); err != nil {
			return err
		}
		if err := r.checkState(step.ConfigStateChecks); err != nil {
			return err
		}
	}
	if step.Destroy {
		if n := len(r.now.Objects()); n > 0 {
			return fmt.Errorf("expected the destroy to leave no object, got %d", n)
		}
		return nil
	}
	if err := r.planAgain(step, c, false, step.ConfigPlanChecks.PostApplyPreRefresh); err != nil {
		return err
	}
	return r.planAgain(step, c, true, step.ConfigPlanChecks.PostApplyPostRefresh)
}
