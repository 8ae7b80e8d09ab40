// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash/fnv"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/client"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/deployment"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// randomSkins returns the seeds of random skins besides the named ones: 4 of 12,
// which others than those of most other tests. The environment variables select
// more of them, or others, or a single one.
func randomSkins(t *testing.T) []int64 {
	t.Helper()
	number := func(name string, otherwise int64) int64 {
		text := os.Getenv(name)
		if text == "" {
			return otherwise
		}
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return n
	}
	name := fnv.New32a()
	_, _ = name.Write([]byte(t.Name()))
	first, most := number("CONFPROXY_SKINS_FROM", 1), int64(12)
	count := number("CONFPROXY_SKINS", most/3)
	var seeds []int64
	for i := range count {
		if os.Getenv("CONFPROXY_SKINS") == "" {
			i = (int64(name.Sum32()) + 3*i) % most
		}
		seeds = append(seeds, first+i)
	}
	return seeds
}

// patience is the maximum time on a busy machine for operations without their
// own limit.
const patience = 30 * time.Second

// site is an emulator with a client.
type site struct {
	*emulator.Server
	client *client.Client
}

// everySkin runs a test on every named skin and on some random ones.
func everySkin(t *testing.T, options emulator.Options, test func(*testing.T, *site)) {
	t.Helper()
	skins := emulator.Skins()
	seeds := randomSkins(t)
	if testing.Short() { // under the race detector
		skins, seeds = skins[:1], nil
	}
	for _, seed := range seeds {
		skins = append(skins, emulator.RandomSkin(seed))
	}
	for i, skin := range skins {
		if skin.Login != "basic" && skin.Session != "cookie" && skin.SessionLife > 0 {
			// With the session in every address, nobody can read a list with
			// more pages than the session lasts.
			skin.SessionLife = 60
		}
		t.Run(skin.Name, func(t *testing.T) {
			t.Parallel()
			own := options
			own.Skin, own.Seed = skin, int64(1+i)
			test(t, newSite(t, own))
		})
	}
}

// newSite starts an emulator. No test may press Apply changes, whose effect is
// unknown.
func newSite(t *testing.T, options emulator.Options) *site {
	t.Helper()
	if options.RestartDelay == 0 {
		options.RestartDelay = 5 * time.Millisecond
	}
	server, err := emulator.Start(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Settle()
		if server.ApplyPressed() {
			t.Error("Apply changes was pressed")
		}
		if err := server.Close(); err != nil {
			t.Error(err)
		}
		if t.Failed() {
			t.Logf("skin %+v, seed %d", server.Skin(), server.Seed())
		}
	})
	return &site{server, connect(t, server)}
}

func connect(t *testing.T, server *emulator.Server) *client.Client {
	t.Helper()
	client := admin.Connect(t, confproxy.Config{
		Endpoint: server.URL(), Password: "asd", CACertPEM: authority(t).RootPEM, RequestTimeout: patience,
	})
	return client
}

const passphrase = "pass & phrase=\"für 5 €\" %41+ "

// material is a certificate for the emulators' host, with its key encrypted.
type material struct {
	*certstest.Issued
	encrypted []byte
	issuer    *certstest.Authority
}

func (m material) files() map[string][]byte {
	return map[string][]byte{"server.cer": m.CertPEM, "server.key": m.KeyPEM, "locked.key": m.encrypted, "chain.crt": m.ChainPEM}
}

var issueOnce = sync.OnceValues(func() (material, error) {
	ca, err := certstest.New()
	if err != nil {
		return material{}, err
	}
	issued, err := ca.Issue(certstest.Leaf{CommonName: "proxy.example.com", IPs: []net.IP{net.IPv4(127, 0, 0, 1)}})
	if err != nil {
		return material{}, err
	}
	encrypted, err := issued.EncryptedKeyPEM(passphrase)
	return material{issued, encrypted, ca}, err
})

