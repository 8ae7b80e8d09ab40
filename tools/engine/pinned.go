// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// pinned returns the OpenTofu that tools/tofu/go.mod names, and builds it
// unless it was built before.
func pinned(root string) (string, error) {
	folder := filepath.Join(root, "tools", "tofu")
	wanted, err := pinnedVersion(filepath.Join(folder, "go.mod"))
	if err != nil {
		return "", err
	}
	path := filepath.Join(root, "bin", "tofu")
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	if said, err := version(path); err == nil && strings.Contains(said, "OpenTofu "+wanted+"\n") {
		return path, nil
	}
	fmt.Fprintf(os.Stderr, "engine: building OpenTofu %s into bin/; this takes some minutes, once\n", wanted)
	build := exec.CommandContext(context.Background(), "go", "build", //nolint:gosec // Go, and a path of our own.
		"-ldflags", "-s -w -X github.com/opentofu/opentofu/version.dev=no",
		"-o", path, "github.com/opentofu/opentofu/cmd/tofu")
	build.Dir = folder
	build.Stdout, build.Stderr = os.Stderr, os.Stderr // standard output has only the path
	if err := build.Run(); err != nil {
		return "", fmt.Errorf("building OpenTofu %s: %w; or install terraform or tofu, 1.%d or newer, and put it on the PATH", wanted, err, oldest)
	}
	return path, nil
}

// pinnedVersion returns the version of OpenTofu that the file go.mod requires.
func pinnedVersion(path string) (string, error) {
	data, err := os.ReadFile(path) //nolint:gosec // A file of the repository.
	if err != nil {
		return "", err
	}
	for line := range strings.Lines(string(data)) {
		fields := strings.Fields(strings.TrimPrefix(line, "require "))
		if len(fields) >= 2 && fields[0] == "github.com/opentofu/opentofu" {
			return fields[1], nil
		}
	}
	return "", fmt.Errorf("%s does not require github.com/opentofu/opentofu", path)
}
