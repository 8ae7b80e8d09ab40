// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Command engine prints the path of the CLI for tests and the demo: the program
// that CONFPROXY_ENGINE names, otherwise the terraform or tofu on the PATH,
// otherwise the OpenTofu pinned in tools/tofu, which it first builds into bin/.
//
// With the argument tofu, it prints the path of an OpenTofu: the program that
// CONFPROXY_TOFU names, the tofu on the PATH, or the pinned one.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

func main() {
	path, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "engine:", err)
		os.Exit(1)
	}
	fmt.Println(path)
}

func run(args []string) (string, error) {
	root, err := findRoot()
	if err != nil {
		return "", err
	}
	wanted := anyEngine
	switch {
	case len(args) == 1 && args[0] == "tofu":
		wanted = onlyTofu
	case len(args) > 0:
		return "", fmt.Errorf("expected no arguments or tofu, got %q", args)
	}
	m := machine{
		getenv:   os.Getenv,
		lookPath: func(name string) (string, error) { return lookPath(root, name) },
		version:  version,
		pinned:   func() (string, error) { return pinned(root) },
		note:     func(text string) { fmt.Fprintln(os.Stderr, "engine:", text) },
	}
	return m.choose(wanted)
}

// findRoot returns the root of the repository that contains the working folder.
func findRoot() (string, error) {
	folder, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "tools", "tofu", "go.mod")); err == nil {
			return folder, nil
		}
		parent := filepath.Dir(folder)
		if parent == folder {
			return "", fmt.Errorf("no tools/tofu/go.mod here or above: run it inside the repository")
		}
		folder = parent
	}
}

// lookPath finds a program by its name on the PATH, or by its path, which may
// be relative to the root of the repository.
func lookPath(root, name string) (string, error) {
	if strings.ContainsRune(name, filepath.Separator) && !filepath.IsAbs(name) {
		name = filepath.Join(root, name)
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", err
	}
	return filepath.Abs(path)
}

// version runs the program's version command, without the user's settings and
// without a network request for updates.
func version(path string) (string, error) {
	command := exec.CommandContext(context.Background(), path, "version")
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "TF_") {
			command.Env = append(command.Env, variable)
		}
	}
	command.Env = append(command.Env, "CHECKPOINT_DISABLE=1")
	var errs bytes.Buffer
	command.Stderr = &errs
	output, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("%s version: %w\n%s", path, err, errs.Bytes())
	}
	return string(output), nil
}
