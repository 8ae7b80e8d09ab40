// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/deployment"
)

func TestHandmadeStorage(t *testing.T) {
	t.Parallel()
	h := newHandmade(t)
	c := h.client(t)
	ctx := t.Context()

	data := []byte("line\nPK\x03\x04 \"quotes\" 日本語\n")
	result, err := c.PutFile(ctx, "new file.txt", certs.NewContent(data), confproxy.Precondition{Absent: true})
	if err != nil {
		t.Fatal(err)
	}
	if want := (confproxy.File{Name: "new file.txt", Size: int64(len(data)), Version: 1}); result.File != want || result.Adopted {
		t.Errorf("written: %+v, want %+v, not adopted", result, want)
	}
	if !bytes.Equal(h.files["new file.txt"], data) {
		t.Errorf("stored: %q, want %q", h.files["new file.txt"], data)
	}
	if result, err = c.PutFile(ctx, "new file.txt", certs.NewContent(data), confproxy.Precondition{Absent: true}); err != nil || !result.Adopted {
		t.Errorf("the same again: %+v, %v; want adopted", result, err)
	}
	if _, err = c.PutFile(ctx, "new file.txt", certs.NewContent([]byte("other")), confproxy.Precondition{Absent: true}); !errors.Is(err, confproxy.ErrExists) {
		t.Errorf("other bytes: %v, want ErrExists", err)
	}
	if result, err = c.PutFile(ctx, "new file.txt", certs.NewContent([]byte("other")), confproxy.Precondition{}); err != nil || result.File.Version != 2 {
		t.Errorf("replaced: %+v, %v", result, err)
	}
	if err := c.DeleteFile(ctx, "new file.txt"); err != nil {
		t.Errorf("delete: %v", err)
	}
	if err := c.DeleteFile(ctx, "new file.txt"); err != nil {
		t.Errorf("delete again: %v", err)
	}
	if _, ok := h.files["software_policy.xml"]; !ok || len(h.files) != 1 {
		t.Errorf("left: %v", h.files)
	}
	if n := h.count("POST /conf/enter"); n != 1 {
		t.Errorf("%d logins, want 1", n)
	}
}

// A message of the server is quoted without the menu around it. If it is a
// heading, the reason below it is quoted, too.
func TestMessagesAreQuotedByTheLine(t *testing.T) {
	t.Parallel()
	for problem, says := range map[string]string{
		"Error: the disk is full.":                        "Error: the disk is full.",
		"<h2>Error</h2><p>The disk is full.</p>":          "Error: The disk is full.",
		"<b>Error:</b><br>The disk is full.":              "Error: The disk is full.",
		"<h2>Upload failed!</h2><p>The disk is full.</p>": "Upload failed: The disk is full.",
		"<h2>Error</h2><label>Upload file:</label>":       "Error",
		"The upload was refused<p>Back":                   "The upload was refused",
	} {
		t.Run(problem, func(t *testing.T) {
			t.Parallel()
			h := newHandmade(t)
			h.problem = problem
			_, err := h.client(t).PutFile(t.Context(), "new.txt", certs.NewContent([]byte("data")), confproxy.Precondition{Absent: true})
			if want := fmt.Sprintf("The server says: %q.", says); !errors.Is(err, confproxy.ErrNotApplied) || !strings.Contains(err.Error(), want) {
				t.Errorf("the error is %v, want ErrNotApplied with %s", err, want)
			}
		})
	}
}

// The page after the login is lost once: the login counts nevertheless, and the
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
			c := Connect(t, confproxy.Config{Endpoint: front.URL, Password: handmadePassword})
			if _, err := c.Files(t.Context()); err != nil {
				t.Error(err)
			}
			if n := h.count("POST /conf/enter"); n != 1 || !lost.Load() {
				t.Errorf("%d logins, want 1; the page was lost: %v", n, lost.Load())
			}
		})
	}
}

