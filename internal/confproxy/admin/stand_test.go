// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"html"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/probe"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/client"
)

// stand is a small server written by hand, with TLS and plain HTTP on one port,
// in its own style: one address, pages by query, rows in paragraphs. It serves
// the certificate that its settings name, and any request can be modified.
type stand struct {
	*httptest.Server
	old      *certstest.Issued
	password string

	mu       sync.Mutex
	settings map[string]string // by label; missing for the default
	files    map[string][]byte
	versions map[string]int
	minimum  uint16 // versions of TLS
	maximum  uint16
	odd      func(place string, w http.ResponseWriter, r *http.Request) bool // true when it answered
	onSave   func(*stand)
	menu     string         // more entries
	seen     map[string]int // requests by place
}

var standRows = []string{
	"Default domain for user authentication", "HTTPT ports", "HTTPT use SSL", "HTTPT SSL certificate", "HTTPT SSL key",
	"HTTPT SSL key passphrase", "HTTPT SSL certificate chain", "HTTPT SSL protocol", "HTTPT SSL cipher suite", "SMTP port",
}

// sniffer returns the connections of a listener, as TLS if they begin with a
// handshake.
type sniffer struct {
	net.Listener
	config *tls.Config
}

type sniffed struct {
	net.Conn
	in *bufio.Reader
}

func (c *sniffed) Read(p []byte) (int, error) { return c.in.Read(p) }

// lateTLS detects TLS at the first read of a connection, so that Accept does
// not block.
type lateTLS struct {
	net.Conn
	config *tls.Config
	once   sync.Once
	real   net.Conn
}

func (c *lateTLS) conn() net.Conn {
	c.once.Do(func() {
		in := bufio.NewReader(c.Conn)
		c.real = &sniffed{c.Conn, in}
		if first, err := in.Peek(1); err == nil && first[0] == 0x16 {
			c.real = tls.Server(c.real, c.config)
		}
	})
	return c.real
}

func (c *lateTLS) Read(p []byte) (int, error)  { return c.conn().Read(p) }
func (c *lateTLS) Write(p []byte) (int, error) { return c.conn().Write(p) }

func (l sniffer) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &lateTLS{Conn: conn, config: l.config}, nil
}

var standCA = sync.OnceValues(certstest.New)

func issueForStand(t *testing.T, name string) *certstest.Issued {
	t.Helper()
	ca, err := standCA()
	if err != nil {
		t.Fatal(err)
	}
	issued, err := ca.Issue(certstest.Leaf{CommonName: name, IPs: []net.IP{net.IPv4(127, 0, 0, 1)}})
	if err != nil {
		t.Fatal(err)
	}
	return issued
}

func newStand(t *testing.T, old *certstest.Issued, password string) *stand {
	t.Helper()
	s := &stand{
		old: old, password: password, seen: map[string]int{},
		settings: map[string]string{
			"HTTPT use SSL": "Yes", "HTTPT SSL certificate": "objects/old.cer", "HTTPT SSL key": "objects/old.key",
			"HTTPT SSL certificate chain": "objects/old.crt", "SMTP port": "25",
		},
		files:    map[string][]byte{"old.cer": old.CertPEM, "old.key": old.KeyPEM, "old.crt": old.ChainPEM, "keep.xml": []byte("<a/>")},
		versions: map[string]int{},
	}
	s.Server = httptest.NewUnstartedServer(s)
	s.Listener = sniffer{s.Listener, &tls.Config{GetConfigForClient: s.tlsFor}}
	s.Start()
	t.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
	})
	return s
}

// tlsFor returns the TLS configuration for the current settings.
func (s *stand) tlsFor(*tls.ClientHelloInfo) (*tls.Config, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	file := func(label string) []byte { return s.files[strings.TrimPrefix(s.settings[label], "objects/")] }
	if s.settings["HTTPT use SSL"] != "Yes" {
		return nil, io.EOF
	}
	chain := slices.Concat(file("HTTPT SSL certificate"), []byte("\n"), file("HTTPT SSL certificate chain"))
	key := file("HTTPT SSL key")
	if keys := certs.NewContent(key).Keys(); len(keys) == 1 && keys[0].Encrypted {
		signer, err := keys[0].Open([]byte(s.settings["HTTPT SSL key passphrase"]))
		if err != nil {
			return nil, err
		}
		der, err := x509.MarshalPKCS8PrivateKey(signer)
		if err != nil {
			return nil, err
		}
		key = pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	}
	pair, err := tls.X509KeyPair(chain, key)
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: s.minimum, MaxVersion: s.maximum}, err
}

func (s *stand) secureURL() string { return strings.Replace(s.URL, "http:", "https:", 1) }

func (s *stand) client(t *testing.T, config confproxy.Config) *client.Client {
	t.Helper()
	if config.Endpoint == "" {
		config.Endpoint = s.secureURL()
	}
	config.Password, config.CACertPEM = s.password, s.old.RootPEM
	return Connect(t, config)
}

func (s *stand) with(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	do()
}

// placeOf returns the subject of a request.
func placeOf(r *http.Request) string {
	place := r.URL.Query().Get("p")
	if r.URL.Path != "/conf" {
		place = "elsewhere"
	}
	if place == "" {
		place = "menu"
	}
	if r.Method == http.MethodPost {
		place = "post " + place
	}
	return place
}

