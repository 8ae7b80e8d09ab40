// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/client"
)

// hostile is a server, and the kind of error that its client should return.
type hostile struct {
	handler http.HandlerFunc
	want    error
	timeout time.Duration // of a request, where it is what ends it
}

// client waits long enough for a busy machine, except for servers that a
// timeout ends.
func (h hostile) client(t *testing.T, password string) (c *client.Client, endpoint string) {
	t.Helper()
	server := httptest.NewServer(h.handler)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	c = Connect(t, confproxy.Config{Endpoint: server.URL, Password: password, RequestTimeout: cmp.Or(h.timeout, 5*time.Minute)})
	return c, server.Listener.Addr().String()
}

var filler = strings.Repeat("<p>filler ", 10_000)

// zeros is 1 MiB in compressed form, which can be repeated any number of times.
var zeros = sync.OnceValue(func() []byte {
	var b bytes.Buffer
	zip := gzip.NewWriter(&b)
	_, _ = zip.Write(make([]byte, 1<<20))
	_ = zip.Close()
	return b.Bytes()
})

// bottomless are servers that send endless answers.
var bottomless = map[string]hostile{
	"endless body": {handler: func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := io.WriteString(w, filler); err != nil {
				return
			}
		}
	}, want: confproxy.ErrLayout},
	"100 MB page": {handler: func(w http.ResponseWriter, _ *http.Request) {
		for range 100 << 20 / len(filler) {
			if _, err := io.WriteString(w, filler); err != nil {
				return
			}
		}
	}, want: confproxy.ErrLayout},
	"deeply nested": {handler: func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, strings.Repeat("<div>", 500_000))
	}, want: confproxy.ErrLayout},
	"rows that just fit": {handler: func(w http.ResponseWriter, _ *http.Request) {
		row := `<a href=/x>General</a><form method=post><p><input type=checkbox>HTTPT ports:<input name=v>Local override<button>Save</button></form>`
		_, _ = io.WriteString(w, strings.Repeat(row, 8<<20/len(row)))
	}, want: confproxy.ErrLayout},
	"gzip bomb": {handler: func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		for range 1024 {
			if _, err := w.Write(zeros()); err != nil {
				return
			}
		}
	}, want: confproxy.ErrLayout},
	"slow trickle": {handler: func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			_, _ = io.WriteString(w, "<p>")
			_ = http.NewResponseController(w).Flush()
			select {
			case <-r.Context().Done():
			case <-time.After(20 * time.Millisecond):
			}
		}
	}, want: confproxy.ErrUnfinished, timeout: time.Second},
}

// run makes sure that the client reports the expected error.
func (h hostile) run(t *testing.T) {
	t.Helper()
	const secret = "never to be shown"
	c, endpoint := h.client(t, secret)
	_, err := c.Files(t.Context())
	if !errors.Is(err, h.want) {
		t.Errorf("error: %v, want: %v", err, h.want)
	}
	if err != nil && !strings.Contains(err.Error(), endpoint) {
		t.Errorf("the error does not name the endpoint: %v", err)
	}
	if err != nil && strings.Contains(err.Error(), secret) {
		t.Errorf("the error shows the password: %v", err)
	}
}

// Every hostile or broken server leads to one clear error, in bounded time.
func TestHostileServers(t *testing.T) {
	t.Parallel()
	var foreign atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { foreign.Add(1) }))
	t.Cleanup(other.Close)

	tests := map[string]hostile{
		"redirect loop": {handler: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.Path+"x", http.StatusFound)
		}, want: confproxy.ErrLayout},
		"redirect to another host": {handler: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, other.URL+"/conf", http.StatusFound)
		}, want: confproxy.ErrForeignHost},
		"login form to another host": {handler: func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintf(w, `<form method=post action="%s/login"><input name=u><input type=password name=p><button>Log in</button></form>`, other.URL)
		}, want: confproxy.ErrForeignHost},
		"login form with method GET": {handler: func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, `<form><input name=u><input type=password name=p><button>Log in</button></form>`)
		}, want: confproxy.ErrLayout},
		"refresh loop": {handler: func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, `<meta http-equiv=refresh content="0; url=%sx"><p>Wait`, r.URL.Path)
		}, want: confproxy.ErrLayout},
		"frames without end": {handler: func(w http.ResponseWriter, r *http.Request) {
			for i := range 50 {
				fmt.Fprintf(w, `<iframe src="%s/%d"></iframe>`, r.URL.Path, i)
			}
		}, want: confproxy.ErrLayout},
		"wrong charset": {handler: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-32-nonsense")
			_, _ = w.Write([]byte("\xff\xfe\x00<\x00h\x00t\x00m\x00l"))
		}, want: confproxy.ErrLayout},
		"page that is cut off": {handler: func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, `<a href="/x">General</a><form method=post><table><tr><td>`)
		}, want: confproxy.ErrLayout},
		"another website": {handler: func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, `<title>It works!</title><h1>It works!</h1><a href="/about">About us</a>`)
		}, want: confproxy.ErrLayout},
		"untrusted network": {handler: func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "Your address is not trusted.", http.StatusForbidden)
		}, want: confproxy.ErrUntrustedNetwork},
		"untrusted network, politely": {handler: func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, "<p>Access to this page is not allowed from your address.</p>")
		}, want: confproxy.ErrUntrustedNetwork},
		"internal error": {handler: func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "boom", http.StatusInternalServerError)
		}, want: confproxy.ErrServer},
		"login of an unsupported kind": {handler: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("WWW-Authenticate", `Digest realm="x"`)
			w.WriteHeader(http.StatusUnauthorized)
		}, want: confproxy.ErrLayout},
		"no HTTP": {handler: func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := http.NewResponseController(w).Hijack()
			if err == nil {
				_, _ = io.WriteString(conn, "220 mail.example.com ESMTP\r\n")
				_ = conn.Close()
			}
		}, want: confproxy.ErrUnreachable},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.run(t)
		})
	}
	t.Cleanup(func() {
		if n := foreign.Load(); n != 0 {
			t.Errorf("%d requests reached another host", n)
		}
	})
}

