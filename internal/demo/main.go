// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Command demo shows the main job of the provider on the embedded emulator,
// with the real CLI on examples/quickstart: a certificate is put on the
// server, drift is made behind Terraform's back and repaired, and everything
// is taken back. It leaves nothing running, and nothing behind outside a
// temporary folder that it removes.
//
// It is run from the root of the repository: go run ./internal/demo -engine <path of terraform or tofu>.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

func main() {
	engine := flag.String("engine", "", "path of the terraform or tofu to run")
	skin := flag.String("skin", "plain", "name of the emulator's skin")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *engine, *skin); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		stop()
		os.Exit(1) //nolint:gocritic // stop was called.
	}
}

func run(ctx context.Context, engine, skin string) (err error) {
	if engine == "" {
		return errors.New("no CLI to run: pass -engine with the path of terraform or tofu (make demo does)")
	}
	folder, err := os.MkdirTemp("", "confproxy-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()

	stage, err := newStage(ctx, engine, skin, folder)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stage.close()) }() //nolint:contextcheck // The server is closed after an interruption, too.
	return stage.play(ctx)
}

// copyFile copies a file of the example.
func copyFile(from, to string) error {
	data, err := os.ReadFile(from) //nolint:gosec // A file of the repository.
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o600) //nolint:gosec // Below the demo's own folder.
}
