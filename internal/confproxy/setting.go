// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Setting is one row of a settings page that this client knows.
type Setting string

// The settings of HTTPT SSL, by a name of their own; their labels in the
// administration are documented (see [Setting.Labels]).
const (
	Ports            Setting = "ports"
	UseSSL           Setting = "use_ssl"
	Certificate      Setting = "certificate"
	Key              Setting = "key"
	CertificateChain Setting = "certificate_chain"
	KeyPassphrase    Setting = "key_passphrase"
	SSLProtocol      Setting = "ssl_protocol"
	SSLCipherSuite   Setting = "ssl_cipher_suite"
	RedirectToHTTPS  Setting = "redirect_http_to_https"
)

type settingKind int

const (
	kindText settingKind = iota
	kindYesNo
	kindPorts
	kindSecret // its value is never shown; a form of its own sets it
)

type settingSpec struct {
	page   string
	kind   settingKind
	labels []string // newest spelling first
}

var settingSpecs = map[Setting]settingSpec{
	Ports:            {menuGeneral, kindPorts, []string{"HTTPT ports:"}},
	UseSSL:           {menuGeneral, kindYesNo, []string{"HTTPT use SSL:"}},
	Certificate:      {menuGeneral, kindText, []string{"HTTPT SSL certificate:"}},
	Key:              {menuGeneral, kindText, []string{"HTTPT SSL key:"}},
	KeyPassphrase:    {menuGeneral, kindSecret, []string{labelPassphrase}},
	CertificateChain: {menuGeneral, kindText, []string{"HTTPT SSL certificate chain:"}},
	SSLProtocol:      {menuGeneral, kindText, []string{"HTTPT SSL protocol:"}},
	SSLCipherSuite:   {menuGeneral, kindText, []string{"HTTPT SSL cipher suite:"}},
	RedirectToHTTPS: {menuSecurity, kindYesNo, []string{
		"Redirect HTTP to HTTPS for all user web pages:", "Force SSL for all user web pages:",
	}},
}

// AllSettings lists every [Setting], in the order of the pages.
var AllSettings = []Setting{
	Ports, UseSSL, Certificate, Key, KeyPassphrase, CertificateChain,
	SSLProtocol, SSLCipherSuite, RedirectToHTTPS,
}

// fileSettings are those that name a file of the Private storage.
var fileSettings = []Setting{Certificate, Key, CertificateChain}

// Labels returns the documented texts of the setting's row, newest first.
func (s Setting) Labels() []string { return settingSpecs[s].labels }

// Label returns the newest documented text of the row, without its colon.
func (s Setting) Label() string { return strings.TrimSuffix(s.Labels()[0], ":") }

// Page returns the menu entry of the page that the row stands on.
func (s Setting) Page() string { return settingSpecs[s].page }

// Value is what a row of a settings page holds: the product's default (the
// row's box is ticked) or a value of its own, in a canonical text: "yes" or
// "no"; ports as decimal numbers joined by commas; any other text as the page
// shows it. The value of [KeyPassphrase] is always empty.
type Value struct {
	Default bool
	Text    string
}

// DefaultValue is a ticked row.
func DefaultValue() Value { return Value{Default: true} }

// TextValue is a row with a text of its own.
func TextValue(s string) Value { return Value{Text: s} }

// YesNo is a row set to Yes or No.
func YesNo(yes bool) Value {
	if yes {
		return Value{Text: "yes"}
	}
	return Value{Text: "no"}
}

// PortsValue is a row that lists ports.
func PortsValue(ports []int64) Value {
	texts := make([]string, len(ports))
	for i, p := range ports {
		texts[i] = strconv.FormatInt(p, 10)
	}
	return Value{Text: strings.Join(texts, ",")}
}

// Yes reports whether the row is set to Yes.
func (v Value) Yes() bool { return !v.Default && v.Text == "yes" }

// Ports returns the ports of a row that lists them, nil for the default.
func (v Value) Ports() []int64 {
	if v.Default || v.Text == "" {
		return nil
	}
	var ports []int64
	for text := range strings.SplitSeq(v.Text, ",") {
		if p, err := strconv.ParseInt(text, 10, 64); err == nil {
			ports = append(ports, p)
		}
	}
	return ports
}

// String shows the value as an error message should.
func (v Value) String() string {
	if v.Default {
		return "the product's default"
	}
	return fmt.Sprintf("%q", v.Text)
}

// Same reports whether two values of the setting mean the same to the server:
// the order of ports has no meaning.
func (s Setting) Same(a, b Value) bool {
	if a.Default || b.Default {
		return a.Default == b.Default
	}
	if settingSpecs[s].kind == kindPorts {
		return slices.Equal(slices.Sorted(slices.Values(a.Ports())), slices.Sorted(slices.Values(b.Ports())))
	}
	return a.Text == b.Text
}

// Settings are values by setting.
type Settings map[Setting]Value

// in returns the settings that stand on the given page.
func (s Settings) in(page string) Settings {
	selected := maps.Clone(s)
	maps.DeleteFunc(selected, func(setting Setting, _ Value) bool { return setting.Page() != page })
	return selected
}

// ordered returns the settings that s has, in page order.
func (s Settings) ordered() []Setting {
	var settings []Setting
	for _, setting := range AllSettings {
		if _, ok := s[setting]; ok {
			settings = append(settings, setting)
		}
	}
	return settings
}
