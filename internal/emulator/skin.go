// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator

// The axes of a [Skin]. The zero value of every axis is the plain default.

// LoginKind is how an administrator proves who they are (unknown in the product).
type LoginKind int

// Ways to log in.
const (
	LoginForm      LoginKind = iota // the first page is a form with user name and password
	LoginBasic                      // HTTP Basic, status 401
	LoginNoUser                     // a form with a password only
	LoginStatus401                  // the form is served with status 401
	LoginRedirect                   // a redirect to a login page elsewhere below /conf
)

// FrameKind is whether the pages are split into frames (unknown in the product).
type FrameKind int

// Kinds of frames.
const (
	FramesNone   FrameKind = iota // menu and content in one page
	FramesSet                     // a frameset: menu left, content right
	FramesInline                  // the menu in the page, the content in an iframe
)

// MarkupKind is how a settings row is written (unknown in the product).
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

// FileTableKind is how the list of files is written (unknown in the product).
type FileTableKind int

// Markups of the list of files.
const (
	FileTableTable FileTableKind = iota // table with th header cells
	FileTablePlain                      // table whose header cells are bold td cells
	FileTableDivs                       // divs for table, rows and cells
)

// TickedKind is what becomes of the control of a row that uses its default (unknown in the product).
type TickedKind int

// Controls of ticked rows.
const (
	TickedDisabled TickedKind = iota // there, showing the default, disabled
	TickedAbsent                     // not there: comes once the box was unticked and saved
	TickedPresent                    // there and enabled; what it says is ignored while the box is ticked
)

// ConfirmKind is how a destructive step is confirmed (a box beside the button is documented elsewhere in the product).
type ConfirmKind int

// Kinds of confirmation.
const (
	ConfirmNone     ConfirmKind = iota // done at once
	ConfirmPage                        // a page asks and has a button
	ConfirmCheckbox                    // a box beside the button has to be ticked
	ConfirmLink                        // a page asks and has a link
)

// PagerKind is how further pages of files are reached (unknown in the product).
type PagerKind int

// Pagers.
const (
	PagerNumbers      PagerKind = iota // links 1 2 3 below the table
	PagerNext                          // links Previous and Next
	PagerNumbersInRow                  // links 1 2 3 in the last row of the table
	PagerButtons                       // a GET form with a button a page
)

// LabelGeneration is which release's labels are shown (both documented).
type LabelGeneration int

// Generations of labels.
const (
	LabelsNewer     LabelGeneration = iota // Redirect HTTP to HTTPS …, 0x0301-0x10000
	LabelsOlder                            // Force SSL …, ALL -SSLv2 -SSLv3
	LabelsOlderBare                        // as LabelsOlder, and Force SSL … lacks its colon, as the document prints it
)

// PlainKind is what plain HTTP gets once SSL is in use (unknown in the product).
type PlainKind int

// Fates of plain HTTP.
const (
	PlainKept       PlainKind = iota // served as before
	PlainRedirected                  // redirected to https on the same host and port
	PlainRefused                     // the connection is closed without an answer
	PlainParseError                  // HTTP/1.0 503 Request parse error
)

// RereadKind is when certificate, key, chain and use-SSL take effect (on save is inferred).
type RereadKind int

// Moments of re-reading.
const (
	RereadOnSave    RereadKind = iota // at a save of settings, of the passphrase, and at restart
	RereadOnUpload                    // also when a private file is uploaded or deleted
	RereadOnRestart                   // at restart only
)

// BadPairKind is what the listener does with files that do not make a certificate (unknown in the product).
type BadPairKind int

// Behaviour with a bad pair.
const (
	BadPairFails      BadPairKind = iota // handshakes fail with an alert
	BadPairCloses                        // the connection is closed at the client's hello
	BadPairKeepsOld                      // the certificate before is served on, until a restart
	BadPairSelfSigned                    // the self-signed default is served
)

// PassphraseKind is how the Change password form is reached (unknown in the product).
type PassphraseKind int

// Places of the Change password form.
const (
	PassphraseLink       PassphraseKind = iota // a link in the row opens a page
	PassphraseInline                           // in the row; its controls belong to a form below by form=
	PassphraseButton                           // a GET form's button in the row, by form=
	PassphraseFormAction                       // a button of the settings form with formaction
	PassphraseFrame                            // an iframe in the row
)

// SecretKind is how the other secret, Database secret, is edited (unknown in the product).
type SecretKind int

// Editing of Database secret.
const (
	SecretMasked SecretKind = iota // a password field holding a mask that means unchanged
	SecretForm                     // a Change password form of its own, reached like the passphrase's
)

// MenuKind is how the menu is laid out (unknown in the product).
type MenuKind int

// Layouts of the menu.
const (
	MenuFlat      MenuKind = iota // every entry, always
	MenuCollapsed                 // entries appear once their section was clicked
)

// EntryKind is what a menu entry is (unknown in the product).
type EntryKind int

// Kinds of menu entries.
const (
	EntryLinks   EntryKind = iota // links
	EntryButtons                  // buttons of GET forms
)

// IconKind is what stands in a menu entry beside its text (unknown in the product).
type IconKind int

// Kinds of icons.
const (
	IconsNone    IconKind = iota // nothing
	IconsDrawing                 // a drawing with a title of its own
	IconsLetters                 // letters of an icon font, hidden from screen readers
	IconsCount                   // no icon, but a count behind the text
)

