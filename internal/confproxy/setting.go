// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Setting identifies a row of a settings page: the menu entry of the page and
// the label of the row, without its colon. Any row is a setting; a deployment
// uses those with a name below.
type Setting struct{ Page, Label string }

// The documented settings pages of the settings below.
const (
	PageGeneral  = "General"
	PageSecurity = "Security"
)

// The documented settings of HTTPT SSL, in page order.
var (
	Ports            = Setting{PageGeneral, "HTTPT ports"}
	UseSSL           = Setting{PageGeneral, "HTTPT use SSL"}
	Certificate      = Setting{PageGeneral, "HTTPT SSL certificate"}
	Key              = Setting{PageGeneral, "HTTPT SSL key"}
	KeyPassphrase    = Setting{PageGeneral, "HTTPT SSL key passphrase"}
	CertificateChain = Setting{PageGeneral, "HTTPT SSL certificate chain"}
	SSLProtocol      = Setting{PageGeneral, "HTTPT SSL protocol"}
	SSLCipherSuite   = Setting{PageGeneral, "HTTPT SSL cipher suite"}
	RedirectToHTTPS  = Setting{PageSecurity, "Redirect HTTP to HTTPS for all user web pages"}
)

// HTTPTSSL lists the settings of HTTPT SSL in page order.
var HTTPTSSL = []Setting{
	Ports, UseSSL, Certificate, Key, KeyPassphrase, CertificateChain,
	SSLProtocol, SSLCipherSuite, RedirectToHTTPS,
}

// position returns the place of a setting among those of HTTPT SSL; all others
// come after them.
func (s Setting) position() int {
	if at := slices.Index(HTTPTSSL, s); at >= 0 {
		return at
	}
	return len(HTTPTSSL)
}

// FileSettings are those that name a file of the Private storage.
var FileSettings = []Setting{Certificate, Key, CertificateChain}

// IsManagedByDeployment reports whether only a deployment changes a row,
// because it can make the server unreachable. The label alone identifies such a
// row: several menu entries may lead to its page.
func (s Setting) IsManagedByDeployment() bool {
	return slices.ContainsFunc(HTTPTSSL, func(own Setting) bool {
		return slices.ContainsFunc(own.Labels(), func(label string) bool { return SameLabel(label, s.Label) })
	})
}

// DefaultPorts are the product's default of HTTPT ports (documented).
var DefaultPorts = []int64{80, 443, 7615}

// Kind is the form of a setting's value, for writing and comparing.
type Kind int

// The kinds of settings. Rows of an unknown kind are texts.
const (
	KindText   Kind = iota
	KindYesNo       // "yes" or "no"
	KindPorts       // decimal numbers joined by commas, in any order
	KindSecret      // never shown; set by a separate form
)

// Kind returns the kind of the setting's value.
func (s Setting) Kind() Kind {
	switch s {
	case UseSSL, RedirectToHTTPS:
		return KindYesNo
	case Ports:
		return KindPorts
	case KeyPassphrase:
		return KindSecret
	}
	return KindText
}

// Labels returns the possible labels of the row, the newest first. The label of
// the redirect changed between releases (documented).
func (s Setting) Labels() []string {
	if s == RedirectToHTTPS {
		return []string{s.Label, "Force SSL for all user web pages"}
	}
	return []string{s.Label}
}

// SameLabel reports whether two texts are the same label, ignoring case and a
// final colon.
func SameLabel(a, b string) bool {
	return CanonicalLabel(a) == CanonicalLabel(b)
}

// CanonicalLabel returns the form that all spellings of a label share.
func CanonicalLabel(label string) string { return strings.ToLower(TrimLabel(label)) }

// TrimLabel returns a label without its colon and superfluous space.
func TrimLabel(label string) string {
	return strings.TrimRight(strings.Join(strings.Fields(label), " "), ": ")
}

// String returns the label.
func (s Setting) String() string { return s.Label }

// Reading is the result of reading one row: its value, or the reason why it has
// none.
type Reading struct {
	Value Value
	Err   error // [ErrLayout] if the page lacks the row or it cannot be understood
}

// Readings are readings by setting.
type Readings map[Setting]Reading

// Values returns the values of the rows that could be read.
func (r Readings) Values() Values {
	values := Values{}
	for setting, reading := range r {
		if reading.Err == nil {
			values[setting] = reading.Value
		}
	}
	return values
}

// Require returns the values of the rows that could be read, or the error of
// the first of the given settings that could not.
func (r Readings) Require(settings ...Setting) (Values, error) {
	for _, setting := range settings {
		if err := r[setting].Err; err != nil {
			return nil, err
		}
	}
	return r.Values(), nil
}

// Edit is a change of rows of settings pages.
type Edit struct {
	Want Values
	// Expect are the values of rows when the change was planned. A row with
	// neither its expected nor its wanted value is [ErrConflict].
	Expect Values
	// Always saves although all rows have the wanted values, so that the server
	// reads the named files again.
	Always bool
}

// Conflict reports a row that somebody else changed after a change was planned.
func Conflict(setting Setting, expected, now Value) error {
	return &Error{
		Kind: ErrConflict, Op: "change " + setting.Label,
		Found: fmt.Sprintf("When the change was planned it was %s; now it is %s. Nothing was changed.", expected, now),
	}
}

// Row is a row of a settings page, as a person sees it.
type Row struct {
	Setting Setting
	Kind    RowKind
	Value   Value    // empty for a secret
	Default string   // the product's default if the page shows it; otherwise ""
	Choices []string // values that the page offers; nil if any text can be entered
	Err     error    // why the row cannot be understood; its value is unknown then
}

// RowKind is the kind of value that a row accepts.
type RowKind string

// The kinds of rows. A ticked row may not show its kind, and one that cannot be
// understood has none.
const (
	RowText    RowKind = "text"
	RowLines   RowKind = "lines"  // several lines of text
	RowYesNo   RowKind = "yes_no" // Yes or No
	RowChoice  RowKind = "choice" // one of the choices
	RowList    RowKind = "list"   // some of the choices, a line each
	RowSecret  RowKind = "secret" // set by a separate form
	RowUnknown RowKind = "unknown"
)

// Settings is a way in to the settings pages.
type Settings interface {
	// List returns the rows of a page in page order. It shares its result until
	// the next change.
	List(ctx context.Context, page string) ([]Row, error)
	// Read returns a reading of every given row. It shares its result until the
	// next change.
	Read(ctx context.Context, settings ...Setting) (Readings, error)
	// Write sets rows to the wanted values and reads them back. Every row that
	// the edit does not name keeps its value.
	Write(ctx context.Context, edit Edit) error
}

// Secrets is a way in to the settings whose values are never shown.
type Secrets interface {
	// Set enters a secret. It cannot be read back.
	Set(ctx context.Context, setting Setting, secret string) error
}
