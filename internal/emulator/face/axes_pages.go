// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

// The axes of File storage, of Servers and of what asks for a confirmation.

// ExtractKind is what "Extract ZIP file" is set with (unknown; documented is that it shows Yes).
type ExtractKind int

// Controls of "Extract ZIP file".
const (
	ExtractCheckbox ExtractKind = iota // a checkbox, not ticked
	ExtractSelect                      // a select with Yes chosen
	ExtractRadios                      // radio buttons with Yes chosen
)

// TabKind is how the tabs of File storage work (unknown).
type TabKind int

// Kinds of tabs.
const (
	TabsCurrentPlain TabKind = iota // links, the current one plain text
	TabsLinks                       // links, the current one too
	TabsFragments                   // all tabs in one page, links to fragments
)

// FileTableKind is how the list of files is written (unknown).
type FileTableKind int

// Markups of the list of files.
const (
	FileTableTable FileTableKind = iota // table with th header cells
	FileTablePlain                      // table whose header cells are bold td cells
	FileTableDivs                       // divs for table, rows and cells
)

// PagerKind is how further pages of files are reached (unknown).
type PagerKind int

// Pagers.
const (
	PagerNumbers      PagerKind = iota // links 1 2 3 below the table
	PagerNext                          // links Previous and Next
	PagerNumbersInRow                  // links 1 2 3 in the last row of the table
	PagerButtons                       // a GET form with a button a page
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

// SelectKind is how a server is selected in Activity monitor > Servers (unknown; documented is that it is).
type SelectKind int

// Ways to select a server.
const (
	SelectCheckboxes SelectKind = iota // a checkbox a server
	SelectRadios                       // a radio button a server
)

// RestartLabel is what the button that restarts a server says (unknown; documented is Restart module apps beside it).
type RestartLabel int

// Texts of the button.
const (
	RestartPlain    RestartLabel = iota // Restart
	RestartSelected                     // Restart selected
)