// The answer to the login is lost, and with it the session: the password is
// sent once more, but not to a slow server, which may be throttling.
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
		"slow":           {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, handmadePassword, 5 * time.Second, 1, confproxy.ErrUnreachable},
		"wrong password": {cut, "wrong", time.Minute, 2, confproxy.ErrAuth},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHandmade(t)
			var logins atomic.Int64
			front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPost && logins.Add(1) == 1 {
					_, _ = io.Copy(io.Discard, r.Body) // otherwise the end of the connection is not noticed
					test.lose(w, r)
					return
				}
				h.ServeHTTP(w, r)
			}))
			t.Cleanup(front.Close)
			c := Connect(t, confproxy.Config{Endpoint: front.URL, Password: test.password, RequestTimeout: test.timeout})
			for range 2 { // The second client asks for the page that the first one remembered.
				if _, err := c.Files(t.Context()); !errors.Is(err, test.want) {
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
	want := confproxy.Values{
		confproxy.Ports: confproxy.PortsValue([]int64{443, h.port(t)}), confproxy.UseSSL: confproxy.YesNo(false),
		confproxy.Certificate: confproxy.TextValue("objects/a.cer"), confproxy.Key: confproxy.TextValue("objects/a.key"), confproxy.SSLCipherSuite: confproxy.TextValue(`ALL "x" <y>`),
	}
	outcome, err := c.Deploy(ctx, deployment.Deployment{Want: want})
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

	if err := c.DeleteFile(ctx, "a.key"); !errors.Is(err, confproxy.ErrInUse) {
		t.Errorf("deleting a file in use: %v, want ErrInUse", err)
	}
	outcome, err = c.Deploy(ctx, deployment.Deployment{
		Want:   confproxy.Values{confproxy.Certificate: confproxy.DefaultValue(), confproxy.Key: confproxy.DefaultValue()},
		Expect: confproxy.Values{confproxy.Certificate: confproxy.TextValue("objects/a.cer")},
	})
	if err != nil || !outcome.Settings[confproxy.Key].Default || h.settings["HTTPT SSL key"] != "" {
		t.Errorf("back to default: %v, %v", outcome.Settings, err)
	}
	_, err = c.Deploy(ctx, deployment.Deployment{
		Want:   confproxy.Values{confproxy.Certificate: confproxy.TextValue("objects/b.cer")},
		Expect: confproxy.Values{confproxy.Certificate: confproxy.TextValue("objects/a.cer")},
	})
	if !errors.Is(err, confproxy.ErrConflict) {
		t.Errorf("changed by somebody else: %v, want ErrConflict", err)
	}
}

// Neither settings nor files are sent to another host, whatever the forms say.
func TestFormsToAnotherHost(t *testing.T) {
	t.Parallel()
	h := newHandmade(t)
	reached := false
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	defer other.Close()
	h.action = other.URL + "/steal"
	c := h.client(t)
	_, save := c.Deploy(t.Context(), deployment.Deployment{Want: confproxy.Values{confproxy.SSLCipherSuite: confproxy.DefaultValue(), confproxy.UseSSL: confproxy.YesNo(true)}})
	_, upload := c.PutFile(t.Context(), "server.key", certs.NewContent([]byte("a key")), confproxy.Precondition{Absent: true})
	deletion := c.DeleteFile(t.Context(), "software_policy.xml")
	for what, err := range map[string]error{"save": save, "upload": upload, "deletion": deletion} {
		if !errors.Is(err, confproxy.ErrForeignHost) {
			t.Errorf("%s: %v, want ErrForeignHost", what, err)
		}
	}
	if reached {
		t.Error("the other host was reached")
	}
}

// An administrator saves the page between the plan and the save, and between
// the save and the reading back.
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
		_, err := h.client(t).Deploy(t.Context(), deployment.Deployment{Want: confproxy.Values{confproxy.SSLCipherSuite: confproxy.TextValue("x")}})
		if !errors.Is(err, confproxy.ErrConflict) {
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
		if _, err := c.Settings(t.Context(), confproxy.HTTPTSSL...); err != nil {
			t.Fatal(err)
		}
		h.settings["SMTP port"] = "2525"
		if _, err := c.Deploy(t.Context(), deployment.Deployment{Want: confproxy.Values{confproxy.SSLCipherSuite: confproxy.TextValue("x")}}); err != nil {
			t.Fatal(err)
		}
		if h.settings["SMTP port"] != "2525" {
			t.Error("the administrator's setting was overwritten")
		}
	})
}