func (s *stand) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseMultipartForm(1 << 20)
	place := placeOf(r)
	s.mu.Lock()
	s.seen[place]++
	odd := s.odd
	s.mu.Unlock()
	if odd != nil && odd(place, w, r) {
		return
	}
	s.handle(place, w, r)
}

func (s *stand) handle(place string, w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if cookie, err := r.Cookie("in"); place != "post login" && s.password != "" && (err != nil || cookie.Value != "yes") {
		fmt.Fprint(w, `<h3>Log in</h3><form method=post action="/conf?p=login">Name: <input name=n> Word: <input type=password name=w> <button>Log in</button></form>`)
		return
	}
	switch place {
	case "post login":
		if r.PostFormValue("w") != s.password {
			fmt.Fprint(w, `<p>No.</p><form method=post action="/conf?p=login">Name: <input name=n> Word: <input type=password name=w> <button>Log in</button></form>`)
			return
		}
		http.SetCookie(w, &http.Cookie{Name: "in", Value: "yes", Path: "/"})
		s.page(w, "Welcome.")
	case "post general":
		s.save(r)
		s.page(w, s.general())
	case "general":
		s.page(w, s.general())
	case "post private":
		s.store(r)
		s.page(w, s.storage())
	case "private":
		s.page(w, s.storage())
	case "public":
		s.page(w, `<h3>Public</h3>`)
	case "file":
		w.Header().Set("Content-Type", "application/octet-stream")
		_, _ = w.Write(s.files[r.URL.Query().Get("n")])
	default:
		s.page(w, "Welcome.")
	}
}

func (s *stand) page(w io.Writer, body string) {
	fmt.Fprintf(w, `<!doctype html><html><body><p>[<a href="/conf?p=general">General</a>] [<a href="/conf?p=private&amp;files">File storage</a>] %s</p>%s</body></html>`, s.menu, body)
}

func (s *stand) general() string {
	var b strings.Builder
	b.WriteString(`<h2>General</h2><form method=post action="/conf?p=general">`)
	for i, label := range standRows {
		value, own := s.settings[label]
		box := " checked"
		if own {
			box = ""
		}
		fmt.Fprintf(&b, `<p><input type=checkbox name="d%d" value=1%s> %s: <input name="v%d" value="%s"> Local override</p>`, i, box, label, i, html.EscapeString(value))
	}
	b.WriteString(`<input type=submit value=Save></form>`)
	return b.String()
}

func (s *stand) save(r *http.Request) {
	for i, label := range standRows {
		if r.PostFormValue(fmt.Sprintf("d%d", i)) != "" {
			delete(s.settings, label)
		} else {
			s.settings[label] = r.PostFormValue(fmt.Sprintf("v%d", i))
		}
	}
	if s.onSave != nil {
		s.onSave(s)
	}
}

func (s *stand) storage() string {
	var b strings.Builder
	b.WriteString(`<h2>File storage</h2><p><a href="/conf?p=public">Public</a> <a href="/conf?p=private">Private</a> <a href="/conf?p=local">Private (local)</a></p>
<form method=post action="/conf?p=private" enctype="multipart/form-data"><p>Upload file: <input type=file name=f> <button name=do value=up>Upload</button></p>
<table><tr><th>Select</th><th>File</th><th>Bytes</th><th>Download</th><th>Ver. on -1</th></tr>`)
	for _, name := range slices.Sorted(maps.Keys(s.files)) {
		fmt.Fprintf(&b, `<tr><td><input type=checkbox name=s value="%s"></td><td>%s</td><td>%d</td><td><a href="/conf?p=file&amp;n=%s">Click</a></td><td>%d</td></tr>`,
			name, name, len(s.files[name]), name, s.versions[name])
	}
	b.WriteString(`</table><button name=do value=del>Delete selected</button></form>`)
	return b.String()
}

func (s *stand) store(r *http.Request) {
	if r.FormValue("do") == "del" {
		for _, name := range r.Form["s"] {
			delete(s.files, name)
		}
		return
	}
	if file, header, err := r.FormFile("f"); err == nil {
		s.files[header.Filename], _ = io.ReadAll(file)
		s.versions[header.Filename]++
	}
}

// serving returns the settings that serve a certificate, and its files.
func (s *stand) serving(name string, issued *certstest.Issued) confproxy.Values {
	s.with(func() {
		s.files[name+".cer"], s.files[name+".key"], s.files[name+".crt"] = issued.CertPEM, issued.KeyPEM, issued.ChainPEM
	})
	return confproxy.Values{
		confproxy.Certificate: confproxy.TextValue("objects/" + name + ".cer"), confproxy.Key: confproxy.TextValue("objects/" + name + ".key"),
		confproxy.CertificateChain: confproxy.TextValue("objects/" + name + ".crt"),
	}
}

// served returns the fingerprint in a handshake.
func (s *stand) served(t *testing.T) string {
	t.Helper()
	result, err := probe.Probe(t.Context(), probe.Options{Address: s.Listener.Addr().String(), ServerName: "127.0.0.1"})
	if err != nil {
		return err.Error()
	}
	return certs.Fingerprint(result.Certificates[0])
}
