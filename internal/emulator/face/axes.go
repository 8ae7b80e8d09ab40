// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

// The axes of a [Skin]. The zero value of every axis is the plain default.

// LoginKind is how an administrator proves who they are (unknown).
type LoginKind int

// Ways to log in.
const (
	LoginForm      LoginKind = iota // the first page is a form with user name and password
	LoginBasic                      // HTTP Basic, status 401
	LoginNoUser                     // a form with a password only
	LoginStatus401                  // the form is served with status 401
	LoginRedirect                   // a redirect to a login page elsewhere below /conf
)

// FrameKind is whether the pages are split into frames (unknown).
type FrameKind int

// Kinds of frames.
const (
	FramesNone   FrameKind = iota // menu and content in one page
	FramesSet                     // a frameset: menu left, content right
	FramesInline                  // the menu in the page, the content in an iframe
)

// MarkupKind is how a settings row is written (unknown).
type MarkupKind int

// Markups of the settings rows.
const (
	MarkupTable          MarkupKind = iota // a table row: box, label, control, override
	MarkupDiv                              // a div a row
	MarkupDefinitionList                   // box and label in a dt, the control in the dd
	MarkupFlat                             // no element holds a row: siblings parted by br
	MarkupFieldset                         // a fieldset a row, box and label in its legend
	MarkupNested                           // a table row whose control sits in a table of its own
	MarkupPlain                            // as flat, and no element around label and override: without a control they are one text
)

// TickedKind is what becomes of the control of a row that uses its default (unknown).
type TickedKind int

// Controls of ticked rows.
const (
	TickedDisabled TickedKind = iota // there, showing the default, disabled
	TickedAbsent                     // not there: comes once the box was unticked and saved
	TickedPresent                    // there and enabled; what it says is ignored while the box is ticked
)

// PassphraseKind is how the Change password form is reached (unknown).
type PassphraseKind int

// Places of the Change password form.
const (
	PassphraseLink       PassphraseKind = iota // a link in the row opens a page
	PassphraseInline                           // in the row; its controls belong to a form below by form=
	PassphraseButton                           // a GET form's button in the row, by form=
	PassphraseFormAction                       // a button of the settings form with formaction
	PassphraseFrame                            // an iframe in the row
)

// SecretKind is how the other secret, Database secret, is edited (unknown).
type SecretKind int

// Editing of Database secret.
const (
	SecretMasked SecretKind = iota // a password field holding a mask that means unchanged
	SecretForm                     // a Change password form of its own, reached like the passphrase's
)

// MenuKind is how the menu is laid out (unknown).
type MenuKind int

// Layouts of the menu.
const (
	MenuFlat      MenuKind = iota // every entry, always
	MenuCollapsed                 // entries appear once their section was clicked
)

// EntryKind is what a menu entry is (unknown).
type EntryKind int

// Kinds of menu entries.
const (
	EntryLinks   EntryKind = iota // links
	EntryButtons                  // buttons of GET forms
)

// IconKind is what stands in a menu entry beside its text (unknown).
type IconKind int

// Kinds of icons.
const (
	IconsNone    IconKind = iota // nothing
	IconsDrawing                 // a drawing with a title of its own
	IconsLetters                 // letters of an icon font, hidden from screen readers
	IconsCount                   // no icon, but a count behind the text
)

// URLKind is how the opaque addresses below /conf are written (unknown).
type URLKind int

// Forms of addresses.
const (
	URLPath     URLKind = iota // href="/conf/x1/abc"
	URLRelative                // href="abc"
	URLBase                    // href="abc" with a base element
	URLFull                    // href="http://host:port/conf/x1/abc"
	URLQuery                   // href="?x=abc", every page at /conf
)

// YesNoKind is the control of a Yes/No setting (unknown).
type YesNoKind int

// Controls of Yes/No settings.
const (
	YesNoSelect       YesNoKind = iota // a select
	YesNoSelectMarked                  // a select that marks its default: Yes (default value)
	YesNoRadios                        // two radio buttons
	YesNoCheckbox                      // a checkbox after a hidden field of the same name
	YesNoText                          // a text field holding Yes or No
)

// PortsKind is the control of HTTPT ports (unknown).
type PortsKind int

// Controls of HTTPT ports.
const (
	PortsCommas PortsKind = iota // a text field: 80, 443, 7615
	PortsLines                   // a textarea, a port a line
	PortsSpaces                  // a text field: 80 443 7615
)

// AnswerKind is how a completed post is answered (unknown).
type AnswerKind int

// Answers to a post.
const (
	AnswerPage     AnswerKind = iota // 200 with the page
	AnswerSeeOther                   // 303 to the page
	AnswerFound                      // 302 to the page
	AnswerRefresh                    // 200 with a page whose meta refresh leads on
)

// CharsetKind is the encoding of the pages (unknown).
type CharsetKind int

// Encodings.
const (
	CharsetUTF8        CharsetKind = iota // UTF-8, in the Content-Type header
	CharsetMeta                           // UTF-8, in a meta element only
	CharsetWindows1252                    // windows-1252 where the page's text allows, else UTF-8
	CharsetNone                           // not declared: ASCII with character references, forms accept UTF-8
)

// SessionKind is how a form login is remembered (unknown).
type SessionKind int

// Carriers of the session.
const (
	SessionCookie SessionKind = iota // a cookie
	SessionPath                      // ;sid=… after the path
	SessionQuery                     // …?sid=… in the query
)

// UntrustedKind is what an address outside the trusted networks is told (unknown).
type UntrustedKind int

// Answers to untrusted addresses.
const (
	UntrustedForbidden UntrustedKind = iota // 403 with a page
	UntrustedNotFound                       // 404
	UntrustedClosed                         // the connection is closed
	UntrustedText                           // 200 with a page that says so
)

// OverrideKind is what the documented text Local override of a row is.
type OverrideKind int

// Kinds of Local override.
const (
	OverrideText OverrideKind = iota // plain text
	OverrideLink                     // a link
)

// AdvancedKind is where Advanced stands in the menu (both documented).
type AdvancedKind int

// Depths of Advanced.
const (
	AdvancedSection            AdvancedKind = iota // a section of its own
	AdvancedBelowConfiguration                     // an entry of Configuration with entries of its own
)

// SectionKind is how a settings page is divided (documented: newer pages have headings).
type SectionKind int

// Divisions of a settings page.
const (
	SectionsTables    SectionKind = iota // a heading and a table each
	SectionsFieldsets                    // a fieldset each
	SectionsRows                         // one table; a heading is a row of it, or stands between rows
	SectionsNone                         // one table, no headings
)
