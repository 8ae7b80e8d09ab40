// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/deployment"
)

// A change that ends TLS at the endpoint's own port is rolled back over the
// previous connection.
func TestRollBackOverTLS(t *testing.T) {
	t.Parallel()
	tests := map[string]func(*stand){
		"TLS 1.1 alone": func(s *stand) { s.minimum, s.maximum = tls.VersionTLS10, tls.VersionTLS11 },
		"no handshake":  func(s *stand) { s.minimum, s.maximum = tls.VersionTLS13, tls.VersionTLS12 },
	}
	for name, breakTLS := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStand(t, issueForStand(t, "old"), "pass 7 word")
			suite := confproxy.SSLCipherSuite
			s.onSave = func(s *stand) {
				s.minimum, s.maximum = 0, 0
				if s.settings[suite.Label] != "" {
					breakTLS(s)
				}
			}
			c := s.client(t, confproxy.Config{})
			report, err := c.Deploy(t.Context(), deployment.Deployment{
				Want: confproxy.Values{suite: confproxy.TextValue("odd")},
				Live: deployment.LiveCheck{Enabled: true, Timeout: time.Second},
			})
			if err == nil || !report.RolledBack() {
				t.Errorf("error: %v, undone: %+v", err, report.Undone)
			}
			if got, want := s.served(t), certs.Fingerprint(s.old.Cert); got != want {
				t.Errorf("served afterwards: %s, want %s", got, want)
			}
			if _, err := c.Files(t.Context()); err != nil {
				t.Errorf("afterwards: %v", err)
			}
		})
	}
}

// A redirect after a write does not undo it: the client reads its result.
func TestRedirectAfterAWrite(t *testing.T) {
	t.Parallel()
	s := newStand(t, issueForStand(t, "old"), "pass 7 word")
	s.odd = func(place string, w http.ResponseWriter, r *http.Request) bool {
		if place != "post private" && place != "post general" {
			return false
		}
		s.handle(place, httptest.NewRecorder(), r)
		http.Redirect(w, r, "https://localhost:1/conf?p=private", http.StatusSeeOther)
		return true
	}
	c := s.client(t, confproxy.Config{})
	if _, err := c.PutFile(t.Context(), "new.txt", certs.NewContent([]byte("new")), confproxy.Precondition{Absent: true}); err != nil {
		t.Errorf("upload: %v", err)
	}
	if _, err := c.Deploy(t.Context(), deployment.Deployment{Want: confproxy.Values{confproxy.SSLCipherSuite: confproxy.TextValue("x")}}); err != nil {
		t.Errorf("save: %v", err)
	}
	if err := c.DeleteFile(t.Context(), "new.txt"); err != nil {
		t.Errorf("deletion: %v", err)
	}
}

// Behind a port mapping, the endpoint does not change: the client waits for,
// asks and uses no port of the list, and the list may be set to its current
// value.
func TestMappedPorts(t *testing.T) {
	t.Parallel()
	s := newStand(t, issueForStand(t, "old"), "pass 7 word")
	var foreign atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { foreign.Add(1) }))
	t.Cleanup(other.Close)
	u, err := url.Parse(other.URL)
	if err != nil {
		t.Fatal(err)
	}
	s.settings["HTTPT ports"], s.menu = u.Port()+", 1", `<a href="/conf?p=servers">Servers</a>`
	s.odd = func(place string, w http.ResponseWriter, r *http.Request) bool {
		if place != "servers" && place != "post servers" {
			return false
		}
		_, _ = io.WriteString(w, `<h2>Servers</h2><a href="/conf?p=general">General</a><form method=post action="/conf?p=servers"><button>Restart</button></form>`)
		return true
	}
	c := s.client(t, confproxy.Config{})
	same := confproxy.TextValue("1," + u.Port())
	if err := c.CheckPorts(same, same); err != nil {
		t.Errorf("the same ports: %v", err)
	}
	if _, err := c.Deploy(t.Context(), deployment.Deployment{Want: confproxy.Values{confproxy.Ports: same}, Restart: true}); err != nil {
		t.Errorf("the same ports: %v", err)
	}
	begun := time.Now()
	_, err = c.Deploy(t.Context(), deployment.Deployment{
		Want: confproxy.Values{confproxy.Ports: confproxy.TextValue("2," + u.Port())}, Restart: true,
		Live: deployment.LiveCheck{Enabled: true, Timeout: 10 * time.Second},
	})
	if err != nil || s.seen["post servers"] != 1 {
		t.Errorf("other ports: %v, %d restarts", err, s.seen["post servers"])
	}
	if waited := time.Since(begun); waited > time.Minute {
		t.Errorf("it took %s", waited)
	}
	if n := foreign.Load(); n != 0 {
		t.Errorf("%d requests reached what listens at a port of the list", n)
	}
}

