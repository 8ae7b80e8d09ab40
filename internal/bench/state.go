// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// multiply replaces the only instance in a state with many, each with its own name.
// An apply of thousands of resources would take hours, because an engine copies
// its whole state for each of them.
func multiply(folder string, count int, name string, nameOf func(i int) string) error {
	path := filepath.Join(folder, "terraform.tfstate")
	text, err := os.ReadFile(path) //nolint:gosec // The path is our own.
	if err != nil {
		return err
	}
	var state map[string]any
	var resources []map[string]json.RawMessage
	var instances []json.RawMessage
	parts := struct{ Resources *[]map[string]json.RawMessage }{&resources}
	if err := errors.Join(json.Unmarshal(text, &state), json.Unmarshal(text, &parts)); err != nil {
		return err
	}
	if len(resources) != 1 {
		return fmt.Errorf("%s: expected one resource, got %d", path, len(resources))
	}
	if err := json.Unmarshal(resources[0]["instances"], &instances); err != nil || len(instances) != 1 {
		return fmt.Errorf("%s: expected one instance, got %d: %w", path, len(instances), err)
	}
	all := make([]map[string]any, count)
	for i := range all {
		if err := json.Unmarshal([]byte(strings.ReplaceAll(string(instances[0]), name, nameOf(i))), &all[i]); err != nil {
			return err
		}
		all[i]["index_key"] = i
	}
	if resources[0]["instances"], err = json.Marshal(all); err != nil {
		return err
	}
	state["resources"] = resources
	if text, err = json.Marshal(state); err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o600)
}
