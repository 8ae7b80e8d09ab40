// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package httptssl

import (
	"slices"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/deployment"
)

// memory is the private state of the resource. It has no secrets.
type memory struct {
	// Owned are the settings that the configuration has set, and that are reset
	// to the product's default when it no longer sets them, by the names in
	// ownedNames.
	Owned []string `json:"owned"`
	// Unfinished reports that a change failed after it may have begun, so that
	// it must be repeated although the server may show the wanted values.
	Unfinished bool `json:"unfinished,omitempty"`
	// ServedBefore is the fingerprint of the certificate that the server
	// presented before it first served one from its storage.
	ServedBefore string `json:"served_before,omitempty"`
	// Verified is the result of the last change or of the first inspection.
	Verified *deployment.Verified `json:"verified,omitempty"`
	// Differences are the differences that the last refresh found.
	Differences []string `json:"differences,omitempty"`
	// RestartDue describes the change that waits for a restart, as of the last refresh; "" for none.
	RestartDue string `json:"restart_due,omitempty"`
}

// ownedNames are the names of settings in the private state.
var ownedNames = map[confproxy.Setting]string{
	confproxy.Ports: "ports", confproxy.UseSSL: "use_ssl", confproxy.Certificate: "certificate", confproxy.Key: "key",
	confproxy.CertificateChain: "certificate_chain", confproxy.KeyPassphrase: "key_passphrase",
	confproxy.SSLProtocol: "ssl_protocol", confproxy.SSLCipherSuite: "ssl_cipher_suite",
	confproxy.RedirectToHTTPS: "redirect_http_to_https",
}

// setFromReport stores the result of a deployment.
func (m *memory) setFromReport(report *deployment.Report) {
	if report.ServedBefore != "" {
		m.ServedBefore = report.ServedBefore
	}
	if report.Verified != nil {
		m.Verified, m.Differences, m.RestartDue = report.Verified, nil, ""
	}
}

// setFromInspection stores the result of a refresh. If something differs, the verified state remains, so that the
// difference is found again.
func (m *memory) setFromInspection(found *deployment.Inspection) {
	m.Differences, m.RestartDue = found.Differences, strings.TrimSpace(found.RestartDue)
	if len(found.Differences) == 0 && found.Unreachable == nil {
		m.Verified = &found.Verified
	}
}

// inspects reports whether a refresh compares the served certificate: it does
// unless another resource manages that.
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