func authority(t *testing.T) material {
	t.Helper()
	m, err := issueOnce()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// expected returns the client's expected reading of a setting, from the
// emulator's state.
func (s *site) expected(t *testing.T, setting confproxy.Setting) confproxy.Value {
	t.Helper()
	text, isDefault, ok := s.Setting(setting.Label)
	switch {
	case !ok:
		t.Fatalf("the emulator has no setting %q", setting.Label)
	case isDefault:
		return confproxy.DefaultValue()
	case setting == confproxy.KeyPassphrase:
		return confproxy.Value{}
	case setting == confproxy.UseSSL, setting == confproxy.RedirectToHTTPS:
		return confproxy.YesNo(text == "Yes")
	case setting == confproxy.Ports:
		return confproxy.TextValue(strings.ReplaceAll(text, ", ", ","))
	}
	return confproxy.TextValue(text)
}

// compareSettings compares all of the client's readings with the emulator's
// state.
func (s *site) compareSettings(t *testing.T) {
	t.Helper()
	readings, err := s.client.Settings(t.Context(), confproxy.HTTPTSSL...)
	if err != nil {
		t.Fatal(err)
	}
	got, err := readings.Require(confproxy.HTTPTSSL...)
	if err != nil {
		t.Fatal(err)
	}
	want := confproxy.Values{}
	for _, setting := range confproxy.HTTPTSSL {
		want[setting] = s.expected(t, setting)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("settings (-there +read):\n%s", diff)
	}
}

// untouched expects all settings but the named ones to be unchanged.
func (s *site) untouched(t *testing.T, before map[string]product.SettingState, but ...confproxy.Setting) {
	t.Helper()
	after := s.Settings()
	for label, state := range before {
		now := after[label]
		if slices.ContainsFunc(but, func(b confproxy.Setting) bool { return b.Label == label }) {
			now.Value, now.Default = state.Value, state.Default
		}
		if diff := cmp.Diff(state, now); diff != "" {
			t.Errorf("%s changed unasked (-before +after):\n%s", label, diff)
		}
	}
}

// compareFiles compares the listing with the emulator's files.
func (s *site) compareFiles(t *testing.T) {
	t.Helper()
	listed, err := s.client.Files(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]confproxy.File{}
	for _, file := range listed {
		got[file.Name] = file
	}
	want := map[string]confproxy.File{}
	for name, file := range s.Files() {
		want[name] = confproxy.File{Name: name, Size: int64(len(file.Data)), Version: int64(file.Version)}
	}
	if diff := cmp.Diff(want, got); diff != "" || len(got) != len(listed) {
		t.Errorf("files (-there +listed):\n%s", diff)
	}
}

func manyFiles(n int) map[string][]byte {
	files := map[string][]byte{}
	for i := range n {
		files[fmt.Sprintf("file-%03d.txt", i)] = bytes.Repeat([]byte{'x'}, i)
	}
	return files
}

// pages returns the number of pages of the table of files.
func (s *site) pages() int {
	size := s.Skin().PageSize
	if size == 0 {
		return 1
	}
	return max(1, (len(s.Files())+size-1)/size)
}

// One run of reads, as in a plan: everything is read correctly, and no page is
// read twice.
func TestSkinsRead(t *testing.T) {
	t.Parallel()
	everySkin(t, emulator.Options{Files: manyFiles(60)}, func(t *testing.T, s *site) {
		s.Set("HTTPT SSL certificate", "objects/ご案内 \"quoted\" & <b>.cer")
		s.Set("HTTPT ports", fmt.Sprintf("%d, %d", s.Ports()[1], s.Ports()[0]))
		s.Set("HTTPT SSL cipher suite", "0x1302 0x1301")
		s.ResetRequests()
		for range 3 {
			s.compareSettings(t)
			s.compareFiles(t)
		}
		for name := range manyFiles(60) {
			if _, err := s.client.File(t.Context(), name); err != nil {
				t.Error(err)
			}
		}
		if _, err := s.client.File(t.Context(), "no such file"); !errors.Is(err, confproxy.ErrNotFound) {
			t.Errorf("a file that is not there: %v, want ErrNotFound", err)
		}
		if s.Skin().SessionLife > 0 {
			return // sessions end in between, and reads restart
		}
		if ok, failed := s.Logins(); ok != 1 || failed != 0 {
			t.Errorf("%d logins, %d failed; want 1, 0", ok, failed)
		}
		counts := s.Counts()
		for class, want := range map[product.Class]int{
			product.General: 1, product.Security: 1, product.Listing: s.pages(), product.Download: 0,
			product.Save: 0, product.SaveSecurity: 0, product.Upload: 0, product.Delete: 0, product.Restart: 0,
		} {
			if counts[class] != want {
				t.Errorf("%d requests %s, want %d", counts[class], class, want)
			}
		}
	})
}

// The report recognises everything, in either state of the settings, and
// changes nothing.
func TestSkinsReport(t *testing.T) {
	t.Parallel()
	everySkin(t, emulator.Options{Files: manyFiles(3)}, func(t *testing.T, s *site) {
		before, files := s.Settings(), inShort(s.Files())
		for range 2 {
			report, err := s.client.Recognise(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, page := range report.Pages {
				if !page.Found || len(page.Missed) > 0 || page.Problem != "" {
					t.Errorf("page %s: found %t, missed %q, problem %q", page.Name, page.Found, page.Missed, page.Problem)
				}
			}
			if len(report.Pages) != 4 || !report.TLS.Enabled || report.Version == "" || len(report.Menu) == 0 || report.Login == confproxy.LoginNone {
				t.Errorf("report: %+v", report)
			}
			s.untouched(t, before)
			for _, setting := range confproxy.HTTPTSSL {
				s.SetDefault(setting.Label)
			}
			before = s.Settings()
		}
		if diff := cmp.Diff(files, inShort(s.Files())); diff != "" {
			t.Errorf("files changed: %s", diff)
		}
	})
}

func zipped(t *testing.T) []byte {
	t.Helper()
	var all bytes.Buffer
	archive := zip.NewWriter(&all)
	entry, err := archive.Create("inside.txt")
	if err == nil {
		_, err = entry.Write([]byte("text"))
	}
	if err == nil {
		err = archive.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return all.Bytes()
}

// oddFiles have names and contents that a careless upload damages.
func oddFiles(t *testing.T) map[string][]byte {
	t.Helper()
	every := make([]byte, 256)
	for i := range every {
		every[i] = byte(i)
	}
	return map[string][]byte{
		"with some spaces.txt":                    []byte("a\nb\r\nc\rd"),
		"日本語のファイル.cer":                            every,
		`quo"ted 'both'.pem`:                      []byte("\xef\xbb\xbfBOM"),
		"a&amp;b & c.txt":                         {},
		"50% #1 %41+?.txt":                        []byte("--boundary\r\n\r\n"),
		strings.Repeat("long-", 40) + ".txt":      []byte("long"),
		"archive.zip":                             zipped(t),
		"web_content___users__main__join__1.html": []byte("<form><input type=password></form></table>"),
		"naïve €.txt":                             bytes.Repeat([]byte("\x00\xff"), 40_000),
	}
}

// inShort returns a short form of files for messages.
func inShort(files map[string]product.File) map[string]string {
	short := map[string]string{}
	for name, file := range files {
		short[name] = fmt.Sprintf("version %d, %d bytes, SHA-256 %x", file.Version, len(file.Data), sha256.Sum256(file.Data))
	}
	return short
}

// Files arrive byte for byte under their names; nothing else changes.
func TestSkinsFiles(t *testing.T) {
	t.Parallel()
	everySkin(t, emulator.Options{Files: manyFiles(25)}, func(t *testing.T, s *site) {
		ctx := t.Context()
		want, settings := s.Files(), s.Settings()
		compare := func(what string) {
			t.Helper()
			if diff := cmp.Diff(inShort(want), inShort(s.Files())); diff != "" {
				t.Fatalf("%s: files (-want +there):\n%s", what, diff)
			}
		}
		for name, data := range oddFiles(t) {
			result, err := s.client.PutFile(ctx, name, certs.NewContent(data), confproxy.Precondition{Absent: true})
			if s.Skin().Charset == "windows1252" && errors.Is(err, confproxy.ErrEncoding) {
				// No browser could send the name from a page in that encoding.
				compare("refused " + name)
				s.PutFile(name, data)
				result, err = s.client.PutFile(ctx, name, certs.NewContent(data), confproxy.Precondition{Absent: true})
				result.Adopted = false
			}
			if err != nil {
				t.Fatalf("write %q: %v", name, err)
			}
			want[name] = product.File{Data: data, Version: 1}
			if file := (confproxy.File{Name: name, Size: int64(len(data)), Version: 1}); result.File != file || result.Adopted {
				t.Errorf("written: %+v, want %+v", result, file)
			}
			compare("write " + name)
			read, file, err := s.client.ReadFile(ctx, name)
			if err != nil || !bytes.Equal(read, data) || file != result.File {
				t.Errorf("read %q: %d bytes, %+v, %v", name, len(read), file, err)
			}
		}
		const name = "with some spaces.txt"
		s.ResetRequests()
		if result, err := s.client.PutFile(ctx, name, certs.NewContent(want[name].Data), confproxy.Precondition{Absent: true}); err != nil || !result.Adopted {
			t.Errorf("the same again: %+v, %v; want adopted", result, err)
		}
		if _, err := s.client.PutFile(ctx, name, certs.NewContent([]byte("other")), confproxy.Precondition{Absent: true}); !errors.Is(err, confproxy.ErrExists) {
			t.Errorf("other bytes: %v, want ErrExists", err)
		}
		if n := s.Counts()[product.Upload]; n != 0 {
			t.Errorf("%d uploads of what was there, or was not to be replaced", n)
		}
		compare("no replacement")
		result, err := s.client.PutFile(ctx, name, certs.NewContent([]byte("other")), confproxy.Precondition{})
		if err != nil || result.File.Version != 2 || result.Adopted {
			t.Errorf("replace: %+v, %v", result, err)
		}
		want[name] = product.File{Data: []byte("other"), Version: 2}
		compare("replace")
		if _, err := s.client.PutFile(ctx, name, certs.NewContent([]byte("lost")), confproxy.Precondition{Match: &confproxy.File{Name: name, Size: 5, Version: 1}}); !errors.Is(err, confproxy.ErrConflict) {
			t.Errorf("replace what somebody else replaced: %v, want ErrConflict", err)
		}

		s.Set("HTTPT SSL key", confproxy.ObjectPath(name))
		if err := s.client.DeleteFile(ctx, name); !errors.Is(err, confproxy.ErrInUse) {
			t.Errorf("delete a file in use: %v, want ErrInUse", err)
		}
		compare("delete in use")
		s.SetDefault("HTTPT SSL key")
		for odd := range oddFiles(t) {
			if err := s.client.DeleteFile(ctx, odd); err != nil {
				t.Fatalf("delete %q: %v", odd, err)
			}
			delete(want, odd)
			compare("delete " + odd)
		}
		if err := s.client.DeleteFile(ctx, name); err != nil {
			t.Errorf("delete what is gone: %v", err)
		}
		if _, _, err := s.client.ReadFile(ctx, name); !errors.Is(err, confproxy.ErrNotFound) {
			t.Errorf("read what is gone: %v, want ErrNotFound", err)
		}
		s.compareFiles(t)
		s.untouched(t, settings, confproxy.Key)
	})
}

// One client stores a certificate, makes the server present it, and removes it,
// and continues over TLS once only TLS is served.
func TestSkinsDeploy(t *testing.T) {
	t.Parallel()
	everySkin(t, emulator.Options{Files: manyFiles(5)}, func(t *testing.T, s *site) {
		ctx := t.Context()
		m := authority(t)
		for name, data := range m.files() {
			if _, err := s.client.PutFile(ctx, name, certs.NewContent(data), confproxy.Precondition{Absent: true}); err != nil {
				t.Fatal(err)
			}
		}
		before := s.Settings()
		// A server that reads certificates only at a restart does not present
		// the new one, so the client waits for that.
		live := deployment.LiveCheck{Enabled: true, Timeout: patience}
		if s.Skin().CertReread == "on-restart" {
			live.Timeout = 300 * time.Millisecond
		}
		phrase := passphrase
		want := confproxy.Values{
			confproxy.UseSSL: confproxy.YesNo(true), confproxy.Certificate: confproxy.TextValue("objects/server.cer"),
			confproxy.Key: confproxy.TextValue("objects/locked.key"), confproxy.CertificateChain: confproxy.TextValue("objects/chain.crt"),
			confproxy.KeyPassphrase: {}, confproxy.RedirectToHTTPS: confproxy.YesNo(true),
			confproxy.SSLProtocol: confproxy.TextValue("0x0303-0x10000"), confproxy.SSLCipherSuite: confproxy.TextValue("0x1302 0x1301 0xc02c"),
		}
		change := deployment.Deployment{Want: want, Passphrase: &phrase, Live: live, Restart: true}
		outcome, err := s.client.Deploy(ctx, change)
		if s.Skin().SessionLife > 0 && errors.Is(err, confproxy.ErrUnknownOutcome) {
			// The session ended between a write and the page that answers it.
			change.SendPassphrase = true
			outcome, err = s.client.Deploy(ctx, change)
		}
		if err != nil {
			t.Fatal(err)
		}
		for setting, value := range want {
			if !setting.Same(outcome.Settings[setting], value) {
				t.Errorf("%s is %v, want %v", setting.Label, outcome.Settings[setting], value)
			}
		}
		if outcome.RestartDue || outcome.RolledBack() {
			t.Errorf("outcome: %+v", outcome)
		}
		servedBefore := outcome.ServedBefore
		if leaf := s.Leaf(); leaf == nil || !leaf.Equal(m.Cert) || s.TLSError() != nil {
			t.Errorf("served is %v, %v", leaf, s.TLSError())
		}
		if got := s.Passphrase(); got != passphrase {
			t.Errorf("the passphrase that arrived is %q", got)
		}
		s.untouched(t, before, confproxy.HTTPTSSL...)
		s.compareSettings(t)
		s.compareFiles(t)

		// A second client begins where the first one ended, and need not do
		// anything.
		s.ResetRequests()
		again := connect(t, s.Server)
		outcome, err = again.Deploy(ctx, deployment.Deployment{Want: want, Passphrase: &phrase, Live: live, Verified: outcome.Verified})
		if err != nil || outcome.RestartDue {
			t.Errorf("the same again: %+v, %v", outcome, err)
		}
		if counts := s.Counts(); counts[product.Save] != 0 || counts[product.SaveSecurity] != 0 {
			t.Errorf("the same again was saved: %v", counts)
		}

		defaults := confproxy.Values{}
		for setting := range want {
			defaults[setting] = confproxy.DefaultValue()
		}
		if _, err = s.client.Deploy(ctx, deployment.Deployment{Want: defaults, Restart: true, ServedBefore: servedBefore}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, s.Settings()); diff != "" {
			t.Errorf("after the return to defaults (-before +after):\n%s", diff)
		}
		s.compareFiles(t)
		for name := range m.files() {
			if err := s.client.DeleteFile(ctx, name); err != nil {
				t.Error(err)
			}
		}
	})
}

func portsValue(ports []int) confproxy.Value {
	var all []int64
	for _, port := range ports {
		all = append(all, int64(port))
	}
	return confproxy.PortsValue(all)
}

// Ports are bound at a restart only.
func TestSkinsPorts(t *testing.T) {
	t.Parallel()
	everySkin(t, emulator.Options{RestartBegins: 200 * time.Millisecond}, func(t *testing.T, s *site) {
		ctx := t.Context()
		before, bound := s.Settings(), s.Ports()
		free, err := product.FreePort("127.0.0.1")
		if err != nil {
			t.Fatal(err)
		}
		more := append(slices.Clone(bound), free)
		for _, step := range []struct {
			want    confproxy.Value
			restart bool
			bound   []int
		}{
			{portsValue(more), false, bound},
			{portsValue(bound), false, bound},
			{portsValue(more), true, more},
			{portsValue(bound), true, bound},
			{confproxy.DefaultValue(), true, bound},
		} {
			outcome, err := s.client.Deploy(ctx, deployment.Deployment{
				Want: confproxy.Values{confproxy.Ports: step.want}, Restart: step.restart,
				AllowEndpointPortRemoval: step.want.Default, // the emulator's default differs from the product's
			})
			if err != nil {
				t.Fatalf("ports %v: %v", step.want, err)
			}
			if outcome.RestartDue == step.restart {
				t.Errorf("ports %v: a restart is due: %t", step.want, outcome.RestartDue)
			}
			if !slices.Equal(s.Ports(), step.bound) {
				t.Errorf("ports %v: bound are %v, want %v", step.want, s.Ports(), step.bound)
			}
			s.compareSettings(t)
		}
		if diff := cmp.Diff(before, s.Settings()); diff != "" {
			t.Errorf("settings (-before +after):\n%s", diff)
		}
	})
}

// In a grid, the endpoint's own server is selected and restarted, and the
// report names the others.
func TestSkinsRestartInAGrid(t *testing.T) {
	t.Parallel()
	everySkin(t, emulator.Options{Servers: 3}, func(t *testing.T, s *site) {
		free, err := product.FreePort("127.0.0.1")
		if err != nil {
			t.Fatal(err)
		}
		more := append(slices.Clone(s.Ports()), free)
		report, err := s.client.Deploy(t.Context(), deployment.Deployment{Want: confproxy.Values{confproxy.Ports: portsValue(more)}, Restart: true})
		if err != nil {
			t.Fatal(err)
		}
		if orders := s.Orders(); len(orders) != 1 || orders[0].Action != "Restart" || orders[0].Server != "-1" {
			t.Errorf("ordered is %v, want one restart of -1", orders)
		}
		if len(report.Warnings) != 1 || !strings.Contains(report.Warnings[0].Detail, "2, 3") {
			t.Errorf("warnings are %+v, want one that names the servers 2 and 3", report.Warnings)
		}
		for _, order := range []struct {
			scope  confproxy.Scope
			button string
		}{{confproxy.ScopeModuleApps, "Restart module apps"}, {confproxy.ScopeServer, "Restart"}} {
			before := len(s.Orders())
			others, err := s.client.Restart(t.Context(), order.scope, deployment.LiveCheck{Enabled: true})
			if err != nil {
				t.Fatal(err)
			}
			want := []product.Order{{Action: order.button, Server: "-1"}}
			if orders := s.Orders()[before:]; !slices.Equal(orders, want) || !slices.Equal(others, []string{"2", "3"}) {
				t.Errorf("ordered is %v beside %v, want %v beside 2 and 3", orders, others, want)
			}
		}
	})
}
