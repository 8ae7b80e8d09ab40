// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestHandmadeStorage(t *testing.T) {
	t.Parallel()
	h := newHandmade(t)
	c := h.client(t)
	ctx := t.Context()

	data := []byte("line\nPK\x03\x04 \"quotes\" 日本語\n")
	result, err := c.WritePrivateFile(ctx, "new file.txt", data, false)
	if err != nil {
		t.Fatal(err)
	}
	if want := (PrivateFile{Name: "new file.txt", Size: int64(len(data)), Version: 1}); result.File != want || result.Adopted {
		t.Errorf("written: %+v, want %+v, not adopted", result, want)
	}
	if !bytes.Equal(h.files["new file.txt"], data) {
		t.Errorf("stored: %q, want %q", h.files["new file.txt"], data)
	}
	if result, err = c.WritePrivateFile(ctx, "new file.txt", data, false); err != nil || !result.Adopted {
		t.Errorf("the same again: %+v, %v; want adopted", result, err)
	}
	if _, err = c.WritePrivateFile(ctx, "new file.txt", []byte("other"), false); !errors.Is(err, ErrExists) {
		t.Errorf("other bytes: %v, want ErrExists", err)
	}
	if result, err = c.WritePrivateFile(ctx, "new file.txt", []byte("other"), true); err != nil || result.File.Version != 2 {
		t.Errorf("replaced: %+v, %v", result, err)
	}
	if err := c.DeletePrivateFile(ctx, "new file.txt"); err != nil {
		t.Errorf("delete: %v", err)
	}
	if err := c.DeletePrivateFile(ctx, "new file.txt"); err != nil {
		t.Errorf("delete again: %v", err)
	}
	if _, ok := h.files["software_policy.xml"]; !ok || len(h.files) != 1 {
		t.Errorf("left: %v", h.files)
	}
	if n := h.count("POST /conf/enter"); n != 1 {
		t.Errorf("%d logins, want 1", n)
	}
}

// A message of the server is quoted alone, without the menu around it.
func TestMessagesAreQuotedByTheLine(t *testing.T) {
	t.Parallel()
	h := newHandmade(t)
	h.problem = "Error: the disk is full."
	_, err := h.client(t).WritePrivateFile(t.Context(), "new.txt", []byte("data"), false)
	if !errors.Is(err, ErrNotApplied) || !strings.Contains(err.Error(), `The server says: "Error: the disk is full."`) {
		t.Errorf("the error is %v, want ErrNotApplied with the message alone", err)
	}
}

// The page after the login is lost once: the login counts all the same, and the
// password is not sent again.
func TestLostPageAfterTheLogin(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]http.HandlerFunc{
		"an answer that is cut off": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = io.WriteString(w, "<TITLE>Welc")
			panic(http.ErrAbortHandler)
		},
		"a server that is busy": func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "Not now.", http.StatusServiceUnavailable)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHandmade(t)
			var lost atomic.Bool
			front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if _, err := r.Cookie("s"); err == nil && lost.CompareAndSwap(false, true) {
					lose(w, r)
					return
				}
				h.ServeHTTP(w, r)
			}))
			t.Cleanup(front.Close)
			c, err := New(Config{Endpoint: front.URL, Password: handmadePassword})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.PrivateFiles(t.Context()); err != nil {
				t.Error(err)
			}
			if n := h.count("POST /conf/enter"); n != 1 || !lost.Load() {
				t.Errorf("%d logins, want 1; the page was lost: %v", n, lost.Load())
			}
		})
	}
}

// The answer to the login is lost, and with it the session: the password is sent
// once more, but not to a server that takes its time, as one that throttles does.
func TestLostLogin(t *testing.T) {
	t.Parallel()
	cut := func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
	tests := map[string]struct {
		lose     http.HandlerFunc
		password string
		timeout  time.Duration
		logins   int64
		want     error
	}{
		"cut": {cut, handmadePassword, time.Minute, 2, nil},
		"busy": {func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "Not now.", http.StatusServiceUnavailable)
		}, handmadePassword, time.Minute, 2, nil},
		"slow":           {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, handmadePassword, 5 * time.Second, 1, ErrUnreachable},
		"wrong password": {cut, "wrong", time.Minute, 2, ErrAuth},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHandmade(t)
			var logins atomic.Int64
			front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPost && logins.Add(1) == 1 {
					_, _ = io.Copy(io.Discard, r.Body) // or the end of the connection is not noticed
					test.lose(w, r)
					return
				}
				h.ServeHTTP(w, r)
			}))
			t.Cleanup(front.Close)
			c, err := New(Config{Endpoint: front.URL, Password: test.password, RequestTimeout: test.timeout})
			if err != nil {
				t.Fatal(err)
			}
			for range 2 { // The second asks for what the first has remembered.
				if _, err := c.PrivateFiles(t.Context()); !errors.Is(err, test.want) {
					t.Errorf("error: %v, want: %v", err, test.want)
				}
			}
			if n := logins.Load(); n != test.logins {
				t.Errorf("%d logins, want %d", n, test.logins)
			}
		})
	}
}

