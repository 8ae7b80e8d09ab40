// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
)

var (
	update = flag.Bool("update", false, "write what is recognised of the captures")
	record = flag.Bool("record", false, "capture the named skins of the emulator anew")
)

// captures is the folder of captured pages, with a folder for each release.
const captures = "../../../testdata/captures"

// Every folder of captured pages is read offline as if it were the server. Its
// recognised.txt has what the client recognises and what it would send.
func TestCaptures(t *testing.T) {
	t.Parallel()
	folders, err := filepath.Glob(filepath.Join(captures, "*"))
	if err != nil || len(folders) == 0 {
		t.Fatalf("%d folders: %v", len(folders), err)
	}
	for _, skin := range emulator.Skins() {
		if !slices.Contains(folders, filepath.Join(captures, "emulator-"+skin.Name)) {
			t.Errorf("expected a capture of the skin %s; write it with -record", skin.Name)
		}
	}
	for _, folder := range folders {
		t.Run(filepath.Base(folder), func(t *testing.T) {
			t.Parallel()
			got := recognise(t, folder)
			golden := filepath.Join(folder, "recognised.txt")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatalf("%v; write it with -update and read it", err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s (-want +got); if it is right, write it with -update:\n%s", golden, diff)
			}
		})
	}
}

// recognise returns what a client recognises of captured pages, as a text.
func recognise(t *testing.T, folder string) string {
	t.Helper()
	server := newReplay(t, folder)
	found, err := server.client(t).Recognise(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	text := describe(found)
	for _, request := range slices.Compact(server.missing) { // the client reads more than when the pages were captured
		text += "\nnot captured: " + request + "\n"
	}
	return strings.ReplaceAll(text, server.URL, "")
}

func describe(found *confproxy.Recognition) string {
	var b strings.Builder
	fmt.Fprintf(&b, "login: %s\nmenu: %s\n", found.Login, strings.Join(found.Menu, ", "))
	for _, page := range found.Pages {
		fmt.Fprintf(&b, "\npage %s: found %t\n  recognised: %s\n  missed: %s\n",
			page.Name, page.Found, strings.Join(page.Recognised, ", "), strings.Join(page.Missed, ", "))
		if page.Problem != "" {
			fmt.Fprintf(&b, "  problem: %s\n", page.Problem)
		}
	}
	for _, one := range rehearsed(found) {
		fmt.Fprintf(&b, "\nrehearsal of the %s\n", one.name)
		if one.Submission == nil {
			fmt.Fprintf(&b, "  problem: %s\n", one.Problem)
		} else {
			b.WriteString(one.Submission.String())
		}
	}
	return b.String()
}

type namedRehearsal struct {
	name string
	confproxy.Rehearsed
}

func rehearsed(found *confproxy.Recognition) []namedRehearsal {
	of := found.Rehearsal
	return []namedRehearsal{{"upload", of.Upload}, {"save", of.Save}, {"deletion", of.Deletion}, {"restart", of.Restart}}
}

// The client recognises the same of captured pages as of the server, on every
// skin; and no page shows the server's own data.
func TestSkinsCapture(t *testing.T) {
	t.Parallel()
	everySkin(t, emulator.Options{Files: map[string][]byte{"nobodys-business.cer": []byte("nobody's business")}}, func(t *testing.T, s *site) {
		folder := filepath.Join(t.TempDir(), "captured")
		if *record {
			if strings.HasPrefix(s.Skin().Name, "random") {
				t.Skip("only the named skins are kept")
			}
			folder = filepath.Join(captures, "emulator-"+s.Skin().Name)
			if err := os.RemoveAll(folder); err != nil {
				t.Fatal(err)
			}
		}
		s.Set("Organisation", "nobody's business")
		s.Set("HTTPT SSL cipher suite", "nobodys:business")
		config := s.readOnly(t)
		config.CaptureDir = folder
		live, err := admin.Connect(t, config).Recognise(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		server := newReplay(t, folder)
		again, err := server.client(t).Recognise(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(live.Pages, again.Pages) + cmp.Diff(live.Menu, again.Menu) + cmp.Diff(live.Login, again.Login); diff != "" {
			t.Errorf("recognised (-of the server +of its pages):\n%s", diff)
		}
		for i, one := range rehearsed(live) {
			if diff := cmp.Diff(shape(one), shape(rehearsed(again)[i])); diff != "" {
				t.Errorf("rehearsed %s (-at the server +with its pages):\n%s", one.name, diff)
			}
		}
		searchCapture(t, folder, "asd", "business", "127.0.0.1", "nobody")
	})
}

// shape is the part of a text that a placeholder keeps.
func shape(of namedRehearsal) (lines []string) {
	if of.Submission == nil {
		return []string{of.Problem}
	}
	for _, field := range of.Submission.Fields {
		lines = append(lines, fmt.Sprintf("changed %t, sent %t", field.Changed, field.Sent))
	}
	return append(lines, of.Submission.Button)
}

func searchCapture(t *testing.T, folder string, texts ...string) {
	t.Helper()
	pages, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		data, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range texts {
			if strings.Contains(string(data), text) {
				t.Errorf("%s shows %q", page, text)
			}
		}
	}
}
