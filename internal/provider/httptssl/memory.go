// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package httptssl

import (
	"slices"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// memory is what the provider keeps beside the state of the resource. It holds
// no secrets.
type memory struct {
	// Owned are the settings that the configuration set, and that go back to
	// the product's default when it no longer does, by the names in ownedNames.
	Owned []string `json:"owned"`
	// Unfinished tells that a change failed after it may have begun, so that
	// it has to be made again although the server may show the wanted values.
	Unfinished bool `json:"unfinished,omitempty"`
	// ServedBefore is the fingerprint of the certificate that the server had
	// before it was told to serve one from its storage.
	ServedBefore string `json:"served_before,omitempty"`
	// Verified is what the last change, or the first look, found to be served.
	Verified *confproxy.Verified `json:"verified,omitempty"`
	// Differences tell what the last refresh found to be otherwise.
	Differences []string `json:"differences,omitempty"`
	// RestartDue tells what the last refresh found to wait for a restart; "" for nothing.
	RestartDue string `json:"restart_due,omitempty"`
}

// ownedNames are the names of settings in the private state.
var ownedNames = map[confproxy.Setting]string{
	confproxy.Ports: "ports", confproxy.UseSSL: "use_ssl", confproxy.Certificate: "certificate", confproxy.Key: "key",
	confproxy.CertificateChain: "certificate_chain", confproxy.KeyPassphrase: "key_passphrase",
	confproxy.SSLProtocol: "ssl_protocol", confproxy.SSLCipherSuite: "ssl_cipher_suite",
	confproxy.RedirectToHTTPS: "redirect_http_to_https",
}

// setFromReport keeps what a deployment found out.
func (m *memory) setFromReport(report *confproxy.Report) {
	if report.ServedBefore != "" {
		m.ServedBefore = report.ServedBefore
	}
	if report.Verified != nil {
		m.Verified, m.Differences, m.RestartDue = report.Verified, nil, ""
	}
}

// setFromInspection keeps what a refresh found out. Where something differs, what was
// verified stays, so that the difference is found again.
func (m *memory) setFromInspection(found *confproxy.Inspection) {
	m.Differences, m.RestartDue = found.Differences, strings.TrimSpace(found.RestartDue)
	if len(found.Differences) == 0 && found.Unreachable == nil {
		m.Verified = &found.Verified
	}
}

// inspects reports whether a refresh compares what is served: not where the
// configuration leaves that to somebody else.
func (m memory) inspects() bool {
	return len(m.Owned) == 0 || m.owns(confproxy.Ports) || slices.ContainsFunc(servingRows, m.owns)
}

func (m memory) owns(setting confproxy.Setting) bool {
	return slices.Contains(m.Owned, ownedNames[setting])
}

// owned returns the owned settings in page order.
func (m memory) owned() []confproxy.Setting {
	return slices.DeleteFunc(slices.Clone(confproxy.HTTPTSSL), func(s confproxy.Setting) bool { return !m.owns(s) })
}