func TestHandmadeSettings(t *testing.T) {
	t.Parallel()
	h := newHandmade(t)
	h.files["a.cer"], h.files["a.key"] = []byte("x"), []byte("y")
	c := h.client(t)
	ctx := t.Context()

	before := maps.Clone(h.settings)
	want := Settings{
		Ports: PortsValue([]int64{443, c.endpointPort()}), UseSSL: YesNo(false),
		Certificate: TextValue("objects/a.cer"), Key: TextValue("objects/a.key"), SSLCipherSuite: TextValue(`ALL "x" <y>`),
	}
	outcome, err := c.ChangeHTTPTSSL(ctx, Change{Want: want})
	if err != nil {
		t.Fatal(err)
	}
	for setting, value := range want {
		if !setting.Same(outcome.Settings[setting], value) {
			t.Errorf("%s: %v, want %v", setting, outcome.Settings[setting], value)
		}
	}
	for label := range before {
		switch label {
		case "HTTPT ports", "HTTPT use SSL", "HTTPT SSL certificate", "HTTPT SSL key", "HTTPT SSL cipher suite":
			delete(before, label)
		}
	}
	for label, value := range before {
		if diff := cmp.Diff(value, h.settings[label]); diff != "" {
			t.Errorf("%s changed unasked: %s", label, diff)
		}
	}

	if err := c.DeletePrivateFile(ctx, "a.key"); !errors.Is(err, ErrInUse) {
		t.Errorf("deleting a file in use: %v, want ErrInUse", err)
	}
	outcome, err = c.ChangeHTTPTSSL(ctx, Change{
		Want:   Settings{Certificate: DefaultValue(), Key: DefaultValue()},
		Expect: Settings{Certificate: TextValue("objects/a.cer")},
	})
	if err != nil || !outcome.Settings[Key].Default || h.settings["HTTPT SSL key"] != "" {
		t.Errorf("back to default: %v, %v", outcome.Settings, err)
	}
	_, err = c.ChangeHTTPTSSL(ctx, Change{
		Want:   Settings{Certificate: TextValue("objects/b.cer")},
		Expect: Settings{Certificate: TextValue("objects/a.cer")},
	})
	if !errors.Is(err, ErrConflict) {
		t.Errorf("changed by somebody else: %v, want ErrConflict", err)
	}
}

// Neither settings nor files go to another host, whatever the forms say.
func TestFormsToAnotherHost(t *testing.T) {
	t.Parallel()
	h := newHandmade(t)
	reached := false
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	defer other.Close()
	h.action = other.URL + "/steal"
	c := h.client(t)
	_, save := c.ChangeHTTPTSSL(t.Context(), Change{Want: Settings{SSLCipherSuite: DefaultValue(), UseSSL: YesNo(true)}})
	_, upload := c.WritePrivateFile(t.Context(), "server.key", []byte("a key"), false)
	deletion := c.DeletePrivateFile(t.Context(), "software_policy.xml")
	for what, err := range map[string]error{"save": save, "upload": upload, "deletion": deletion} {
		if !errors.Is(err, ErrForeignHost) {
			t.Errorf("%s: %v, want ErrForeignHost", what, err)
		}
	}
	if reached {
		t.Error("the other host was reached")
	}
}

// An administrator saves the page between the moment the plan was made and the
// save, and between the save and the reading back.
func TestSomebodyElseSaves(t *testing.T) {
	t.Parallel()
	t.Run("after the save", func(t *testing.T) {
		t.Parallel()
		h := newHandmade(t)
		saved := false
		h.before = func(r *http.Request) {
			h.mu.Lock()
			defer h.mu.Unlock()
			if r.URL.Path == "/conf/4711/s" {
				saved = true
			}
			if saved && r.Method == http.MethodGet {
				h.settings["SMTP port"] = "2525"
			}
		}
		_, err := h.client(t).ChangeHTTPTSSL(t.Context(), Change{Want: Settings{SSLCipherSuite: TextValue("x")}})
		if !errors.Is(err, ErrConflict) {
			t.Errorf("error: %v, want ErrConflict", err)
		}
		if h.settings["SMTP port"] != "2525" {
			t.Error("the administrator's setting was lost")
		}
	})
	t.Run("before the save", func(t *testing.T) {
		t.Parallel()
		h := newHandmade(t)
		c := h.client(t)
		if _, err := c.HTTPTSSL(t.Context()); err != nil {
			t.Fatal(err)
		}
		h.settings["SMTP port"] = "2525"
		if _, err := c.ChangeHTTPTSSL(t.Context(), Change{Want: Settings{SSLCipherSuite: TextValue("x")}}); err != nil {
			t.Fatal(err)
		}
		if h.settings["SMTP port"] != "2525" {
			t.Error("the administrator's setting was overwritten")
		}
	})
}
