// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"cmp"
	"fmt"
	"log/slog"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/secret"
)

// Defaults of [Config]. The endpoint and the account are documented.
const (
	DefaultEndpoint       = "http://localhost:7615"
	DefaultUsername       = "admin"
	DefaultRequestTimeout = 30 * time.Second
)

// AdministrationPath is the path of the administration (documented).
const AdministrationPath = "/conf"

// Config describes the server, the account, and the certificates to trust.
type Config struct {
	// Endpoint is the address of the server, http or https, with or without
	// [AdministrationPath]. Empty: [DefaultEndpoint].
	Endpoint string
	// Username is the user name, if the login asks for one. Empty:
	// [DefaultUsername].
	Username string
	Password string
	// DatabaseSecret enables changes of settings by the XML interface. Empty:
	// changes by the pages only.
	DatabaseSecret string
	// CACertPEM are the roots to trust instead of the system's.
	CACertPEM []byte
	// TLSServerName is the name that the certificate must cover (also sent as
	// SNI), instead of the endpoint's host.
	TLSServerName string
	// CertificateFingerprint pins the leaf: hex SHA-256 of its DER form.
	CertificateFingerprint string
	// Insecure accepts any certificate.
	Insecure bool
	// RequestTimeout bounds one request with its whole answer. Zero:
	// [DefaultRequestTimeout].
	RequestTimeout time.Duration
	// ReadOnly sends only the login: a write is a [ReadOnlyError].
	ReadOnly bool
	// CaptureDir is a folder for copies of all received pages, with values
	// blanked. Empty: no copies.
	CaptureDir string
	// Logger records operations (Info) and requests (Debug), with a group for
	// each part of the client. Nil logs nothing.
	Logger *slog.Logger
	// Mask gets the secrets that no text may show. Nil: a new one.
	Mask *secret.Masker
	// UserAgent is sent with every request, if not empty.
	UserAgent string
}

// ConfigError is an invalid value of [Config].
type ConfigError struct {
	Field   string // of Config
	Message string
}

func (e *ConfigError) Error() string { return e.Field + ": " + e.Message }

// WithDefaults returns the configuration with its defaults, and the address of
// the server without [AdministrationPath].
func (c Config) WithDefaults() (Config, *url.URL, error) {
	c.Endpoint = cmp.Or(c.Endpoint, DefaultEndpoint)
	c.Username = cmp.Or(c.Username, DefaultUsername)
	c.RequestTimeout = cmp.Or(c.RequestTimeout, DefaultRequestTimeout)
	c.Logger = cmp.Or(c.Logger, slog.New(slog.DiscardHandler))
	c.Mask = cmp.Or(c.Mask, &secret.Masker{})
	if c.RequestTimeout < 0 {
		return c, nil, &ConfigError{"RequestTimeout", "must be positive"}
	}
	endpoint, err := parseEndpoint(c.Endpoint)
	if err != nil {
		return c, nil, &ConfigError{"Endpoint", err.Error()}
	}
	return c, endpoint, nil
}

func parseEndpoint(text string) (*url.URL, error) {
	const example = `; expected an address such as "https://proxy.example.com:7615"`
	shown := fmt.Sprintf("%q", text[:strings.IndexAny(text+"?", "?#")])
	if strings.Contains(text, "@") {
		shown = "the address" // it may hold a password
	}
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s is not a URL%s", shown, example)
	case u.User != nil:
		return nil, fmt.Errorf("user name and password do not belong in the endpoint; use username and password")
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, fmt.Errorf("%s does not begin with http:// or https://%s", shown, example)
	case u.Hostname() == "":
		return nil, fmt.Errorf("%s names no host%s", shown, example)
	case u.RawQuery != "" || u.Fragment != "":
		return nil, fmt.Errorf("%s has a query or a fragment%s", shown, example)
	}
	u.Host = strings.ToLower(u.Host)
	u.Path = strings.TrimSuffix(strings.TrimSuffix(path.Clean("/"+u.Path), AdministrationPath), "/")
	u.RawPath = ""
	return u, nil
}
