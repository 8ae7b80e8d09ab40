// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"regexp"
	"strconv"
)

// oldest is the first minor version of both engines with write-only arguments.
const oldest = 11

// wants describes which engines are acceptable.
type wants struct {
	variable string   // environment variable that names an engine
	names    []string // names on the PATH, in order of preference
	product  string   // if not "", the required product
}

var (
	anyEngine = wants{variable: "CONFPROXY_ENGINE", names: []string{"terraform", "tofu"}}
	onlyTofu  = wants{variable: "CONFPROXY_TOFU", names: []string{"tofu"}, product: "OpenTofu"}
)

// machine is the machine that offers engines; tests replace it.
type machine struct {
	getenv   func(variable string) string
	lookPath func(name string) (string, error)
	version  func(path string) (string, error) // runs the version command of a program
	pinned   func() (string, error)            // builds OpenTofu
	note     func(text string)
}

// choose returns the path of the engine. An engine that the user names must be
// acceptable; one that is merely on the PATH is skipped if it is not.
func (m machine) choose(w wants) (string, error) {
	if name := m.getenv(w.variable); name != "" {
		path, err := m.lookPath(name)
		if err == nil {
			err = m.check(path, w)
		}
		if err != nil {
			return "", fmt.Errorf("%s=%s: %w", w.variable, name, err)
		}
		return path, nil
	}
	for _, name := range w.names {
		path, err := m.lookPath(name)
		if err != nil {
			continue // not there
		}
		if err := m.check(path, w); err != nil {
			m.note(fmt.Sprintf("skipped: %v", err))
			continue
		}
		return path, nil
	}
	return m.pinned()
}

var introduction = regexp.MustCompile(`(?m)^(Terraform|OpenTofu) v(\d+)\.(\d+)\.\S+`)

func (m machine) check(path string, w wants) error {
	said, err := m.version(path)
	if err != nil {
		return err
	}
	match := introduction.FindStringSubmatch(said)
	if match == nil {
		return fmt.Errorf("%s is neither Terraform nor OpenTofu: its version command prints %q", path, said)
	}
	if w.product != "" && match[1] != w.product {
		return fmt.Errorf("%s: expected %s, got %s", path, w.product, match[1])
	}
	major, _ := strconv.Atoi(match[2])
	minor, _ := strconv.Atoi(match[3])
	if major < 1 || major == 1 && minor < oldest {
		return fmt.Errorf("%s: expected version 1.%d or newer, got %s", path, oldest, match[0])
	}
	return nil
}