// ExtractKind is what "Extract ZIP file" is set with (unknown in the product; documented is that it shows Yes).
type ExtractKind int

// Controls of "Extract ZIP file".
const (
	ExtractCheckbox ExtractKind = iota // a checkbox, not ticked
	ExtractSelect                      // a select with Yes chosen
	ExtractRadios                      // radio buttons with Yes chosen
)

// TabKind is how the tabs of File storage work (unknown in the product).
type TabKind int

// Kinds of tabs.
const (
	TabsCurrentPlain TabKind = iota // links, the current one plain text
	TabsLinks                       // links, the current one too
	TabsFragments                   // all tabs in one page, links to fragments
)

// URLKind is how the opaque addresses below /conf are written (unknown in the product).
type URLKind int

// Forms of addresses.
const (
	URLPath     URLKind = iota // href="/conf/x1/abc"
	URLRelative                // href="abc"
	URLBase                    // href="abc" with a base element
	URLFull                    // href="http://host:port/conf/x1/abc"
	URLQuery                   // href="?x=abc", every page at /conf
)

// YesNoKind is the control of a Yes/No setting (unknown in the product).
type YesNoKind int

// Controls of Yes/No settings.
const (
	YesNoSelect       YesNoKind = iota // a select
	YesNoSelectMarked                  // a select that marks its default: Yes (default value)
	YesNoRadios                        // two radio buttons
	YesNoCheckbox                      // a checkbox after a hidden field of the same name
	YesNoText                          // a text field holding Yes or No
)

// PortsKind is the control of HTTPT ports (unknown in the product).
type PortsKind int

// Controls of HTTPT ports.
const (
	PortsCommas PortsKind = iota // a text field: 80, 443, 7615
	PortsLines                   // a textarea, a port a line
	PortsSpaces                  // a text field: 80 443 7615
)

// AnswerKind is how a completed post is answered (unknown in the product).
type AnswerKind int

// Answers to a post.
const (
	AnswerPage     AnswerKind = iota // 200 with the page
	AnswerSeeOther                   // 303 to the page
	AnswerFound                      // 302 to the page
	AnswerRefresh                    // 200 with a page whose meta refresh leads on
)

// CharsetKind is the encoding of the pages (unknown in the product).
type CharsetKind int

// Encodings.
const (
	CharsetUTF8        CharsetKind = iota // UTF-8, in the Content-Type header
	CharsetMeta                           // UTF-8, in a meta element only
	CharsetWindows1252                    // windows-1252 where the page's text allows, else UTF-8
	CharsetNone                           // not declared: ASCII with character references, forms accept UTF-8
)

// SessionKind is how a form login is remembered (unknown in the product).
type SessionKind int

// Carriers of the session.
const (
	SessionCookie SessionKind = iota // a cookie
	SessionPath                      // ;sid=… after the path
	SessionQuery                     // …?sid=… in the query
)

// UntrustedKind is what an address outside the trusted networks is told (unknown in the product).
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
	OverrideText     OverrideKind = iota // plain text
	OverrideLink                         // a link
	OverrideCheckbox                     // a second checkbox, which must keep its state
)

// RestartKind is how Activity monitor > Servers restarts a server (unknown in the product).
type RestartKind int

// Ways to restart.
const (
	RestartButton   RestartKind = iota // a button in the server's row
	RestartSelected                    // tick the row, press Restart selected
	RestartLink                        // a link in the row
)

// DeleteInUseKind is whether a file that settings name can be deleted (unknown in the product).
type DeleteInUseKind int

// Deletion of a file in use.
const (
	DeleteInUseAllowed DeleteInUseKind = iota // deleted like any other
	DeleteInUseRefused                        // refused with a message
)

// Skin is one possible face of the product: every field varies a fact that nobody knows.
// The package comment says what each varies. The zero value is the plain default.
type Skin struct {
	Name string // how flags and failing tests call it

	Login       LoginKind
	Session     SessionKind
	SessionLife int  // page views until a form login is forgotten; 0 is for ever
	Tokens      bool // a hidden token in every form, new on every page, good for one post

	Frames      FrameKind
	Menu        MenuKind
	MenuEntries EntryKind
	MenuIcons   IconKind
	URLs        URLKind
	Charset     CharsetKind
	Sloppy      bool // upper-case tags, unquoted attributes, optional end tags left out, odd white space

	Labels        LabelGeneration
	Markup        MarkupKind
	TickedControl TickedKind
	YesNo         YesNoKind
	PortsControl  PortsKind
	Override      OverrideKind
	SaveSameURL   bool // the settings form has no action: it posts to the page's own address
	MultipartSave bool // the settings form is sent as multipart/form-data
	SaveAnswer    AnswerKind

	PassphraseForm PassphraseKind
	NeedsUntick    bool // the passphrase form appears only once the row's box was unticked and saved
	Secret         SecretKind

	Tabs          TabKind
	Extract       ExtractKind
	FileTable     FileTableKind
	PageSize      int // files a page; 0 is all of them
	Pager         PagerKind
	ConfirmDelete ConfirmKind
	DeleteInUse   DeleteInUseKind

	Restart        RestartKind
	ConfirmRestart ConfirmKind

	Closes        bool // every answer ends its connection
	PlainHTTP     PlainKind
	PlainIfBroken bool // plain HTTP is served after all while handshakes fail
	CertReread    RereadKind
	BadPair       BadPairKind
	Untrusted     UntrustedKind
}
