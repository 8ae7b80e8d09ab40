// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/protocol"
)

// many are private files that this process creates ten at a time.
type many struct {
	server  *emulator.Server
	engine  protocol.Engine
	count   int
	edition int // of the contents
	state   *protocol.State
	started int // providers; each has its own password, see [processDriver]
}

func newMany(t *testing.T, skin emulator.Skin, count int) *many {
	t.Helper()
	inProcess(t)
	server, err := emulator.Start(emulator.Options{Skin: skin, Password: password})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	m := &many{server: server, count: count, state: &protocol.State{}}
	m.engine = protocol.Engine{New: provider.New("test"), Provider: func() map[string]any {
		m.started++
		own := fmt.Sprintf("%s, number %d", password, m.started)
		server.SetPassword(own)
		return map[string]any{"endpoint": server.URL(), "password": own, "request_timeout": "4s"}
	}}
	return m
}

func (m *many) name(i int) string    { return fmt.Sprintf("file-%04d.txt", i) }
func (m *many) content(i int) string { return fmt.Sprintf("file %d, edition %d\n", i, m.edition) }

func (m *many) blocks() []protocol.Block {
	blocks := make([]protocol.Block, m.count)
	for i := range blocks {
		arguments := map[string]any{"name": m.name(i), "content": m.content(i)}
		blocks[i] = protocol.Block{
			Type: "confproxy_private_file", Name: fmt.Sprint("f", i),
			Arguments: func(protocol.Ref) map[string]any { return arguments },
		}
	}
	return blocks
}

type runOf func(context.Context, []protocol.Block, *protocol.State) (protocol.Outcome, error)

// counted runs the blocks and returns the number of requests by class.
func (m *many) counted(t *testing.T, run runOf) map[product.Class]int {
	t.Helper()
	m.server.ResetRequests()
	if outcome, err := run(t.Context(), m.blocks(), m.state); err != nil {
		t.Fatalf("%v\n%s", err, outcome.Said)
	}
	return m.server.Counts()
}

// Many files take few requests. The number of files in a batch depends on the
// load of the machine, so the limit has some room, but not for a listing of the
// whole table for each file.
func TestRequestsOfManyFiles(t *testing.T) {
	t.Parallel()
	const count = 100
	for _, size := range []int{0, 25} {
		t.Run(fmt.Sprintf("%d files a page", size), func(t *testing.T) {
			t.Parallel()
			skin := emulator.Skins()[0]
			skin.PageSize = size
			m := newMany(t, skin, count)
			pages := func() int {
				if size == 0 {
					return 1
				}
				return (len(m.server.Files()) + size - 1) / size
			}
			most := count / 4
			if size > 0 { // at worst, the ten files of a batch are on ten pages
				most = count
			}
			counts := m.counted(t, m.engine.Apply)
			if counts[product.Upload] != count || counts[product.Download] != count || counts[product.Listing] > most {
				t.Errorf("apply of %d files: %v", count, counts)
			}
			t.Logf("apply: %.2f requests a file", float64(len(m.server.Requests()))/count)

			counts = m.counted(t, m.engine.Plan)
			// Besides the pages: the login's form, the login, the menu, and the
			// tab Public.
			if counts[product.Listing] != pages() || len(m.server.Requests()) != pages()+4 {
				t.Errorf("plan of %d files on %d pages: %v", count, pages(), counts)
			}
			t.Logf("plan: %d requests", len(m.server.Requests()))

			whole := pages()
			counts = m.counted(t, m.engine.Destroy)
			deletions := counts[product.Delete]
			if most = 1 + deletions; size > 0 {
				most = deletions * (1 + 2*whole)
			}
			if deletions > count/2 || counts[product.General] > deletions || counts[product.Listing] > most {
				t.Errorf("destroy of %d files on %d pages: %v", count, whole, counts)
			}
			t.Logf("destroy: %.2f requests a file", float64(len(m.server.Requests()))/count)
		})
	}
}

// batchFault is a fault at a request for a batch of files. Requests are counted
// by class: the order of the classes depends on the size of the batches.
type batchFault struct {
	phase string
	class product.Class
	nth   int
	kind  product.FaultKind
}

// batchFaults are all kinds of faults at every upload, download, listing and
// deletion that is certain to occur.
func batchFaults(count int) []batchFault {
	var all []batchFault
	for _, last := range []batchFault{
		{"create", product.Listing, 1, ""}, {"create", product.Upload, count, ""}, {"create", product.Download, count, ""},
		{"replace", product.Listing, 1, ""}, {"replace", product.Upload, count, ""}, {"replace", product.Download, count, ""},
		{"destroy", product.Listing, 2, ""}, {"destroy", product.General, 1, ""}, {"destroy", product.Delete, 1, ""},
	} {
		for nth := 1; nth <= last.nth; nth++ {
			for _, kind := range product.FaultKinds() {
				all = append(all, batchFault{last.phase, last.class, nth, kind})
			}
		}
	}
	return all
}

// A fault at a request of a batch is reported for the file that it affects, and
// the next run completes the rest.
func TestFaultsOfABatch(t *testing.T) {
	t.Parallel()
	const count = 10
	all := batchFaults(count)
	chosen := draw(all, int(number(t, "CONFPROXY_FAULTS", 20)), number(t, "CONFPROXY_SEED", 1))
	t.Logf("%d of %d faults", len(chosen), len(all))
	workers := min(8, len(chosen))
	for w := range workers {
		t.Run(fmt.Sprint(w), func(t *testing.T) {
			t.Parallel()
			skin := emulator.Skins()[0]
			skin.PageSize = []int{0, 5}[w%2]
			for i := w; i < len(chosen); i += workers {
				if problem := tryBatch(t, newMany(t, skin, count), chosen[i]); problem != "" {
					t.Errorf("%v, %d files a page: %s", chosen[i], skin.PageSize, problem)
				}
			}
		})
	}
}

func tryBatch(t *testing.T, m *many, f batchFault) (problem string) {
	t.Helper()
	run := runOf(m.engine.Apply)
	if f.phase != "create" {
		m.counted(t, run)
		m.edition++
	}
	if f.phase == "destroy" {
		run = m.engine.Destroy
	}
	m.server.ResetRequests()
	m.server.Inject(product.Fault{Nth: f.nth, Match: product.Of(f.class), Kind: f.kind})
	outcome, err := run(t.Context(), m.blocks(), m.state)
	m.server.Heal()
	if !struck(m.server) {
		return neverStruck
	}
	if problem := oneClearError(outcome.Said, err); problem != "" {
		return problem + "\n" + outcome.Said
	}
	if failed := strings.Count("\n"+outcome.Said, "\nError: "); f.class == product.Upload && f.kind != product.Restarted && failed > 1 {
		return fmt.Sprintf("%d files failed for a fault at one upload:\n%s", failed, outcome.Said)
	}
	if again, err := run(t.Context(), m.blocks(), m.state); err != nil {
		return fmt.Sprintf("the next run fails, too: %v\n%s\n--- after\n%s", err, again.Said, outcome.Said)
	}
	files := m.server.Files()
	for i := range m.count {
		file, there := files[m.name(i)]
		if wanted := f.phase != "destroy"; there != wanted || there && string(file.Data) != m.content(i) {
			return fmt.Sprintf("%s holds %q in the end (it is there: %t)", m.name(i), file.Data, there)
		}
	}
	return ""
}
