// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package protocol

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// report collects the provider's diagnostics.
type report struct {
	mu     sync.Mutex
	lines  []string
	errors []string
}

var errSaid = errors.New("the provider reports an error")

// add keeps diagnostics; it returns an error if one of them is an error.
func (r *report) add(address string, diagnostics []*tfprotov6.Diagnostic) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	var err error
	for _, d := range diagnostics {
		kind := "Warning"
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			kind, err = "Error", errSaid
			r.errors = append(r.errors, fmt.Sprintf("Error: %s\n\n  with %s, %s\n\n%s\n", d.Summary, address, d.Attribute, d.Detail))
		}
		r.lines = append(r.lines, fmt.Sprintf("%s: %s: %s\n%s", kind, address, d.Summary, d.Detail))
	}
	return err
}

// String returns all diagnostics of the provider.
func (r *report) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.Join(r.lines, "\n")
}

// in adds what was said to an outcome.
func (r *report) in(outcome Outcome) Outcome {
	outcome.Said = r.String()
	r.mu.Lock()
	defer r.mu.Unlock()
	outcome.Errors = strings.Join(r.errors, "\n")
	return outcome
}

// walk visits all blocks once, with its own provider.
type walk struct {
	engine *Engine
	server *server
	report *report
	blocks []Block
	state  *State

	mu     sync.Mutex
	values map[string]tftypes.Value // of the blocks, as planned or applied
}

func (e *Engine) walk(ctx context.Context, blocks []Block, state *State, report *report) (*walk, error) {
	s, err := e.start(ctx, report)
	return &walk{engine: e, server: s, report: report, blocks: blocks, state: state, values: map[string]tftypes.Value{}}, err
}

func (w *walk) value(address string) tftypes.Value {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.values[address]
}

func (w *walk) set(address string, value tftypes.Value) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.values[address] = value
}

// operation is one operation of a walk, after others.
type operation struct {
	name  string
	after []string // names of other operations; names that are not in the walk are ignored
	do    func(context.Context) error
}

// run runs all operations, several at a time, and starts them in the given
// order as they become ready: one at a time, they always run in the same order.
// Operations after a failed one are skipped; so are all operations once the
// context has ended.
func (w *walk) run(ctx context.Context, operations []operation) error {
	limit := cmp.Or(w.engine.Parallelism, 10)
	type result struct {
		name string
		err  error
	}
	results := make(chan result)
	isIn, done := map[string]bool{}, map[string]error{}
	for _, o := range operations {
		isIn[o.name] = true
	}
	waiting, running := slices.Clone(operations), 0
	for len(waiting) > 0 || running > 0 {
		next := slices.IndexFunc(waiting, func(o operation) bool {
			return !slices.ContainsFunc(o.after, func(name string) bool { _, ended := done[name]; return isIn[name] && !ended })
		})
		if next < 0 || running == limit {
			r := <-results
			done[r.name] = r.err
			running--
			continue
		}
		o := waiting[next]
		waiting = slices.Delete(waiting, next, next+1)
		if slices.ContainsFunc(o.after, func(name string) bool { return done[name] != nil }) {
			done[o.name] = errLeftOut
			continue
		}
		running++
		go func() {
			err := ctx.Err()
			if err == nil {
				err = o.do(ctx)
			}
			results <- result{o.name, err}
		}()
	}
	var errs []error
	for _, o := range operations {
		if err := done[o.name]; err != nil && !errors.Is(err, errLeftOut) {
			errs = append(errs, fmt.Errorf("%s: %w", o.name, err))
		}
	}
	return errors.Join(errs...)
}

var errLeftOut = errors.New("skipped")

// dependents returns the addresses of the blocks that refer to a block.
func (w *walk) dependents(address string) []string {
	var all []string
	for _, b := range append(w.state.orphans(w.blocks), w.blocks...) {
		if slices.Contains(b.DependsOn, address) {
			all = append(all, b.Address())
		}
	}
	return all
}

// ErrInconsistent is what an engine would report as a bug in the provider.
var ErrInconsistent = errors.New("the provider contradicts itself")

func inconsistent(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrInconsistent, fmt.Sprintf(format, args...))
}

func problemsOf(what string, problems []string) error {
	if len(problems) == 0 {
		return nil
	}
	return inconsistent("%s: %s", what, strings.Join(problems, "; "))
}
