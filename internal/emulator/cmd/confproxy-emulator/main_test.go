// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// watcher passes the output on once it is complete.
type watcher struct {
	seen strings.Builder
	done chan string
}

func (w *watcher) Write(b []byte) (int, error) {
	w.seen.Write(b)
	if strings.Contains(w.seen.String(), "Ctrl-C ends it.") && w.done != nil {
		w.done <- w.seen.String()
		w.done = nil
	}
	return len(b), nil
}

func TestRunServesUntilItIsInterrupted(t *testing.T) {
	t.Parallel()
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	out, ended := &watcher{done: make(chan string, 1)}, make(chan error, 1)
	printed := out.done
	go func() { ended <- run(ctx, []string{"-skin", "random:3", "-password", "pw", "-quiet"}, out, io.Discard) }()
	var text string
	select {
	case text = <-printed:
	case err := <-ended:
		t.Fatal(err)
	}
	for _, want := range []string{"skin random:3", `password = "pw"`, "CONFPROXY_PASSWORD='pw'", "User: admin"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not printed in %s", want, text)
		}
	}
	address := regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(text)
	resp, err := http.Get(address + "/")
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	interrupt()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if resp, err := http.Get(address + "/"); err == nil {
		_ = resp.Body.Close()
		t.Error("it still answers")
	}
}

func TestBadFlags(t *testing.T) {
	t.Parallel()
	for flags, want := range map[string]string{
		"-skin none":      "-list-skins lists",
		"-skin random:x":  "not a whole number",
		"-ports 80,99999": "not a port number",
		"-trusted x":      "not a CIDR",
	} {
		err := run(t.Context(), strings.Fields(flags), io.Discard, io.Discard)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", flags, err)
		}
	}
	if err := run(t.Context(), []string{"-h"}, io.Discard, io.Discard); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("-h: %v", err)
	}
}

func TestListSkins(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if err := run(t.Context(), []string{"-list-skins"}, &out, io.Discard); err != nil || !strings.HasPrefix(out.String(), "plain\nbasic\n") {
		t.Errorf("%v: %s", err, out.String())
	}
}
