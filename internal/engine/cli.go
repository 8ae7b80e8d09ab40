// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package engine runs the real CLI, terraform or tofu, with the provider built
// from this repository and without access to a registry. The demo and the tests
// of whole runs use it.
package engine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// version is the version under which the built provider is installed.
const version = "0.0.1"

// addresses are the source addresses of the provider for terraform and tofu.
var addresses = []string{"registry.terraform.io/confproxy/confproxy", "registry.opentofu.org/confproxy/confproxy"}

// Installation is a provider that was built and installed into a folder.
type Installation struct {
	// Provider is the path of the binary.
	Provider string
	// Mirror is a CLI configuration with which init finds the provider.
	Mirror string
	// Override is a CLI configuration that needs no init; the CLI warns about
	// it in every run.
	Override string
}

// Install builds the provider of the repository at root and installs it below
// the folder.
func Install(ctx context.Context, root, folder string) (*Installation, error) {
	bin := filepath.Join(folder, "bin")
	binary := filepath.Join(bin, "terraform-provider-confproxy")
	build := exec.CommandContext(ctx, "go", "build", "-o", binary, ".") //nolint:gosec // Go, and a path of our own.
	build.Dir = root
	if output, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("building the provider: %w\n%s", err, output)
	}
	mirror := filepath.Join(folder, "mirror")
	var overrides strings.Builder
	for _, address := range addresses {
		path := filepath.Join(mirror, filepath.FromSlash(address), version, runtime.GOOS+"_"+runtime.GOARCH)
		if err := os.MkdirAll(path, 0o700); err != nil {
			return nil, err
		}
		if err := os.Link(binary, filepath.Join(path, "terraform-provider-confproxy_v"+version)); err != nil {
			return nil, err
		}
		fmt.Fprintf(&overrides, "    %q = %q\n", address, bin)
	}
	i := &Installation{Provider: binary, Mirror: filepath.Join(folder, "mirror.tfrc"), Override: filepath.Join(folder, "override.tfrc")}
	texts := map[string]string{
		i.Mirror:   fmt.Sprintf("disable_checkpoint = true\nprovider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", mirror),
		i.Override: fmt.Sprintf("disable_checkpoint = true\nprovider_installation {\n  dev_overrides {\n%s  }\n  direct {}\n}\n", overrides.String()),
	}
	for path, text := range texts {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return nil, err
		}
	}
	return i, nil
}

// CLI is terraform or tofu in one working folder.
type CLI struct {
	Engine  string   // path of the program
	Folder  string   // with the configuration
	Config  string   // the CLI configuration: one of an [Installation], or "" for the user's own
	Environ []string // added to the environment of the process, without its TF_ and CONFPROXY_ variables
	// Provider, if not "", is a provider that is started once for each [CLI.Run].
	// The CLI starts it up to five times, which is half of the time of a command.
	Provider string
	// Output, if not nil, gets every command and its output.
	Output io.Writer
}

// Command returns a command of the CLI that has not been started. When the
// context ends, the command is interrupted, not killed.
func (c *CLI) Command(ctx context.Context, args ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, c.Engine, args...) //nolint:gosec // The engine that the user chose.
	command.Dir, command.Env = c.Folder, c.environ()
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = time.Minute
	return command
}

func (c *CLI) environ() []string {
	var environ []string
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "TF_") && !strings.HasPrefix(variable, "CONFPROXY_") {
			environ = append(environ, variable)
		}
	}
	environ = append(environ, "TF_CLI_CONFIG_FILE="+c.Config, "TF_IN_AUTOMATION=1", "CHECKPOINT_DISABLE=1")
	return append(environ, c.Environ...)
}

// Run runs a command and returns what it printed.
func (c *CLI) Run(ctx context.Context, args ...string) (string, error) {
	command := c.Command(ctx, args...)
	if c.Provider != "" {
		variable, stop, err := c.attach(ctx)
		if err != nil {
			return "", err
		}
		defer stop()
		command.Env = append(command.Env, variable)
	}
	var printed bytes.Buffer
	command.Stdout = &printed
	if c.Output != nil {
		fmt.Fprintf(c.Output, "\n$ %s %s\n", filepath.Base(c.Engine), strings.Join(args, " "))
		command.Stdout = io.MultiWriter(&printed, c.Output)
	}
	command.Stderr = command.Stdout
	if err := command.Run(); err != nil {
		return printed.String(), fmt.Errorf("%s %s: %w", filepath.Base(c.Engine), args[0], err)
	}
	return printed.String(), nil
}

// HasChanges runs a plan and reports by its exit code whether it has changes.
func (c *CLI) HasChanges(ctx context.Context, args ...string) (bool, string, error) {
	printed, err := c.Run(ctx, append([]string{"plan", "-detailed-exitcode", "-input=false"}, args...)...)
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 2 {
		return true, printed, nil
	}
	return false, printed, err
}