// An endless answer is a clear error, too, and is not kept: pages are limited to 8 MiB, and the memory for
// one stays within a small multiple of that.
func TestBottomlessServersCostLittleMemory(t *testing.T) { //nolint:paralleltest // It measures the memory of the whole process.
	if testing.Short() {
		t.Skip("the race detector has memory of its own")
	}
	const most = 3 << 30                 // total allocated bytes, several times the maximum at one time
	for name, test := range bottomless { //nolint:paralleltest // As above.
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			test.run(t)
			runtime.ReadMemStats(&after)
			if used := after.TotalAlloc - before.TotalAlloc; used > most {
				t.Errorf("%d MiB were allocated, more than %d", used>>20, most>>20)
			} else {
				t.Logf("%d MiB were allocated", used>>20)
			}
		})
	}
}

// A refused password is sent once in a process, however many clients ask for
// it.
func TestRefusedPasswordIsTriedOnce(t *testing.T) {
	t.Parallel()
	basic := func(tries *atomic.Int64) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if _, _, ok := r.BasicAuth(); ok {
				tries.Add(1)
			}
			w.Header().Set("WWW-Authenticate", `Basic realm="conf"`)
			w.WriteHeader(http.StatusUnauthorized)
		}
	}
	form := func(status int, message string) func(*atomic.Int64) http.HandlerFunc {
		return func(tries *atomic.Int64) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPost {
					tries.Add(1)
					if message != "" {
						w.WriteHeader(status)
						fmt.Fprint(w, message)
						return
					}
				}
				w.WriteHeader(status)
				fmt.Fprint(w, `<p>Please</p><form method=post><input type=password name=p><button>Go</button></form>`)
			}
		}
	}
	tests := map[string]func(*atomic.Int64) http.HandlerFunc{
		"basic":                       basic,
		"form":                        form(http.StatusOK, ""),
		"form with 401":               form(http.StatusUnauthorized, ""),
		"form, refused on a page":     form(http.StatusOK, "<p>Das war leider nichts."),
		"form, refused with a status": form(http.StatusForbidden, "<p>Forbidden"),
	}
	for name, handler := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var tries atomic.Int64
			server := httptest.NewServer(handler(&tries))
			t.Cleanup(server.Close)
			for range 3 {
				c := Connect(t, confproxy.Config{Endpoint: server.URL, Password: "wrong"})
				for range 2 {
					if _, err := c.Files(t.Context()); !errors.Is(err, confproxy.ErrAuth) {
						t.Errorf("error: %v, want ErrAuth", err)
					}
				}
			}
			if n := tries.Load(); n != 1 {
				t.Errorf("the password was sent %d times, want once", n)
			}
		})
	}
}

func TestUnreachable(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	c := Connect(t, confproxy.Config{Endpoint: "http://" + address, Password: "x"})
	if _, err := c.Files(t.Context()); !errors.Is(err, confproxy.ErrUnreachable) || !strings.Contains(err.Error(), address) {
		t.Errorf("error: %v, want ErrUnreachable naming %s", err, address)
	}
}

func TestUntrustedCertificate(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	for _, endpoint := range []string{server.URL, strings.Replace(server.URL, "https", "http", 1)} {
		c := Connect(t, confproxy.Config{Endpoint: endpoint, Password: "x"})
		if _, err := c.Files(t.Context()); !errors.Is(err, confproxy.ErrUntrustedCertificate) {
			t.Errorf("%s: %v, want ErrUntrustedCertificate", endpoint, err)
		}
	}
}

func TestNewRefusesBadConfiguration(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		config confproxy.Config
		field  string
	}{
		"no scheme":       {confproxy.Config{Endpoint: "proxy.example.com:7615"}, "Endpoint"},
		"ftp":             {confproxy.Config{Endpoint: "ftp://proxy.example.com"}, "Endpoint"},
		"no host":         {confproxy.Config{Endpoint: "https://"}, "Endpoint"},
		"credentials":     {confproxy.Config{Endpoint: "https://admin:secret@proxy.example.com"}, "Endpoint"},
		"query":           {confproxy.Config{Endpoint: "https://proxy.example.com/?a=b"}, "Endpoint"},
		"roots":           {confproxy.Config{CACertPEM: []byte("nonsense")}, "CACertPEM"},
		"fingerprint":     {confproxy.Config{CertificateFingerprint: "12:34"}, "CertificateFingerprint"},
		"request timeout": {confproxy.Config{RequestTimeout: -1}, "RequestTimeout"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := New(test.config)
			var config *confproxy.ConfigError
			if !errors.As(err, &config) || config.Field != test.field {
				t.Fatalf("error: %v, want one of the field %s", err, test.field)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("the error shows a password: %v", err)
			}
		})
	}
	c := Connect(t, confproxy.Config{Endpoint: "https://proxy.example.com/conf/"})
	if c.Endpoint().String() != "https://proxy.example.com" || c.Address() != "proxy.example.com:443" {
		t.Errorf("an endpoint with /conf: %v, %v", c.Endpoint(), c.Address())
	}
}
