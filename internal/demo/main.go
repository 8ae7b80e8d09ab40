// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Command demo shows the main job of the provider on the embedded emulator,
// with the real CLI on examples/quickstart: a certificate is deployed, one more
// setting is set, drift is made behind Terraform's back and repaired, a wrong key is refused, the
// certificate is renewed under a client that makes handshakes all the time, and
// everything is taken back. It leaves nothing running, and nothing behind
// outside a temporary folder that it removes.
//
// It is run from the root of the repository: go run ./internal/demo -engine <path of terraform or tofu>.
//
// With -practice it writes the files that an authority delivers, to try the
// provider with.
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
	flag.StringVar(&o.practice, "practice", "", "write a key, a certificate for localhost and its chain into this folder, and end")
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
