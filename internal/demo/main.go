// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Command demo shows the main job of the provider on the embedded emulator,
// with the real CLI and examples/quickstart. It deploys a certificate, sets
// another setting, causes drift and repairs it, refuses a wrong key, renews the
// certificate while a client makes handshakes in a loop, and destroys
// everything. It leaves no process behind, and no file outside a temporary
// folder, which it removes.
//
// Run it from the root of the repository: go run ./internal/demo -engine <path
// of terraform or tofu>.
//
// With -practice it writes the files that an authority delivers, to practise
// with.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// options are the flags of the command.
type options struct {
	engine, skin string
	verbose      bool   // shows the whole output of the CLI
	practice     string // folder to write a certificate into, instead of the demo
}

func main() {
	var o options
	flag.StringVar(&o.engine, "engine", "", "path of the terraform or tofu to run")
	flag.StringVar(&o.skin, "skin", "plain", "name of the emulator's skin")
	flag.BoolVar(&o.verbose, "verbose", false, "show the whole output of the CLI")
	flag.StringVar(&o.practice, "practice", "", "write a key, a certificate for localhost and its chain into this folder, and exit")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Stdout, o); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		stop()
		os.Exit(1) //nolint:gocritic // stop was called.
	}
}

func run(ctx context.Context, out io.Writer, o options) (err error) {
	if o.practice != "" {
		return practise(out, o.practice)
	}
	if o.engine == "" {
		return errors.New("no CLI to run: pass -engine with the path of terraform or tofu (make demo does)")
	}
	folder, err := os.MkdirTemp("", "confproxy-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()

	s, err := newStage(ctx, out, o, folder)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.server.Close()) }() //nolint:contextcheck // It is closed after an interruption, too.
	return s.play(ctx)
}
