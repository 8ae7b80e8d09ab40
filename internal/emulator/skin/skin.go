// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package skin describes the unknown facts about the product, and the differences between releases: every such fact is
// an axis.
package skin

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
)

// Skin is one possible product: a value for every axis. The tag axis lists the values, the plain one first; "" means
// the plain one. [Random] picks values of these axes. Axes with the tag asked are for tests that request them: a client
// must refuse what it sees there, or the server is hostile or broken.
type Skin struct {
	Name string // name in flags and failing tests

	// A form with or without a user name, HTTP Basic, a form with status 401, or a redirect to the form's page.
	Login string `axis:"form basic no-user status401 redirect"`
	// What carries the session of a form login: a cookie, ;sid=… after the path, or ?sid=….
	Session string `axis:"cookie path query"`
	// Page views until a form login is forgotten; 0 is for ever.
	SessionLife int `axis:"0 0 15 40"`
	// A hidden token in every form, new on every page, good for one post.
	Tokens bool `axis:"false true"`
	// What an address outside the trusted networks gets: 403, 404, no answer, or 200 and a page that says so.
	Untrusted string `axis:"forbidden not-found closed text"`

	// Menu and content in one page, in a frameset, or the content in an iframe.
	Frames string `axis:"none set inline"`
	// Every menu entry always, or once its section was clicked.
	Menu string `axis:"flat collapsed"`
	// Links, or buttons of GET forms.
	MenuEntries string `axis:"links buttons"`
	// Advanced as a section of its own or as an entry of Configuration (both documented).
	Advanced string `axis:"section below-configuration"`
	// How addresses are written: a path, relative, relative to a base element, full, or every page at /conf?x=….
	URLs string `axis:"path relative base full query"`
	// UTF-8 in the header, in a meta element; windows-1252 where the text allows; none: ASCII and character references.
	Charset string `axis:"utf8 meta windows1252 none"`
	// Upper-case tags, unquoted attributes, optional end tags left out, odd white space.
	Sloppy bool `axis:"false true"`

	// The release whose labels and defaults are in use (both documented).
	Labels string `axis:"newer older"`
	// A heading and a table for each section, a fieldset each, headings between the rows of one table, or no headings.
	Sections string `axis:"tables fieldsets rows none"`
	// How a settings row is written. Flat and plain have no element around it, plain none around the label either.
	Markup string `axis:"table div definition-list flat fieldset nested plain"`
	// The control of a row that uses its default: disabled, absent until the box was unticked and saved, or enabled.
	TickedControl string `axis:"disabled absent present"`
	// The control of Yes/No settings; select-marked shows Yes (default value).
	YesNo string `axis:"select select-marked radios checkbox text"`
	// How HTTPT ports are parted.
	PortsControl string `axis:"commas lines spaces"`
	// What the documented text Local override is.
	Override string `axis:"text link"`
	// The settings form has no action: it posts to the page's own address.
	SaveSameURL bool `axis:"false true"`
	// The settings form is sent as multipart/form-data.
	MultipartSave bool `axis:"false true"`
	// How a completed post is answered: 200 and the page, 303, 302, or a page with a meta refresh.
	SaveAnswer string `axis:"page see-other found refresh"`

	// How Change password is reached: a link; in the row by form=; a GET form's button; formaction; an iframe in the row.
	PassphraseForm string `axis:"link inline button form-action frame"`
	// The passphrase form appears only once the row's box was unticked and saved.
	NeedsUntick bool `axis:"false true"`
	// Database secret is a field with a mask that means unchanged, or has a Change password form.
	Secret string `axis:"masked form"`

	// The tabs of File storage: links, the current one plain; all links; all tabs in one page, links to fragments.
	Tabs string `axis:"current-plain links fragments"`
	// The control of Extract ZIP file (documented is that it shows Yes): a checkbox that is not ticked, or Yes chosen.
	Extract string `axis:"checkbox select radios"`
	// The list of files: th header cells, or bold td header cells.
	FileTable string `axis:"table plain"`
	// Files a page; 0 is all of them.
	PageSize int `axis:"0 5 20 50"`
	// Links 1 2 3, Previous and Next, numbers in the last row of the table, or a GET form with a button a page.
	Pager string `axis:"numbers next numbers-in-row buttons"`
	// How a deletion is confirmed: not; a page with buttons; a box beside the button (documented elsewhere); a page with links.
	ConfirmDelete string `axis:"none page checkbox link"`
	// Whether a file that settings name can be deleted.
	DeleteInUse string `axis:"allowed refused"`

	// How a server is selected (documented is that it is).
	Select string `axis:"checkboxes radios"`
	// What the button says: Restart or Restart selected.
	Restart string `axis:"plain selected"`
	// As ConfirmDelete.
	ConfirmRestart string `axis:"none page checkbox link"`

	// Every answer ends its connection.
	Closes bool `axis:"false true"`
	// What plain HTTP gets once SSL is in use: the page, a redirect to https, no answer, or 503 Request parse error.
	PlainHTTP string `axis:"kept redirected refused parse-error"`
	// Plain HTTP is served after all while handshakes fail.
	PlainIfBroken bool `axis:"false true"`
	// When certificate, key, chain and use SSL take effect, beside a restart: at a save, at an upload too, or not at all.
	CertReread string `axis:"on-save on-upload on-restart"`
	// What files that make no certificate lead to: alerts, closed connections, the one before until a restart, the self-signed.
	BadPair string `axis:"fails closes keeps-old self-signed"`

	// The comments of the XML interface's specification: before the element, inside it; or there is no such interface,
	// or none for this network.
	XMLMSG string `axis:"comment-before comment-inside disabled untrusted"`
	// A wrong secret is told by an element with status 200, else by status 403.
	XMLMSGErrors bool `axis:"false true"`
	// Settings that use their default are in the replies of the XML interface.
	XMLMSGDefaults bool `axis:"false true"`

	// A tab Private that needs a script, leads nowhere or is missing.
	PrivateTab string `asked:"as-others button span hash radio fragment missing"`
	// What changes on a settings page at every reading: a read-only row, a disabled control, a hidden value.
	SelfChanging string `asked:"none read-only disabled hidden"`
	// How error pages repeat the posted values; cut: the first 100 bytes.
	Echo string `asked:"none raw escaped url base64 collapsed cut"`
	// The charset in the header of pages in UTF-8; "" is the right one.
	FalseCharset string
	// The listener loads only traditional PEM keys.
	RefusePKCS8 bool
	// Number of characters of the key passphrase that are kept; 0 is all of
	// them.
	PassphraseMax int
}