// Whether a restart can be requested is checked before anything is written.
func TestRestartIsPossibleBeforeTheFirstWrite(t *testing.T) {
	t.Parallel()
	old := issueForStand(t, "old")
	for name, want := range map[string]func(*stand) confproxy.Values{
		"ports": func(s *stand) confproxy.Values {
			_, port, _ := strings.Cut(s.Listener.Addr().String(), ":")
			return confproxy.Values{confproxy.Ports: confproxy.TextValue(port)}
		},
		"certificate": func(s *stand) confproxy.Values { return s.serving("new", issueForStand(t, "new")) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStand(t, old, "pass 7 word")
			report, err := s.client(t, confproxy.Config{}).Deploy(t.Context(), deployment.Deployment{
				Want: want(s), Restart: true, Live: deployment.LiveCheck{Enabled: true, Timeout: 10 * time.Second},
			})
			if err == nil || strings.Contains(err.Error(), "was restarted") || len(report.Undone) > 0 {
				t.Errorf("error: %v, undone: %v", err, report.Undone)
			}
			if n := s.seen["post general"]; n != 0 {
				t.Errorf("%d saves", n)
			}
		})
	}
}

// With a plain endpoint, the first error is the cause, whatever the TLS error
// at the same port.
func TestFirstErrorIsTheCause(t *testing.T) {
	t.Parallel()
	faults := map[string]struct {
		do   http.HandlerFunc
		says string
	}{
		"closed": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "EOF"},
		"bad chunk": {func(w http.ResponseWriter, _ *http.Request) {
			raw(w, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")
		}, "chunk"},
		"bad gzip": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = io.WriteString(w, "no gzip at all")
		}, "gzip"},
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStand(t, issueForStand(t, "old"), "")
			s.odd = func(_ string, w http.ResponseWriter, r *http.Request) bool {
				fault.do(w, r)
				return true
			}
			c := Connect(t, confproxy.Config{Endpoint: s.URL}) // without any authority
			_, err := c.Files(t.Context())
			if !errors.Is(err, confproxy.ErrUnreachable) || errors.Is(err, confproxy.ErrUntrustedCertificate) || !strings.Contains(err.Error(), fault.says) {
				t.Errorf("error: %v, want ErrUnreachable with %q", err, fault.says)
			}
		})
	}
}

// raw answers with bytes that need not be HTTP.
func raw(w http.ResponseWriter, text string) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		_, _ = io.WriteString(conn, text)
		_ = conn.Close()
	}
}

// Password and forms are sent to no other port of the same host.
func TestOtherPortsOfTheHost(t *testing.T) {
	t.Parallel()
	var foreign atomic.Int64
	other := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { foreign.Add(1) }))
	t.Cleanup(other.Close)
	for _, place := range []string{"menu", "post login", "post private"} {
		s := newStand(t, issueForStand(t, "old"), "pass 7 word")
		s.odd = func(at string, w http.ResponseWriter, r *http.Request) bool {
			if at != place {
				return false
			}
			http.Redirect(w, r, other.URL+"/conf", http.StatusTemporaryRedirect)
			return true
		}
		_, err := s.client(t, confproxy.Config{}).PutFile(t.Context(), "a", certs.NewContent([]byte("a")), confproxy.Precondition{})
		if !errors.Is(err, confproxy.ErrForeignHost) && !errors.Is(err, confproxy.ErrNotApplied) {
			t.Errorf("%s: %v, want ErrForeignHost", place, err)
		}
	}
	if n := foreign.Load(); n != 0 {
		t.Errorf("%d requests reached another port", n)
	}
}

