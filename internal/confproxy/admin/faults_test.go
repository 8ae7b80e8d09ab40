// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"maps"
	"os"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/client"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/deployment"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// TestMain lets many tests run in parallel: most of them wait, for a server
// that restarts or does not answer.
func TestMain(m *testing.M) {
	flag.Parse()
	log.SetOutput(io.Discard) // servers of these tests log the handshakes that fail on purpose
	isFuzzing := flag.Lookup("test.fuzz").Value.String() != ""
	if parallel := flag.Lookup("test.parallel"); !isFuzzing && parallel.Value.String() == parallel.DefValue {
		if err := parallel.Value.Set(strconv.Itoa(8 * runtime.GOMAXPROCS(0))); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// kinds are the kinds of errors; every error must have one.
var kinds = []error{
	confproxy.ErrUnreachable, confproxy.ErrUnfinished, confproxy.ErrUntrustedCertificate, confproxy.ErrAuth, confproxy.ErrUntrustedNetwork,
	confproxy.ErrLayout, confproxy.ErrEncoding, confproxy.ErrForeignHost, confproxy.ErrServer, confproxy.ErrUnknownOutcome,
	confproxy.ErrNotApplied, confproxy.ErrConflict, confproxy.ErrExists, confproxy.ErrNotFound, confproxy.ErrInUse,
	confproxy.ErrCheck, confproxy.ErrLive,
}

// operation is a write whose requests may fail.
type operation struct {
	prepare func(*site)
	do      func(context.Context, *client.Client) error
	// done describes what is not yet as wanted on the server; "" if everything
	// is.
	done func(*site) string
	// changes are the settings that it may change, and files the files.
	settings []confproxy.Setting
	files    []string
}

const uploaded = "new & ファイル.bin"

func operations(t *testing.T) map[string]operation {
	m := authority(t)
	data := []byte("\x00\xff new \r\n")
	wanted := confproxy.Values{
		confproxy.UseSSL: confproxy.YesNo(true), confproxy.Certificate: confproxy.TextValue("objects/server.cer"),
		confproxy.Key: confproxy.TextValue("objects/server.key"), confproxy.CertificateChain: confproxy.TextValue("objects/chain.crt"),
	}
	return map[string]operation{
		"upload": {
			do: func(ctx context.Context, c *client.Client) error {
				_, err := c.PutFile(ctx, uploaded, certs.NewContent(data), confproxy.Precondition{Absent: true})
				return err
			},
			done: func(s *site) string {
				file, ok := s.Files()[uploaded]
				if !ok || !bytes.Equal(file.Data, data) || file.Version != 1 {
					return fmt.Sprintf("stored: %q, version %d", file.Data, file.Version)
				}
				return ""
			},
			files: []string{uploaded},
		},
		"delete": {
			prepare: func(s *site) { s.PutFile(uploaded, data) },
			do: func(ctx context.Context, c *client.Client) error {
				return c.DeleteFile(ctx, uploaded)
			},
			done: func(s *site) string {
				if _, ok := s.Files()[uploaded]; ok {
					return "it is still there"
				}
				return ""
			},
			files: []string{uploaded},
		},
		"save": {
			do: func(ctx context.Context, c *client.Client) error {
				_, err := c.Deploy(ctx, deployment.Deployment{Want: wanted, Live: deployment.LiveCheck{Enabled: true, Timeout: patience}})
				return err
			},
			done: func(s *site) string {
				for setting, value := range wanted {
					if now := s.expected(t, setting); now != value {
						return fmt.Sprintf("%s is %v", setting.Label, now)
					}
				}
				if leaf := s.Leaf(); leaf == nil || !leaf.Equal(m.Cert) {
					return "the certificate is not served"
				}
				return ""
			},
			settings: slices.Collect(maps.Keys(wanted)),
		},
	}
}

// writes are the classes of requests that change something.
var writes = []product.Class{
	product.Save, product.SaveSecurity, product.Upload, product.Delete, product.Confirm, product.Restart,
}

func writesOf(s *site) map[product.Class]int {
	counts := s.Counts()
	for class := range counts {
		if !slices.Contains(writes, class) {
			delete(counts, class)
		}
	}
	return counts
}

// Whatever fault affects whichever request of a write: it succeeds completely,
// or fails with an error that has a kind; nothing is sent twice, nothing else
// changes, and a second attempt completes it.
func TestFaults(t *testing.T) {
	t.Parallel()
	steps := map[string]int{"plain": 1, "modern": 3}
	if testing.Short() { // under the race detector
		steps = map[string]int{"plain": 30}
	}
	for name, step := range steps {
		skin, _ := emulator.SkinNamed(name)
		for what, op := range operations(t) {
			for _, kind := range product.FaultKinds() {
				t.Run(fmt.Sprintf("%s/%s/%s", name, what, kind), func(t *testing.T) {
					t.Parallel()
					everyRequest(t, skin, op, kind, step)
				})
			}
		}
	}
}

// everyRequest runs an operation on one server again and again, with a fault at
// another request each time: at each of them, or at one in step.
func everyRequest(t *testing.T, skin emulator.Skin, op operation, kind product.FaultKind, step int) {
	t.Helper()
	files := authority(t).files()
	delete(files, "locked.key")
	s := newSite(t, emulator.Options{Skin: skin, Seed: 7, Files: files})
	if op.prepare != nil {
		op.prepare(s)
	}
	start := s.Snapshot()

	if err := op.do(t.Context(), connect(t, s.Server)); err != nil {
		t.Fatalf("without a fault: %v", err)
	}
	requests, needed := len(s.Requests()), writesOf(s)
	first := 1 + slices.Index(product.FaultKinds(), kind)%step // of every kind a different one
	for nth := first; nth <= requests; nth += step {
		s.Restore(start)
		s.strike(t, op, product.Fault{Nth: nth, Kind: kind}, needed)
		if t.Failed() {
			t.Fatalf("this was request %d of %d", nth, requests)
		}
	}
}

// strike runs an operation with one fault.
func (s *site) strike(t *testing.T, op operation, fault product.Fault, needed map[product.Class]int) {
	t.Helper()
	settings, files := s.Settings(), s.Files()
	timeout := patience
	if fault.Kind == product.Delayed {
		timeout = 500 * time.Millisecond
	}
	client := admin.Connect(t, confproxy.Config{
		Endpoint: s.URL(), Password: "asd", CACertPEM: authority(t).RootPEM, RequestTimeout: timeout,
	})
	s.Inject(fault)
	err := op.do(t.Context(), client)
	s.Settle()
	switch {
	case err == nil:
		if missing := op.done(s); missing != "" {
			t.Errorf("succeeded, but %s", missing)
		}
	case !slices.ContainsFunc(kinds, func(kind error) bool { return errors.Is(err, kind) }):
		t.Errorf("an error without a kind: %v", err)
	}
	again := 0
	if fault.Kind == product.SessionDropped { // the server ignored requests without a session
		again = 1
	}
	for class, n := range writesOf(s) {
		if n > needed[class]+again {
			t.Errorf("%d requests %s, needed are %d; %v", n, class, needed[class], err)
		}
	}
	s.onlyTouched(t, op, settings, files)
	if errors.Is(err, confproxy.ErrAuth) && (fault.Kind == product.SessionDropped || fault.Kind == product.Restarted) {
		// The session of the login ended at once. That looks like a refused
		// password, which is not tried again in this process.
		return
	}

	if second := op.do(t.Context(), connect(t, s.Server)); second != nil {
		t.Errorf("the second try: %v; the first: %v", second, err)
	}
	if missing := op.done(s); missing != "" {
		t.Errorf("after the second try %s", missing)
	}
	s.onlyTouched(t, op, settings, files)
}

func (s *site) onlyTouched(t *testing.T, op operation, settings map[string]product.SettingState, files map[string]product.File) {
	t.Helper()
	s.untouched(t, settings, op.settings...)
	before, after := inShort(files), inShort(s.Files())
	for _, name := range op.files {
		delete(before, name)
		delete(after, name)
	}
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("files (-before +after):\n%s", diff)
	}
}

// Readers and writers of one server, of one client and of another.
func TestConcurrent(t *testing.T) {
	t.Parallel()
	s := newSite(t, emulator.Options{Files: manyFiles(12), Skin: emulator.Skin{Tokens: true, PageSize: 5}})
	settings, files := s.Settings(), s.Files()
	errs := make(chan error)
	tasks := 0
	spawn := func(do func() error) {
		tasks++
		go func() { errs <- do() }()
	}
	for i := range 10 {
		spawn(func() error {
			for range 5 {
				if _, err := s.client.Settings(t.Context(), confproxy.Ports); err != nil {
					return err
				}
				data, _, err := s.client.ReadFile(t.Context(), fmt.Sprintf("file-%03d.txt", i))
				if err != nil || len(data) != i {
					return fmt.Errorf("read %d bytes instead of %d: %w", len(data), i, err)
				}
			}
			return nil
		})
	}
	for i, client := range []*client.Client{s.client, connect(t, s.Server)} {
		spawn(func() error {
			name := fmt.Sprintf("written %d", i)
			for n := range 4 {
				if _, err := client.PutFile(t.Context(), name, certs.NewContent(fmt.Appendf(nil, "%d", n)), confproxy.Precondition{}); err != nil {
					return err
				}
				suite := confproxy.Values{confproxy.SSLCipherSuite: confproxy.TextValue(fmt.Sprintf("0x130%d", n))}
				if _, err := client.Deploy(t.Context(), deployment.Deployment{Want: suite}); err != nil {
					return err
				}
			}
			return client.DeleteFile(t.Context(), name)
		})
	}
	for range tasks {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	s.untouched(t, settings, confproxy.SSLCipherSuite)
	if diff := cmp.Diff(inShort(files), inShort(s.Files())); diff != "" {
		t.Errorf("files (-before +after):\n%s", diff)
	}
}
