// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"archive/zip"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
)

const root = "../../.."

// inEmptyHome returns the environment of a new user: an empty home folder, no
// CLI configuration, and no registry. Go keeps its caches.
func inEmptyHome(t *testing.T) (home string, environ []string) {
	t.Helper()
	home = t.TempDir()
	kept, err := exec.CommandContext(t.Context(), "go", "env", "GOPATH", "GOMODCACHE", "GOCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	caches := strings.Fields(string(kept))
	return home, []string{
		"HOME=" + home, "APPDATA=", "XDG_CONFIG_HOME=", "XDG_DATA_HOME=", "XDG_DATA_DIRS=", "TF_CLI_CONFIG_FILE=", "MAKEFLAGS=",
		"GOPATH=" + caches[0], "GOMODCACHE=" + caches[1], "GOCACHE=" + caches[2],
		"HTTPS_PROXY=http://127.0.0.1:1", "CHECKPOINT_DISABLE=1",
	}
}

// shell runs a command as a person does, and returns what it prints.
func shell(t *testing.T, folder string, environ []string, command ...string) string {
	t.Helper()
	c := exec.CommandContext(t.Context(), command[0], command[1:]...)
	c.Dir, c.Env = folder, append(os.Environ(), environ...)
	printed, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", command, err, printed)
	}
	return string(printed)
}

// newUser runs the quickstart of the README, which is its next block, in an empty
// home folder.
func newUser(t *testing.T, environ []string, readme *commands) *world {
	t.Helper()
	w := newWorld(t, emulator.Skins()[0], 0, example(t, "quickstart"))
	w.cli.Config, w.cli.Provider = "", ""
	w.cli.Environ = append(w.cli.Environ, environ...)
	readme.run(w)
	readme.leaveOut("make test runs this test, and TestDemo the demo")
	w.mustServe()
	return w
}

// make install is all that init and apply need; make uninstall reverts it.
func TestInstallFromSource(t *testing.T) {
	t.Parallel()
	program(t)
	readme := follow(t, "README.md")
	home, environ := inEmptyHome(t)
	plugins := filepath.Join(home, ".terraform.d", "plugins")
	install := readme.next()
	t.Log(shell(t, root, environ, "bash", "-eu", "-c", install))
	t.Log(shell(t, root, environ, "bash", "-eu", "-c", install)) // replaces the first
	readme.leaveOut("TestInstallWithoutANetwork runs it")
	w := newUser(t, environ, readme)
	if printed := w.mustRun("version"); !strings.Contains(printed, "/confproxy/confproxy v0.") {
		t.Errorf("expected the version of a release, got:\n%s", printed)
	}
	shell(t, root, environ, "make", "uninstall")
	shell(t, root, environ, "make", "uninstall") // nothing is left to do
	if _, err := os.Stat(plugins); !os.IsNotExist(err) {
		t.Errorf("%s is left behind (%v)", plugins, err)
	}
	if err := os.Remove(filepath.Join(w.folder, ".terraform.lock.hcl")); err != nil {
		t.Fatal(err)
	}
	if printed, err := w.cli.Run(t.Context(), "init", "-input=false"); err == nil {
		t.Errorf("init finds a provider after make uninstall:\n%s", printed)
	}
}

// The commands of the README put the archive of a release where init finds it;
// make uninstall leaves it there.
func TestInstallWithoutANetwork(t *testing.T) {
	t.Parallel()
	program(t)
	home, environ := inEmptyHome(t)
	readme := follow(t, "README.md")
	readme.leaveOut("TestInstallFromSource runs it")
	downloads := t.TempDir()
	archive := "terraform-provider-confproxy_0.1.0_" + runtime.GOOS + "_" + runtime.GOARCH + ".zip"
	if err := os.WriteFile(filepath.Join(downloads, archive), releaseArchive(t), 0o600); err != nil {
		t.Fatal(err)
	}
	shell(t, downloads, environ, "bash", "-eu", "-c", readme.next())
	shell(t, root, environ, "make", "uninstall")
	newUser(t, environ, readme)
	found, err := filepath.Glob(filepath.Join(home, ".terraform.d/plugins/*/confproxy/confproxy", archive))
	if err != nil || len(found) != 2 {
		t.Errorf("archives after make uninstall: %v (%v)", found, err)
	}
}

// releaseArchive packs the provider as .goreleaser.yml does.
func releaseArchive(t *testing.T) []byte {
	t.Helper()
	installed, err := installation()
	if err != nil {
		t.Fatal(err)
	}
	binary, err := os.ReadFile(installed.Provider)
	if err != nil {
		t.Fatal(err)
	}
	var archive bytes.Buffer
	writer := zip.NewWriter(&archive)
	header := &zip.FileHeader{Name: "terraform-provider-confproxy_v0.1.0", Method: zip.Store}
	header.SetMode(0o755)
	file, err := writer.CreateHeader(header)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.Write(binary); err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return archive.Bytes()
}
