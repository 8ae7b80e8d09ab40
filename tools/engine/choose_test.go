// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"errors"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

func TestChoose(t *testing.T) {
	t.Parallel()
	const (
		terraform = "Terraform v1.11.4\non linux_amd64\n"
		tofu      = "OpenTofu v1.12.6\non linux_amd64\n"
	)
	for name, test := range map[string]struct {
		wanted   wants
		environ  map[string]string
		programs map[string]string // what each program on the machine says of itself
		path     string
		notes    string
		err      string
	}{
		"nothing there":     {wanted: anyEngine, path: "pinned"},
		"terraform":         {wanted: anyEngine, programs: map[string]string{"terraform": terraform, "tofu": tofu}, path: "/terraform"},
		"tofu":              {wanted: anyEngine, programs: map[string]string{"tofu": tofu}, path: "/tofu"},
		"the user's choice": {wanted: anyEngine, environ: map[string]string{"CONFPROXY_ENGINE": "mine"}, programs: map[string]string{"terraform": terraform, "mine": tofu}, path: "/mine"},
		"the user's choice is missing": {
			wanted: anyEngine, environ: map[string]string{"CONFPROXY_ENGINE": "mine"}, programs: map[string]string{"terraform": terraform},
			err: "CONFPROXY_ENGINE=mine: executable file not found",
		},
		"the user's choice is old": {
			wanted: anyEngine, environ: map[string]string{"CONFPROXY_ENGINE": "mine"}, programs: map[string]string{"mine": "Terraform v1.10.5\n"},
			err: "/mine: expected version 1.11 or newer, got Terraform v1.10.5",
		},
		"terraform is old": {
			wanted: anyEngine, programs: map[string]string{"terraform": "Terraform v1.5.7\n", "tofu": tofu},
			path: "/tofu", notes: "/terraform: expected version 1.11 or newer, got Terraform v1.5.7",
		},
		"both are old": {
			wanted: anyEngine, programs: map[string]string{"terraform": "Terraform v0.15.0\n", "tofu": "OpenTofu v1.10.9\n"},
			path: "pinned", notes: "/tofu: expected version 1.11 or newer, got OpenTofu v1.10.9",
		},
		"a later major version": {wanted: anyEngine, programs: map[string]string{"terraform": "Terraform v2.0.0-beta1\n"}, path: "/terraform"},
		"something else of that name": {
			wanted: anyEngine, programs: map[string]string{"terraform": "a game, version 3\n"},
			path: "pinned", notes: "neither Terraform nor OpenTofu",
		},
		"a warning comes first": {wanted: anyEngine, programs: map[string]string{"terraform": "Warning\n\n" + terraform}, path: "/terraform"},
		"only tofu":             {wanted: onlyTofu, programs: map[string]string{"terraform": terraform, "tofu": tofu}, path: "/tofu"},
		"only tofu, not there":  {wanted: onlyTofu, environ: map[string]string{"CONFPROXY_ENGINE": "terraform"}, programs: map[string]string{"terraform": terraform}, path: "pinned"},
		"only tofu, but named is terraform": {
			wanted: onlyTofu, environ: map[string]string{"CONFPROXY_TOFU": "terraform"}, programs: map[string]string{"terraform": terraform},
			err: "/terraform: expected OpenTofu, got Terraform",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var notes []string
			m := machine{
				getenv: func(variable string) string { return test.environ[variable] },
				lookPath: func(name string) (string, error) {
					if _, ok := test.programs[name]; !ok {
						return "", exec.ErrNotFound
					}
					return "/" + name, nil
				},
				version: func(path string) (string, error) { return test.programs[strings.TrimPrefix(path, "/")], nil },
				pinned:  func() (string, error) { return "pinned", nil },
				note:    func(text string) { notes = append(notes, text) },
			}
			path, err := m.choose(test.wanted)
			if test.err != "" {
				if err == nil || !strings.Contains(err.Error(), test.err) {
					t.Fatalf("expected an error with %q, got %v", test.err, err)
				}
				return
			}
			if err != nil || path != test.path {
				t.Errorf("expected %q, got %q (%v)", test.path, path, err)
			}
			if test.notes == "" && len(notes) > 0 || !slices.ContainsFunc(append(notes, ""), func(note string) bool { return strings.Contains(note, test.notes) }) {
				t.Errorf("expected a note with %q, got %q", test.notes, notes)
			}
		})
	}
}

func TestChooseWhatDoesNotRun(t *testing.T) {
	t.Parallel()
	m := machine{
		getenv:   func(string) string { return "" },
		lookPath: func(name string) (string, error) { return "/" + name, nil },
		version:  func(string) (string, error) { return "", errors.New("it does not run here") },
		pinned:   func() (string, error) { return "pinned", nil },
		note:     func(string) {},
	}
	if path, err := m.choose(anyEngine); err != nil || path != "pinned" {
		t.Errorf("expected the pinned engine, got %q (%v)", path, err)
	}
}

func TestPinnedVersion(t *testing.T) {
	t.Parallel()
	if version, err := pinnedVersion("../tofu/go.mod"); err != nil || !strings.HasPrefix(version, "v1.") {
		t.Errorf("version %q (%v)", version, err)
	}
	if _, err := pinnedVersion("../go.mod"); err == nil {
		t.Error("expected an error for a go.mod without OpenTofu, got none")
	}
}