// An upload that is not answered in time is unknown.
func TestUploadThatTimesOut(t *testing.T) {
	t.Parallel()
	s := newStand(t, issueForStand(t, "old"), "pass 7 word")
	s.odd = func(place string, _ http.ResponseWriter, r *http.Request) bool {
		if place == "post private" {
			<-r.Context().Done()
		}
		return place == "post private"
	}
	c := s.client(t, confproxy.Config{RequestTimeout: 3 * time.Second})
	result, err := c.PutFile(t.Context(), "a", certs.NewContent([]byte("a")), confproxy.Precondition{})
	if !errors.Is(err, confproxy.ErrUnknownOutcome) || !result.MayExist {
		t.Errorf("%+v, %v; want ErrUnknownOutcome", result, err)
	}
}

// A deletion that is not answered in time is unknown, and no other one follows:
// the server may still be working on it.
func TestDeletionThatTimesOut(t *testing.T) {
	t.Parallel()
	s := newStand(t, issueForStand(t, "old"), "pass 7 word")
	c := s.client(t, confproxy.Config{RequestTimeout: 3 * time.Second})
	for _, name := range []string{"a", "b"} {
		if _, err := c.PutFile(t.Context(), name, certs.NewContent([]byte(name)), confproxy.Precondition{}); err != nil {
			t.Fatal(err)
		}
	}
	var sent atomic.Int64
	s.odd = func(place string, _ http.ResponseWriter, r *http.Request) bool {
		isPost := strings.HasPrefix(place, "post ")
		if isPost {
			sent.Add(1)
			<-r.Context().Done()
		}
		return isPost
	}
	for _, name := range []string{"a", "b"} {
		if err := c.DeleteFile(t.Context(), name); !errors.Is(err, confproxy.ErrUnknownOutcome) {
			t.Errorf("%s: %v; want ErrUnknownOutcome", name, err)
		}
	}
	if n := sent.Load(); n != 1 {
		t.Errorf("%d deletions were sent, want 1", n)
	}
}

// TLS failures name their kind.
func TestTLSFailuresSayWhatTheyAre(t *testing.T) {
	t.Parallel()
	for says, config := range map[string]*tls.Config{
		"TLS 1.2 or newer":     {MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11},
		"cipher suite":         {MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_RSA_WITH_AES_128_CBC_SHA256}},
		"a client certificate": {ClientAuth: tls.RequireAnyClientCert},
	} {
		t.Run(says, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewUnstartedServer(http.NotFoundHandler())
			server.TLS = config
			server.StartTLS()
			t.Cleanup(server.Close)
			_, err := Connect(t, confproxy.Config{Endpoint: server.URL, Insecure: true}).Files(t.Context())
			if !errors.Is(err, confproxy.ErrUnreachable) || !strings.Contains(err.Error(), says) {
				t.Errorf("error: %v, want one with %q", err, says)
			}
		})
	}
}

// Read-only and disabled fields may change by themselves; other settings may
// not.
func TestSelfChangingControls(t *testing.T) {
	t.Parallel()
	for extra, want := range map[string]error{
		`<p><input type=checkbox name=c> Clock: <input name=z readonly value="%d"></p>`:   nil,
		`<p><input type=checkbox name=c> Counter: <input name=z disabled value="%d"></p>`: nil,
		`<input type=hidden name=z value="%d">`:                                           nil,
		`<p><input type=checkbox name=c> Other: <input name=z value="%d"></p>`:            confproxy.ErrConflict,
	} {
		s := newStand(t, issueForStand(t, "old"), "")
		n := 0
		s.odd = func(place string, w http.ResponseWriter, r *http.Request) bool {
			if !strings.HasSuffix(place, "general") {
				return false
			}
			n++
			recorder := httptest.NewRecorder()
			s.handle(place, recorder, r)
			added := strings.Replace(extra, "%d", strings.Repeat("x", n), 1)
			_, _ = io.WriteString(w, strings.Replace(recorder.Body.String(), `<input type=submit`, added+`<input type=submit`, 1))
			return true
		}
		_, err := s.client(t, confproxy.Config{}).Deploy(t.Context(), deployment.Deployment{Want: confproxy.Values{confproxy.SSLProtocol: confproxy.TextValue("x")}})
		if !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", extra, err, want)
		}
	}
}
