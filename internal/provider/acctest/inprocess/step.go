// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package inprocess

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/confproxy/terraform-provider-confproxy/internal/provider/protocol"
)

// plan shows the plan of a run that has refreshed a state.
func (r *runner) plan(outcome protocol.Outcome, refreshed *protocol.State, c *configuration, destroys bool) *tfjson.Plan {
	planned := outcome.Planned
	if !destroys {
		planned = append(planned, unread(c.blocks, outcome.Values, r.viewer.schemas.DataSourceSchemas)...)
	}
	return r.viewer.plan(planned, append(refreshed.Objects(), read(c.blocks, outcome.Values)...), c)
}

func (r *runner) checkPlan(plan *tfjson.Plan, checks []plancheck.PlanCheck) error {
	for _, check := range checks {
		resp := &plancheck.CheckPlanResponse{}
		if check.CheckPlan(r.t.Context(), plancheck.CheckPlanRequest{Plan: plan}, resp); resp.Error != nil {
			return fmt.Errorf("plan check(s) failed:\n%w", resp.Error)
		}
	}
	return nil
}

func (r *runner) checkState(checks []statecheck.StateCheck) error {
	state := r.viewer.state(append(r.now.Objects(), r.data...))
	for _, check := range checks {
		resp := &statecheck.CheckStateResponse{}
		if check.CheckState(r.t.Context(), statecheck.CheckStateRequest{State: state}, resp); resp.Error != nil {
			return fmt.Errorf("state check(s) failed:\n%w", resp.Error)
		}
	}
	return nil
}

// apply plans, checks the plan, and applies it. A plan that fails changes
// nothing.
func (r *runner) apply(step resource.TestStep, c *configuration) error {
	state := r.now.Clone()
	engine := r.engine(c)
	engine.Approve = func(outcome protocol.Outcome) error {
		if err := r.checkPlan(r.plan(outcome, state, c, step.Destroy), step.ConfigPlanChecks.PreApply); err != nil {
			return err
		}
		r.now = state
		return nil
	}
	run := engine.Apply
	if step.Destroy {
		run = engine.Destroy
	}
	outcome, err := run(r.t.Context(), c.blocks, state)
	if err != nil {
		return failed("apply", outcome, err)
	}
	r.data = read(c.blocks, outcome.Values)
	return nil
}

// planAgain expects a plan to be empty, or not to be if the step says so.
func (r *runner) planAgain(step resource.TestStep, c *configuration, refreshes bool, checks []plancheck.PlanCheck) error {
	name := "refresh plan"
	if !refreshes {
		name = "non-refresh plan"
	}
	state := r.now.Clone()
	engine := r.engine(c)
	engine.NoRefresh = !refreshes
	outcome, err := engine.Plan(r.t.Context(), c.blocks, state)
	if err != nil {
		return failed(name, outcome, err)
	}
	plan := r.plan(outcome, state, c, false)
	var changes []string
	for _, c := range plan.ResourceChanges {
		if !c.Change.Actions.NoOp() {
			changes = append(changes, fmt.Sprint(c.Change.Actions, " ", c.Address))
		}
	}
	switch {
	case len(changes) > 0 && !step.ExpectNonEmptyPlan:
		return fmt.Errorf("the %s was not empty: %s", name, strings.Join(changes, ", "))
	case len(changes) == 0 && step.ExpectNonEmptyPlan && refreshes:
		return errors.New("expected a non-empty plan, but got an empty refresh plan")
	}
	return r.checkPlan(plan, checks)
}

// importState imports a resource into an empty state, and compares it with the
// one in the state.
func (r *runner) importState(step resource.TestStep, c *configuration) error {
	at := slices.IndexFunc(c.blocks, func(b protocol.Block) bool { return b.Address() == step.ResourceName })
	if at < 0 || step.ImportStateId == "" || len(c.blocks[at].DependsOn) > 0 {
		return unsupportedError{errors.New("an import step needs ImportStateId, and a resource that refers to no other")}
	}
	block, state := c.blocks[at], &protocol.State{}
	block.ImportID = step.ImportStateId
	outcome, err := r.engine(c).Plan(r.t.Context(), []protocol.Block{block}, state)
	if err != nil || !step.ImportStateVerify {
		return failed("import", outcome, err)
	}
	imported, was := attributesOf(state, step), attributesOf(r.now, step)
	if !reflect.DeepEqual(imported, was) || was[step.ImportStateVerifyIdentifierAttribute] == nil && step.ImportStateVerifyIdentifierAttribute != "" {
		return fmt.Errorf("expected the import to return %v, got %v", was, imported)
	}
	return nil
}

// attributesOf returns the attributes of the resource of an import step that are
// not null, except for the ignored ones.
func attributesOf(state *protocol.State, step resource.TestStep) map[string]any {
	for _, o := range state.Objects() {
		if values, ok := protocol.Plain(o.Value).(map[string]any); ok && o.Block.Address() == step.ResourceName {
			for name, value := range values {
				isIgnored := slices.ContainsFunc(step.ImportStateVerifyIgnore, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
				if value == nil || isIgnored {
					delete(values, name)
				}
			}
			return values
		}
	}
	return nil
}

// finish destroys what is left, from the state alone.
func (r *runner) finish(test resource.TestCase) {
	r.t.Helper()
	if r.last != nil && len(r.now.Objects()) > 0 {
		engine := r.engine(r.last)
		engine.NoRefresh = true
		if outcome, err := engine.Destroy(r.t.Context(), r.last.blocks, r.now); err != nil {
			r.t.Errorf("%v", failed("post-test destroy", outcome, err))
		}
	}
	if test.CheckDestroy != nil {
		if err := test.CheckDestroy(nil); err != nil {
			r.t.Errorf("post-test destroy: %v", err)
		}
	}
}
