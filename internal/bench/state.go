// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// multiply replaces the only instance in a state, of the stored file 0, with
// many, each with its own name, in blocks. An apply of thousands of resources
// would take hours, because an engine copies its whole state for each of them.
func multiply(folder string, count int) error {
	path := filepath.Join(folder, "terraform.tfstate")
	text, err := os.ReadFile(path) //nolint:gosec // The path is our own.
	if err != nil {
		return err
	}
	var state map[string]any
	var only struct {
		Resources []struct{ Instances []json.RawMessage }
	}
	if err := errors.Join(json.Unmarshal(text, &state), json.Unmarshal(text, &only)); err != nil {
		return err
	}
	if len(only.Resources) != 1 || len(only.Resources[0].Instances) != 1 {
		return fmt.Errorf("%s: expected one resource with one instance", path)
	}
	template, ok := state["resources"].([]any)[0].(map[string]any)
	if !ok {
		return fmt.Errorf("%s: expected an object for a resource", path)
	}
	var blocks []map[string]any
	for first := 0; first < count; first += blockSize {
		instances := make([]map[string]any, min(blockSize, count-first))
		for i := range instances {
			renamed := strings.ReplaceAll(string(only.Resources[0].Instances[0]), storedName("0"), storedName(strconv.Itoa(first+i)))
			if err := json.Unmarshal([]byte(renamed), &instances[i]); err != nil {
				return err
			}
			instances[i]["index_key"] = i
		}
		block := maps.Clone(template)
		block["name"], block["instances"] = blockName(first), instances
		blocks = append(blocks, block)
	}
	state["resources"] = blocks
	if text, err = json.Marshal(state); err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o600)
}
