// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package engine

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
)

// attach starts the provider for one command, with the environment and in the
// folder of that command. It returns the variable that makes the CLI use this
// process, and a function that ends it.
func (c *CLI) attach(ctx context.Context) (variable string, stop func(), err error) {
	process := exec.CommandContext(ctx, c.Provider, "-debug") //nolint:gosec // A binary of our own.
	process.Dir, process.Env = c.Folder, append(c.environ(), "TF_LOG_SDK=off", "TF_LOG_PROVIDER_CONFPROXY=off")
	out, err := process.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := process.Start(); err != nil {
		return "", nil, err
	}
	stop = func() {
		_ = process.Process.Signal(os.Interrupt)
		_, _ = io.Copy(io.Discard, out)
		_ = process.Wait() // an interrupt is how it ends
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if _, address, ok := strings.Cut(lines.Text(), "TF_REATTACH_PROVIDERS="); ok {
			if variable, err = reattachment(strings.Trim(address, "'")); err != nil {
				stop()
			}
			return variable, stop, err
		}
	}
	stop()
	return "", nil, fmt.Errorf("%s -debug: expected its address, got none", c.Provider)
}

// reattachment returns the variable for terraform and for tofu.
func reattachment(printed string) (string, error) {
	var one map[string]json.RawMessage
	if err := json.Unmarshal([]byte(printed), &one); err != nil {
		return "", err
	}
	both := map[string]json.RawMessage{}
	for _, address := range addresses {
		both[address] = one[addresses[0]]
	}
	text, err := json.Marshal(both)
	return "TF_REATTACH_PROVIDERS=" + string(text), err
}
