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
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// plainGet sends a request without following redirects and without a session.
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

func TestCloseFreesThePorts(t *testing.T) {
	t.Parallel()
	s, err := emulator.Start(emulator.Options{Ports: []int{0, 0, 0}})
	if err != nil {
		t.Fatal(err)
	}
	ports := s.Ports()
	idle, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", ports[0])) // sends nothing
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
	s.Inject(product.Fault{Kind: product.Status500})
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

func TestRequestLogAndHook(t *testing.T) {
	t.Parallel()
	s := start(t, emulator.Options{})
	b := newBrowser(t, s)
	s.OnRequest(func(_ *http.Request, class product.Class) {
		if class == product.Save {
			s.Set("Page title", "in between")
		}
	})
	b.open()
	b.visit("Configuration", "General")
	b.press("Save", nil)
	b.private()
	b.download("binary.dat")
	b.visit("Activity monitor", "Servers")
	var classes []product.Class
	for i, r := range s.Requests() {
		if r.N != i+1 || r.Status == 0 || r.Scheme != "http" {
			t.Errorf("line %d: %+v", i, r)
		}
		classes = append(classes, r.Class)
	}
	want := []product.Class{product.Menu, product.Login, product.Menu, product.General, product.Save, product.Other, product.Listing, product.Download, product.Servers}
	if !slices.Equal(classes, want) {
		t.Errorf("classes %v, want %v", classes, want)
	}
	if got, _, _ := s.Setting("Page title"); got == "in between" {
		t.Error("the hook came after the save")
	}
	if s.Counts()[product.Menu] != 2 {
		t.Errorf("counts %v", s.Counts())
	}
	s.ResetRequests()
	if len(s.Requests()) != 0 {
		t.Error("the log was not emptied")
	}
}
