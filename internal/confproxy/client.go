// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"crypto/x509"
	"fmt"
	"net"
	"net/url"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
)

// Defaults of [Config]. The endpoint and the account are documented.
const (
	DefaultEndpoint       = "http://localhost:7615"
	DefaultUsername       = "admin"
	DefaultRequestTimeout = 30 * time.Second
)

// Config says which administration to talk to, as whom, and what to trust.
type Config struct {
	// Endpoint is the address of the server, http or https, with or without
	// the documented path /conf. Empty: [DefaultEndpoint].
	Endpoint string
	// Username is sent where the login asks for one. Empty: [DefaultUsername].
	Username string
	Password string
	// CACertPEM are the roots to trust instead of the system's.
	CACertPEM []byte
	// TLSServerName is the name to expect in the certificate (and to send as
	// SNI) instead of the endpoint's host.
	TLSServerName string
	// CertificateFingerprint pins the leaf: hex SHA-256 of its DER form.
	CertificateFingerprint string
	// Insecure accepts any certificate.
	Insecure bool
	// RequestTimeout bounds one request with its whole answer. Zero:
	// [DefaultRequestTimeout].
	RequestTimeout time.Duration
	// CaptureDir is a folder for copies of all pages received, with values
	// blanked. Empty: none are written.
	CaptureDir string
	// UserAgent is sent with every request, if not empty.
	UserAgent string
}

// ConfigError is a value of [Config] that cannot be used.
type ConfigError struct {
	Field   string // in snake case, as users of the provider know it
	Message string
}

func (e *ConfigError) Error() string { return e.Field + ": " + e.Message }

// Client talks to the administration of one server. It connects when it first
// has to. It is safe for concurrent use.
type Client struct {
	config  Config
	base    *url.URL // of the configured endpoint, without /conf
	roots   *x509.CertPool
	trust   *trust
	session *session
	lock    *serverLock
	cache   cache
	planned plannedFiles
	stored  sync.Map // names of files, see [Client.Stored]
}

// New checks the configuration and returns a client. It does not connect.
func New(config Config) (*Client, error) {
	if config.Endpoint == "" {
		config.Endpoint = DefaultEndpoint
	}
	if config.Username == "" {
		config.Username = DefaultUsername
	}
	if config.RequestTimeout == 0 {
		config.RequestTimeout = DefaultRequestTimeout
	}
	if config.RequestTimeout < 0 {
		return nil, &ConfigError{"request_timeout", "must be longer than nothing"}
	}
	base, err := parseEndpoint(config.Endpoint)
	if err != nil {
		return nil, &ConfigError{"endpoint", err.Error()}
	}
	var roots *x509.CertPool
	if len(config.CACertPEM) > 0 {
		if roots, err = parseRoots(config.CACertPEM); err != nil {
			return nil, &ConfigError{"ca_cert_pem", err.Error()}
		}
	}
	trust := &trust{serverName: config.TLSServerName, roots: roots, insecure: config.Insecure}
	if config.CertificateFingerprint != "" {
		if trust.pinned, err = certs.ParseFingerprint(config.CertificateFingerprint); err != nil {
			return nil, &ConfigError{"certificate_fingerprint", err.Error()}
		}
	}
	c := &Client{config: config, base: base, roots: roots, trust: trust, lock: lockFor(base)}
	c.session = newSession(c)
	return c, nil
}

// Endpoint returns the configured address of the server, without /conf.
func (c *Client) Endpoint() *url.URL {
	u := *c.base
	return &u
}

// RootCAs returns the configured roots, nil for the system's.
func (c *Client) RootCAs() *x509.CertPool { return c.roots }

// Address returns host and port of the configured endpoint.
func (c *Client) Address() string { return hostPort(c.base) }

// TLSServerName returns the name that the endpoint's certificate should cover.
func (c *Client) TLSServerName() string {
	if c.config.TLSServerName != "" {
		return c.config.TLSServerName
	}
	return c.base.Hostname()
}

func parseEndpoint(text string) (*url.URL, error) {
	const example = `; expected for example "https://proxy.example.com:7615"`
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%q is not a URL%s", text, example)
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, fmt.Errorf("%q does not begin with http:// or https://%s", text, example)
	case u.Hostname() == "":
		return nil, fmt.Errorf("%q names no host%s", text, example)
	case u.User != nil:
		return nil, fmt.Errorf("user name and password do not belong in the endpoint; use username and password")
	case u.RawQuery != "" || u.Fragment != "":
		return nil, fmt.Errorf("%q has a query or a fragment%s", text, example)
	}
	u.Path = strings.TrimSuffix(strings.TrimSuffix(path.Clean("/"+u.Path), administrationPath), "/")
	u.RawPath = ""
	return u, nil
}

func parseRoots(pem []byte) (*x509.CertPool, error) {
	content := certs.NewContent(pem)
	if err := content.Err(); err != nil {
		return nil, err
	}
	if len(content.Certificates()) == 0 {
		return nil, fmt.Errorf("holds no certificate in PEM form")
	}
	pool := x509.NewCertPool()
	for _, certificate := range content.Certificates() {
		if err := certs.Problem(certificate); err != nil {
			return nil, fmt.Errorf("holds a certificate that cannot be used: %w", err)
		}
		pool.AddCert(certificate)
	}
	return pool, nil
}

// hostPort returns host and port of a URL, with the scheme's default port.
func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return net.JoinHostPort(u.Hostname(), port)
}
