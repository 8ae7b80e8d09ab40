// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/protocol"
)

// phase is one run of the lifecycle.
type phase struct {
	name    string
	issued  func(*bench) *certstest.Issued // the declared certificate
	names   func(*bench) *certstest.Issued // the certificate that the files are named after; nil is the same
	inPlace bool                           // whether contents change under the same names
	ports   bool                           // whether another port is declared
	imports bool                           // whether it begins with an empty state and imports
	destroy bool
}

var phases = []phase{
	{name: "create", issued: first},
	{name: "rotate", issued: second},
	{name: "in place", issued: third, names: second, inPlace: true},
	{name: "ports", issued: third, names: second, ports: true},
	{name: "import", issued: third, names: second, ports: true, imports: true},
	{name: "destroy", issued: third, names: second, ports: true, destroy: true},
}

// version is the prefix of the names of the files.
func (b *bench) version(p phase) string {
	issued := p.issued
	if p.names != nil {
		issued = p.names
	}
	digest := sha256.Sum256(issued(b).CertPEM)
	return hex.EncodeToString(digest[:])[:8]
}

func first(b *bench) *certstest.Issued  { return b.issued[0] }
func second(b *bench) *certstest.Issued { return b.issued[1] }
func third(b *bench) *certstest.Issued  { return b.issued[2] }

// moment is the nth request of a class in a phase of the lifecycle.
type moment struct {
	phase string
	class product.Class
	nth   int64
}

func (m moment) number(tb testing.TB) int {
	tb.Helper()
	for i, p := range phases {
		if p.name == m.phase {
			return i
		}
	}
	tb.Fatalf("there is no phase %s", m.phase)
	return 0
}

// driver runs the phases: with the CLI, or in this process.
type driver interface {
	// enter prepares the declaration of a phase.
	enter(phase)
	run(context.Context, phase) (said string, err error)
	// plansNothing reports what a plan of the phase would still change.
	plansNothing(phase) (problem string)
	// state returns the engine's state; nil for none.
	state() any
	restore(any)
	// filesInState returns the names of the private files in the state.
	filesInState() ([]string, error)
}

// checkpoint is the world before a phase, the number of requests of the phase,
// and which of them is the restart, and which saves other ports; 0 for none.
type checkpoint struct {
	snapshot *product.Snapshot
	state    any
	requests int
	restart  int
	newPorts int
}

// bench is one worker's world, with a checkpoint for each phase.
type bench struct {
	*site
	driver

	issued [3]*certstest.Issued

	ports       []int // settings of the server before everything
	extra       int   // the port that the phase "ports" adds
	checkpoints []checkpoint
}

func newBench(t *testing.T, s *site, issued [3]*certstest.Issued, with func(*bench) driver) *bench {
	t.Helper()
	extra, err := product.FreePort("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{site: s, issued: issued, ports: s.server.Ports(), extra: extra}
	for _, one := range issued {
		b.use(one)
	}
	b.driver = with(b)
	for _, p := range phases {
		b.begin(p)
		point := checkpoint{snapshot: b.server.Snapshot(), state: b.state()}
		b.server.ResetRequests()
		if said, err := b.run(t.Context(), p); err != nil {
			t.Fatalf("phase %s without a fault: %v\n%s", p.name, err, said)
		}
		requests := b.server.Requests()
		point.requests = len(requests)
		firstOf := func(class product.Class) int {
			return 1 + slices.IndexFunc(requests, func(r product.Request) bool { return r.Class == class })
		}
		point.restart = firstOf(product.Restart)
		if p.ports {
			point.newPorts = firstOf(product.Save)
		}
		b.checkpoints = append(b.checkpoints, point)
	}
	b.mustBeUntouched(nil)
	return b
}

// begin restores the folder and the state from before a phase.
func (b *bench) begin(p phase) {
	b.use(p.issued(b))
	b.enter(p)
	if p.imports {
		b.restore(nil)
	}
}

// portsOf returns the ports that a phase declares; nil for none.
func (b *bench) portsOf(p phase) []int {
	if !p.ports {
		return nil
	}
	return append(slices.Clone(b.ports), b.extra)
}

// recovers runs a phase with a disturbance, again without one, and a plan,
// which must be empty. Afterwards every new object on the server belongs to the
// state, so that a destroy removes it. The port always presents a certificate
// that clients know.
func (b *bench) recovers(number int, disturbed func(phase) (said, problem string)) (problem string) {
	p, point := phases[number], b.checkpoints[number]
	b.server.Restore(point.snapshot)
	b.begin(p)
	b.restore(point.state)

	watch := b.watch(b.ports[0], b.known, true, 50*time.Millisecond)
	said, problem := disturbed(p)
	if problem != "" {
		watch.end()
		return problem + "\n" + said
	}
	again, err := b.run(b.tb.Context(), p)
	if _, bad := watch.end(); len(bad) > 0 && !p.inPlace { // between two uploads the files do not match
		return fmt.Sprintf("handshakes failed: %s\n%s", bad[0], said)
	}
	if err != nil {
		return fmt.Sprintf("the next run fails, too: %v\n%s\n--- after\n%s", err, again, said)
	}
	if p.destroy {
		if problem := b.isUntouched(nil, nil); problem != "" {
			return problem + "\n--- after\n" + said + "\n--- and\n" + again
		}
		return ""
	}
	if problem := b.plansNothing(p); problem != "" {
		return problem + "\n--- after\n" + said
	}
	names, err := b.filesInState()
	if err != nil {
		return err.Error()
	}
	return b.isUntouched(settingsOfHTTPT, names)
}

// oneClearError reports a flaw in the way a run ended: a secret in its output,
// or a failure without a clear error.
func oneClearError(said string, err error) string {
	for _, never := range []string{password, "panic", "PRIVATE KEY"} {
		if strings.Contains(said, never) {
			return fmt.Sprintf("the output holds %q", never)
		}
	}
	if errors.Is(err, protocol.ErrInconsistent) {
		return err.Error()
	}
	if err != nil && !strings.Contains(said, "Error: ") {
		return fmt.Sprintf("it failed without an error: %v", err)
	}
	if strings.Contains(said, "Provider produced") {
		return "the engine blames the provider"
	}
	return ""
}

// isUntouched reports what differs on the server from the state before
// everything, except for the given settings and files.
func (s *site) isUntouched(settings, files []string) string {
	wanted := slices.Sorted(maps.Keys(s.files))
	wanted = append(wanted, files...)
	slices.Sort(wanted)
	if there := slices.Sorted(maps.Keys(s.server.Files())); !slices.Equal(there, wanted) {
		return fmt.Sprintf("the files are %v in the end, want %v", there, wanted)
	}
	return s.changed(settings)
}

// issueThree issues the certificates of a lifecycle.
func issueThree(t *testing.T) [3]*certstest.Issued {
	t.Helper()
	authority, err := certstest.New()
	if err != nil {
		t.Fatal(err)
	}
	var issued [3]*certstest.Issued
	for i := range issued {
		issued[i], err = authority.Issue(certstest.Leaf{CommonName: serverName, DNSNames: []string{serverName}, NotAfter: time.Now().AddDate(0, 0, 90)})
		if err != nil {
			t.Fatal(err)
		}
	}
	return issued
}
