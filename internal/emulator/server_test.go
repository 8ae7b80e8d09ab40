// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
)

// plainGet asks without following redirects and without a session.
func plainGet(t *testing.T, address, user, password string) (*http.Response, string, error) {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if user != "" {
		r.SetBasicAuth(user, password)
	}
	client := &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	resp, err := client.Do(r)
	if err != nil {
		return nil, "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return resp, string(body), err
}

func TestNamedSkinsShowEveryValueOfEveryAxis(t *testing.T) {
	t.Parallel()
	seen := func(skins []emulator.Skin) map[string]bool {
		values := map[string]bool{}
		for _, s := range skins {
			v := reflect.ValueOf(s)
			for i := range v.NumField() {
				name := v.Type().Field(i).Name
				switch name {
				case "Name":
				case "PageSize", "SessionLife":
					values[fmt.Sprint(name, v.Field(i).Int() > 0)] = true
				default:
					values[fmt.Sprint(name, " ", v.Field(i))] = true
				}
			}
		}
		return values
	}
	var random []emulator.Skin
	for seed := range int64(500) {
		random = append(random, emulator.RandomSkin(seed))
	}
	named := seen(emulator.Skins())
	for value := range seen(random) {
		if !named[value] {
			t.Errorf("no named skin has %s", value)
		}
	}
	if len(emulator.Skins()) < 10 || emulator.Skins()[0].Name != "plain" {
		t.Errorf("the first of %d skins is %s", len(emulator.Skins()), emulator.Skins()[0].Name)
	}
	if emulator.RandomSkin(7) != emulator.RandomSkin(7) {
		t.Error("a seed gives different skins")
	}
}

func TestSeedNamesThePages(t *testing.T) {
	t.Parallel()
	page := func(seed int64) string {
		s := start(t, emulator.Options{Seed: seed})
		_, body, err := plainGet(t, s.URL()+"/conf", "", "")
		if err != nil {
			t.Fatal(err)
		}
		return body
	}
	if page(5) != page(5) {
		t.Error("the same seed gives other names")
	}
	if page(5) == page(6) {
		t.Error("another seed gives the same names")
	}
	if start(t, emulator.Options{}).Seed() == 0 {
		t.Error("no seed was drawn")
	}
}

func TestEnoughOtherSettingsOfEveryKind(t *testing.T) {
	t.Parallel()
	s := start(t, emulator.Options{})
	others, own := 0, 0
	for label, state := range s.Settings() {
		if strings.HasPrefix(label, "HTTPT") {
			continue
		}
		others++
		if !state.Default {
			own++
		}
	}
	if others < 60 || own < 30 {
		t.Errorf("%d other settings, %d with a value of their own", others, own)
	}
}

func TestCloseFreesThePorts(t *testing.T) {
	t.Parallel()
	s, err := emulator.Start(emulator.Options{Ports: []int{0, 0, 0}})
	if err != nil {
		t.Fatal(err)
	}
	ports := s.Ports()
	idle, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", ports[0])) // says nothing
	if err != nil {
		t.Fatal(err)
	}
	defer idle.Close()
	for range 2 {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range ports {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", p))
		if err != nil {
			t.Errorf("port %d: %v", p, err)
			continue
		}
		_ = l.Close()
	}
	if err := s.Restart(); err == nil {
		t.Error("a closed server restarted")
	}
}

func TestPortsAreBoundAtRestartOnly(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	s, err := emulator.Start(emulator.Options{Log: &log})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	old := s.Ports()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	s.Set("HTTPT ports", fmt.Sprintf("%d, %d", old[1], taken.Addr().(*net.TCPAddr).Port))
	if got := s.Ports(); !slices.Equal(got, old) {
		t.Fatalf("bound before the restart: %v", got)
	}
	if err := s.Restart(); err != nil {
		t.Fatal(err)
	}
	if got := s.Ports(); !slices.Equal(got, old[1:]) {
		t.Fatalf("bound after the restart: %v, want %v", got, old[1:])
	}
	if _, _, err := plainGet(t, fmt.Sprintf("http://127.0.0.1:%d/", old[0]), "", ""); err == nil {
		t.Error("the removed port still answers")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(log.String(), "is not bound") {
		t.Errorf("the port that is taken is not in the log: %s", log.String())
	}
}

func TestSnapshotAndRestore(t *testing.T) {
	t.Parallel()
	s := start(t, emulator.Options{Files: map[string][]byte{"a": []byte("1")}})
	settings, files, ports, snapshot := s.Settings(), s.Files(), s.Ports(), s.Snapshot()
	s.Set("HTTPT ports", strconv.Itoa(ports[1]))
	s.Set("Server name", "other")
	s.SetDefault("SMTP port")
	s.PutFile("a", []byte("2"))
	s.RemoveFile("ldap-ca.pem")
	if err := s.Restart(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := plainGet(t, s.URL()+"/conf", "", ""); err != nil {
		t.Fatal(err)
	}
	if maps.Equal(settings, s.Settings()) {
		t.Fatal("nothing changed")
	}
	s.Inject(emulator.Fault{Kind: emulator.Status500})
	s.Restore(snapshot)
	if got := s.Settings(); !maps.Equal(settings, got) {
		t.Errorf("settings: %s", difference(settings, got))
	}
	if got := s.Files(); !reflect.DeepEqual(files, got) {
		t.Errorf("files: %v", got)
	}
	if got := s.Ports(); !slices.Equal(got, ports) {
		t.Errorf("ports %v, want %v", got, ports)
	}
	if n := len(s.Requests()); n != 0 {
		t.Errorf("%d requests in the log", n)
	}
	if resp, _, err := plainGet(t, s.URL()+"/conf", "", ""); err != nil || resp.StatusCode != http.StatusOK {
		t.Errorf("after the restore: %v", err)
	}
}

func TestDataIsKeptInAFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := start(t, emulator.Options{Dir: dir})
	s.Set("Server name", "kept 日本")
	s.PutFile("x.bin", []byte{0, 255})
	leaf := s.Leaf()
	settings, files := s.Settings(), s.Files()
	ports := s.Ports()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again := start(t, emulator.Options{Dir: dir, Ports: ports})
	if got := again.Settings(); !maps.Equal(settings, got) {
		t.Errorf("settings: %s", difference(settings, got))
	}
	if got := again.Files(); !reflect.DeepEqual(files, got) {
		t.Errorf("files: %v", got)
	}
	if !again.Leaf().Equal(leaf) {
		t.Error("the self-signed certificate is another one")
	}
}

func TestFailedLoginsAreThrottled(t *testing.T) {
	t.Parallel()
	s := start(t, emulator.Options{Skin: emulator.Skin{Login: emulator.LoginBasic}})
	for range 5 {
		if resp, _, err := plainGet(t, s.URL()+"/conf", "admin", "wrong"); err != nil || resp.StatusCode != http.StatusUnauthorized {
			t.Fatalf("wrong password: %v %v", resp, err)
		}
	}
	resp, body, err := plainGet(t, s.URL()+"/conf", "admin", "asd")
	if err != nil || resp.StatusCode != http.StatusForbidden || !strings.Contains(body, "Too many failed logins") {
		t.Fatalf("the right password after five wrong ones: %v %v", resp, err)
	}
	if ok, failed := s.Logins(); ok != 0 || failed != 5 {
		t.Errorf("logins: %d ok, %d failed", ok, failed)
	}
	s.Restore(s.Snapshot())
	if resp, _, err = plainGet(t, s.URL()+"/conf", "admin", "asd"); err != nil || resp.StatusCode != http.StatusOK {
		t.Errorf("after a restore: %v %v", resp, err)
	}
	if ok, failed := s.Logins(); ok != 1 || failed != 0 {
		t.Errorf("logins: %d ok, %d failed", ok, failed)
	}
}

func TestUntrustedAddress(t *testing.T) {
	t.Parallel()
	for kind, want := range map[emulator.UntrustedKind]int{
		emulator.UntrustedForbidden: 403, emulator.UntrustedNotFound: 404, emulator.UntrustedClosed: 0, emulator.UntrustedText: 200,
	} {
		t.Run(strconv.Itoa(want), func(t *testing.T) {
			t.Parallel()
			s := start(t, emulator.Options{Skin: emulator.Skin{Untrusted: kind}, TrustedNetworks: []string{"192.0.2.0/24"}})
			resp, body, err := plainGet(t, s.URL()+"/conf", "", "")
			if want == 0 {
				if err == nil {
					t.Errorf("answered %d", resp.StatusCode)
				}
				return
			}
			if err != nil || resp.StatusCode != want || strings.Contains(body, "<form") {
				t.Errorf("%v %v %s", resp, err, body)
			}
			if resp, _, err := plainGet(t, s.URL()+"/", "", ""); err != nil || resp.StatusCode != http.StatusOK {
				t.Errorf("the user page: %v %v", resp, err)
			}
		})
	}
	if _, err := emulator.Start(emulator.Options{TrustedNetworks: []string{"nonsense"}}); err == nil {
		t.Error("nonsense is taken for a network")
	}
}

func TestVersionIsDisclosedUnlessHidden(t *testing.T) {
	t.Parallel()
	s := start(t, emulator.Options{})
	server := func() string {
		resp, _, err := plainGet(t, s.URL()+"/", "", "")
		if err != nil {
			t.Fatal(err)
		}
		return resp.Header.Get("Server")
	}
	if got := server(); got != "ISL Conference Proxy/4.4.2332.51" {
		t.Errorf("by default: %q", got)
	}
	s.Set("Hide server version in HTTP responses", "Yes")
	if got := server(); got != "ISL Conference Proxy" {
		t.Errorf("hidden: %q", got)
	}
}

func TestJoinPageCanBeOverridden(t *testing.T) {
	t.Parallel()
	s := start(t, emulator.Options{})
	s.PutFile("web_content___users__main__join__1.html", []byte("<p>ours</p>"))
	if _, body, err := plainGet(t, s.URL()+"/join", "", ""); err != nil || body != "<p>ours</p>" {
		t.Errorf("%q %v", body, err)
	}
}

func TestZIPIsExtractedOnlyWhenTicked(t *testing.T) {
	t.Parallel()
	s := start(t, emulator.Options{Skin: emulator.Skin{Tokens: true}})
	b := newBrowser(t, s)
	b.open()
	archive := zipped(t, map[string]string{"folder/one.txt": "1", "two.txt": "2"})
	b.upload("a.zip", archive)
	if got := s.Files(); string(got["a.zip"].Data) != archive || got["one.txt"].Version != 0 {
		t.Fatalf("not ticked: %v", slices.Sorted(maps.Keys(got)))
	}
	b.private()
	b.press("Upload", func(d *doc, p *post) {
		for _, n := range all(d.root, "input") {
			switch {
			case attr(n, "type") == "file":
				p.attach(attr(n, "name"), "b.zip", archive)
			case attr(n, "value") == "yes":
				p.set(attr(n, "name"), "yes")
			}
		}
	})
	got := s.Files()
	if string(got["one.txt"].Data) != "1" || string(got["two.txt"].Data) != "2" || got["b.zip"].Version != 0 {
		t.Errorf("ticked: %v", slices.Sorted(maps.Keys(got)))
	}
}

func TestApplyChangesIsNoticed(t *testing.T) {
	t.Parallel()
	s := start(t, emulator.Options{})
	b := newBrowser(t, s)
	b.open()
	b.private()
	b.press("Apply changes", nil)
	if !s.ApplyPressed() {
		t.Error("not noticed")
	}
}

func TestFileInUse(t *testing.T) {
	t.Parallel()
	s := start(t, emulator.Options{Skin: emulator.Skin{DeleteInUse: emulator.DeleteInUseRefused}})
	b := newBrowser(t, s)
	b.open()
	b.deleteFile("ldap-ca.pem")
	b.expect("ldap-ca.pem is in use by the setting LDAP CA file")
	if s.Files()["ldap-ca.pem"].Version == 0 {
		t.Error("deleted all the same")
	}
}

func TestTokenIsGoodOnceAndNeeded(t *testing.T) {
	t.Parallel()
	s := start(t, emulator.Options{Skin: emulator.Skin{Tokens: true}})
	b := newBrowser(t, s)
	b.open()
	b.visit("Configuration", "Security")
	d := b.with("form")
	n := d.button("Save")
	p := b.fill(d, d.formOf(n), n)
	b.submit(p)
	b.expect("The settings were saved.")
	b.submit(p)
	b.expect("The form has expired")
}

func TestRequestLogAndHook(t *testing.T) {
	t.Parallel()
	s := start(t, emulator.Options{})
	b := newBrowser(t, s)
	s.OnRequest(func(_ *http.Request, class emulator.Class) {
		if class == emulator.Save {
			s.Set("Page title", "in between")
		}
	})
	b.open()
	b.visit("Configuration", "General")
	b.press("Save", nil)
	b.private()
	b.download("binary.dat")
	b.visit("Activity monitor", "Servers")
	var classes []emulator.Class
	for i, r := range s.Requests() {
		if r.N != i+1 || r.Status == 0 || r.Scheme != "http" {
			t.Errorf("line %d: %+v", i, r)
		}
		classes = append(classes, r.Class)
	}
	want := []emulator.Class{emulator.Menu, emulator.Login, emulator.Menu, emulator.General, emulator.Save, emulator.Other, emulator.Listing, emulator.Download, emulator.Servers}
	if !slices.Equal(classes, want) {
		t.Errorf("classes %v, want %v", classes, want)
	}
	if got, _, _ := s.Setting("Page title"); got == "in between" {
		t.Error("the hook came after the save")
	}
	if s.Counts()[emulator.Menu] != 2 {
		t.Errorf("counts %v", s.Counts())
	}
	s.ResetRequests()
	if len(s.Requests()) != 0 {
		t.Error("the log was not emptied")
	}
}

func TestLogOutEndsTheSession(t *testing.T) {
	t.Parallel()
	for _, kind := range []emulator.SessionKind{emulator.SessionCookie, emulator.SessionPath, emulator.SessionQuery} {
		s := start(t, emulator.Options{Skin: emulator.Skin{Session: kind}})
		b := newBrowser(t, s)
		b.open()
		b.visit("Activity monitor", "Sessions")
		again := b.with("h1").url.String()
		b.click("Log out")
		b.expect("You have logged out.")
		b.get(again)
		b.expect("User name:")
	}
}

func TestConfirmationCanBeDeclined(t *testing.T) {
	t.Parallel()
	for _, kind := range []emulator.ConfirmKind{emulator.ConfirmPage, emulator.ConfirmCheckbox, emulator.ConfirmLink} {
		s := start(t, emulator.Options{Skin: emulator.Skin{ConfirmDelete: kind, ConfirmRestart: kind}})
		b := newBrowser(t, s)
		b.open()
		b.private()
		b.press("Delete selected", nil)
		b.expect("No file is selected.")
		_, row := b.fileRow("binary.dat")
		box := all(row, "input")[0]
		b.press("Delete selected", func(_ *doc, p *post) { p.set(attr(box, "name"), attr(box, "value")) })
		b.decline(kind)
		b.expect("Nothing was deleted")
		if s.Files()["binary.dat"].Version == 0 {
			t.Error("deleted all the same")
		}
		b.act("Restart", emulator.OwnServer, false)
		b.decline(kind)
		b.expect("Nothing was done")
		if got := s.Orders(); len(got) > 0 {
			t.Errorf("ordered all the same: %v", got)
		}
	}
}

// decline disagrees on a confirmation page.
func (b *browser) decline(kind emulator.ConfirmKind) {
	b.t.Helper()
	b.answer(kind, "No", "Cancel")
}

func TestWestern(t *testing.T) {
	t.Parallel()
	skin, ok := emulator.SkinNamed("western")
	if !ok {
		t.Fatal("no such skin")
	}
	s := start(t, emulator.Options{Skin: skin})
	b := newBrowser(t, s)
	b.open()
	b.visit("Configuration", "General")
	if b.with("form").west {
		t.Error("General, which has Japanese in it, is windows-1252")
	}
	setText(b, "Server name:", "Käse – 日本") // the page is UTF-8
	b.visit("Configuration", "Security")
	if !b.with("form").west {
		t.Error("Security is not windows-1252")
	}
	field := rowField(b, "Cookie note:")
	b.press("Save", func(_ *doc, p *post) { p.set(field, "Ã© – 5 €") }) // its bytes would pass for UTF-8
	if got, _, _ := s.Setting("Cookie note"); got != "Ã© – 5 €" {
		t.Errorf("saved %q", got)
	}
	if got, _, _ := s.Setting("Server name"); got != "Käse – 日本" {
		t.Errorf("saved %q", got)
	}
}

func TestUnknownLabel(t *testing.T) {
	t.Parallel()
	s := start(t, emulator.Options{})
	if _, _, ok := s.Setting("No such label"); ok {
		t.Error("there is one")
	}
	defer func() {
		if recover() == nil {
			t.Error("Set did not panic")
		}
	}()
	s.Set("No such label", "")
}
