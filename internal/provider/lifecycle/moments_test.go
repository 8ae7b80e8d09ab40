// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
)

// rewritten is a file behind source that another resource writes in the same
// run.
const rewritten = `
variable "text" { type = string }
resource "terraform_data" "writer" {
  triggers_replace = var.text
  provisioner "local-exec" { command = "printf %s '${var.text}' > note.txt" }
}
provider "confproxy" {}
resource "confproxy_private_file" "this" {
  name   = "note.txt"
  source = terraform_data.writer.id == "" ? "" : "note.txt"
}
`

const plainSource = `
provider "confproxy" {}
resource "confproxy_private_file" "this" {
  name   = "note.txt"
  source = "note.txt"
}
`

// command runs a command with the expected result and returns its output.
func (w *world) command(ok bool, args ...string) string {
	w.tb.Helper()
	printed, err := w.cli.Run(w.tb.Context(), args...)
	if (err == nil) != ok {
		w.tb.Fatalf("%q: %v\n%s", args, err, printed)
	}
	if strings.Contains(printed, "bug in the provider") {
		w.tb.Errorf("%q: the engine blames the provider:\n%s", args, printed)
	}
	return printed
}

func (w *world) says(printed, text string) {
	w.tb.Helper()
	if !strings.Contains(unbroken(printed), text) {
		w.tb.Errorf("expected %q, got:\n%s", text, printed)
	}
}

// unbroken removes the line breaks of an engine and the frames of its messages.
func unbroken(printed string) string {
	return strings.Join(strings.FieldsFunc(printed, func(r rune) bool { return strings.ContainsRune(" \n│╷╵", r) }), " ")
}

func (w *world) holds(name, want string) {
	w.tb.Helper()
	if file, there := w.server.Files()[name]; !there || !bytes.Equal(file.Data, []byte(want)) {
		w.tb.Errorf("%s (there: %v) holds %q, want %q", name, there, file.Data, want)
	}
}

func newPlainWorld(t *testing.T, configuration string) *world {
	t.Helper()
	skin, ok := emulator.SkinNamed("plain")
	if !ok {
		t.Fatal("there is no skin plain")
	}
	return newWorld(t, skin, 1, configuration)
}

var auto = []string{"-auto-approve", "-input=false", "-no-color"}

func with(verb string, args ...string) []string {
	return append(append([]string{verb}, auto...), args...)
}

// The final plan agrees with the first if the file is rewritten in the same
// run.
func TestAccSourceRewrittenInTheSameRun(t *testing.T) {
	t.Parallel()
	w := newPlainWorld(t, rewritten)
	for _, text := range []string{"first", "second", "second"} {
		w.command(true, with("apply", "-var", "text="+text)...)
		w.holds("note.txt", text)
	}
	w.command(true, with("destroy", "-var", "text=second")...)
}

// The provider reports changes between a saved plan and its apply.
func TestAccSourceChangedAfterThePlan(t *testing.T) {
	t.Parallel()
	w := newPlainWorld(t, plainSource)
	w.write("note.txt", []byte("first"))
	w.command(true, with("apply")...)
	w.write("note.txt", []byte("second"))
	w.command(true, "plan", "-no-color", "-out=saved")
	w.write("note.txt", []byte("third"))
	w.says(w.command(false, "apply", "-no-color", "saved"), "Contents changed after the plan")
	w.holds("note.txt", "first")
	w.command(true, with("apply")...)
	w.holds("note.txt", "third")
}

func TestAccIgnoreChangesAll(t *testing.T) {
	t.Parallel()
	w := newPlainWorld(t, strings.Replace(plainSource, `= "note.txt"
}`, "= \"note.txt\"\n  lifecycle {\n    ignore_changes = all\n  }\n}", 1))
	w.write("note.txt", []byte("first"))
	w.command(true, with("apply")...)
	for _, change := range []func(){
		func() { w.write("note.txt", []byte("second")) },
		func() { _ = os.Remove(filepath.Join(w.folder, "note.txt")) },
	} {
		change()
		if changes, printed, err := w.cli.HasChanges(t.Context(), "-no-color"); err != nil || changes {
			t.Errorf("expected no changes, got %v (%v):\n%s", changes, err, printed)
		}
	}
}

func TestAccDestroyWithoutTheSource(t *testing.T) {
	t.Parallel()
	w := newPlainWorld(t, plainSource)
	w.write("note.txt", []byte("first"))
	w.command(true, with("apply")...)
	if err := os.Remove(filepath.Join(w.folder, "note.txt")); err != nil {
		t.Fatal(err)
	}
	if changes, printed, err := w.cli.HasChanges(t.Context(), "-no-color"); err != nil || changes {
		t.Errorf("expected no changes, got %v (%v):\n%s", changes, err, printed)
	}
	w.command(true, with("destroy")...)
	if _, there := w.server.Files()["note.txt"]; there {
		t.Error("the file is still there")
	}
}

// An error in the contents stops the plan before a destroy, and names the way
// out.
func TestAccDestroyInSpiteOfTheContents(t *testing.T) {
	t.Parallel()
	w := newPlainWorld(t, plainSource)
	w.write("note.txt", []byte("first"))
	w.command(true, with("apply")...)
	w.write("note.txt", []byte{})
	w.says(w.command(false, with("destroy")...), "-refresh=false")
	w.command(true, with("destroy", "-refresh=false")...)
	if _, there := w.server.Files()["note.txt"]; there {
		t.Error("the file is still there")
	}
}

func TestAccGeneratedConfiguration(t *testing.T) {
	t.Parallel()
	w := newPlainWorld(t, `
provider "confproxy" {}
import {
  to = confproxy_private_file.note
  id = "note.txt"
}
import {
  to = confproxy_private_file.key
  id = "server.key"
}
`)
	w.server.PutFile("note.txt", []byte("a note\n"))
	w.server.PutFile("server.key", w.served.KeyPEM)
	w.command(true, "plan", "-no-color", "-generate-config-out=generated.tf")
	w.command(true, "validate", "-no-color")
	w.says(w.command(true, with("apply")...), "2 imported, 0 added, 0 changed, 0 destroyed")
	if changes, printed, err := w.cli.HasChanges(t.Context(), "-no-color"); err != nil || changes {
		t.Errorf("expected no changes, got %v (%v):\n%s", changes, err, printed)
	}
}