// axes calls f with each axis that has the tag: its field and its values.
func (s *Skin) axes(tag string, f func(name string, field reflect.Value, values []string)) {
	v := reflect.ValueOf(s).Elem()
	for i := range v.NumField() {
		if values := strings.Fields(v.Type().Field(i).Tag.Get(tag)); len(values) > 0 {
			f(v.Type().Field(i).Name, v.Field(i), values)
		}
	}
}

// Complete fills in the plain values, and refuses values that an axis does not have.
func (s Skin) Complete() (Skin, error) {
	var err error
	check := func(name string, field reflect.Value, values []string) {
		switch {
		case field.Kind() != reflect.String || slices.Contains(values, field.String()):
		case field.String() == "":
			field.SetString(values[0])
		default:
			err = fmt.Errorf("emulator: skin %q: expected %s to be one of %s, got %q", s.Name, name, strings.Join(values, ", "), field)
		}
	}
	s.axes("axis", check)
	s.axes("asked", check)
	return s, err
}

// Random picks a value of every axis by the seed, which is in the skin's name.
func Random(seed int64) Skin {
	rng := rand.New(rand.NewPCG(uint64(seed), 0x5157))
	s := Skin{Name: fmt.Sprintf("random:%d", seed)}
	s.axes("axis", func(_ string, field reflect.Value, values []string) {
		_, _ = fmt.Sscan(values[rng.IntN(len(values))], field.Addr().Interface())
	})
	return mustComplete(s)
}

// mustComplete completes a skin of this package; an invalid one is a bug in this package.
func mustComplete(s Skin) Skin {
	s, err := s.Complete()
	if err != nil {
		panic(err)
	}
	return s
}
