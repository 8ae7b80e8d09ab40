// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package ui

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
	"github.com/confproxy/terraform-provider-confproxy/internal/lazyregexp"
)

// Texts that no document has: words on confirmations, refusals, errors and
// pagers. The client prefers them if it finds them; otherwise it reads back the
// result of a change.
var (
	// complaintWords occur in a line in which a page reports a problem.
	complaintWords = lazyregexp.New(`(?i)\b(error|fail\w*|wrong|invalid|incorrect|denied|refused|rejected|not allowed|not permitted|` +
		`forbidden|trusted|too many|blocked|locked|throttl\w*|expired|mismatch|do not match|unable|cannot|could not|must|` +
		`not valid|in use|not found)\b`)
	// untrustedWords occur in an answer to an address outside the trusted
	// networks.
	untrustedWords = lazyregexp.New(`(?i)\b(not (a )?trusted|untrusted|trusted net\w*|not allowed|` +
		`not permitted|access (is )?(denied|restricted|forbidden)|forbidden|permission denied)\b`)
	// RefusalWords occur in an answer that rejects an entered value.
	RefusalWords = lazyregexp.New(`(?i)\b(error|fail\w*|wrong|invalid|` +
		`do(es)? not match|mismatch|differ\w*|too (short|long)|not (been )?(changed|saved|accepted))\b`)
	// confirmationWords occur beside a checkbox that confirms an action.
	confirmationWords = lazyregexp.New(`(?i)\b(confirm\w*|sure|yes|really|understand|delet\w*|permanent\w*)\b`)
	// DestructiveWords name links and buttons that do more than open a form.
	DestructiveWords = lazyregexp.New(`(?i)\b(delete|remove|clear|reset|log ?out)\b`)

	// SecretLabels match rows whose text is a secret, even if a page shows it.
	SecretLabels = lazyregexp.New(`(?i)\b(secret|passphrase|password)$`)

	AsksAboutDeletion = lazyregexp.New(`(?i)delet[^.]*\?|\b(sure|really|confirm)\b`)
	AgreesToDeletion  = lazyregexp.New(`(?i)^(yes\b.*|ok(ay)?|confirm\b.*|delete\b.*|continue|proceed|really delete\b.*)$`)
	AsksAboutRestart  = lazyregexp.New(`(?i)restart[^.]*\?|\b(sure|really|confirm)\b`)
	AgreesToRestart   = lazyregexp.New(`(?i)^(yes|ok(ay)?|confirm|continue|proceed)\b`)
)

// RestartTexts are the texts of buttons that restart the selected or the only
// server, or its module apps. The documents name the button "Restart" only in
// running text.
var RestartTexts = map[confproxy.Scope][]string{
	confproxy.ScopeServer:     {ButtonRestart, "Restart server", "Restart selected", "Restart selected servers", "Restart now"},
	confproxy.ScopeModuleApps: {ButtonRestartModuleApps},
}

// count is a number that may have separators between thousands.
const count = `\d+(?:[,.'’]\d{3})*`

// rows are nouns for the contents of a table.
const rows = `(?:pages?|files?|rows?|entry|entries|items?|records?|results?|ページ|件)`

// Texts about the pages of a table.
var (
	// NextRows matches what leads to other rows of a table: "next", "Next 10",
	// "Show more", "25 more files".
	NextRows = lazyregexp.New(`(?i)^(?:(?:show|view|load) )?(?:\d+ )?(?:next|more|last|older|forward|次[への]?)(?: ?` + rows + `)?` +
		`(?: ?\(?\d+(?: ?(?:[-–—/]|to|of) ?\d+)?)?(?: ?` + rows + `)?$`)
	// AllRows matches what leads to all rows of a table.
	AllRows = lazyregexp.New(`(?i)^(?:(?:show|view|list|display) all(?: ` + rows + `)?|all ` + rows + `)$`)
	// PageNumber matches the number of a page or of its first row, with what may
	// follow: "2", "Page 2", "Page 2 of 3", "11-20".
	PageNumber = lazyregexp.New(`(?i)^(?:page\s*)?(\d+)(\s*(?:[-–—]|to|of)\s*\d+)?$`)
	// RowsOfTotal matches the rows and the total in "1-10 of 25", "1 to 10 of 25",
	// "1–10 / 25".
	RowsOfTotal = lazyregexp.New(`(?i)(?:^|[^-–—.,/\d])(` + count + `)\s*(?:[-‐‑–—−]|to|through)\s*(` + count +
		`)\s*(?:/|(?:out )?of(?: about| total)?)\s*(` + count + `)(?:$|[^/\d])`)
	// PagesOfTotal matches the total in "Page 1 of 3"; the number of the page may
	// be in a control.
	PagesOfTotal = lazyregexp.New(`(?i)(?:^|[^a-z ] *)pages?:?\s*(?:no\.?\s*)?\(?(?:` + count + `)?\s*(?:of|/)\s*(` + count + `)\)?\s*(?:$|[^a-z .])`)
)

// ParseYesNo parses the documented spellings, "Yes", "No", and these with a
// remark in parentheses, such as "No (allow override)"; and usual ones.
func ParseYesNo(text string) (yes, ok bool) {
	word, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(text)), " ")
	switch word {
	case "yes", "true", "on", "1":
		return true, true
	case "no", "false", "off", "0":
		return false, true
	}
	return false, false
}

// ParsePorts parses a list of ports, which is documented as "80, 443, 7615"; and
// usual spellings of one. It does not guess the meaning of other texts, such as a
// range.
func ParsePorts(text string) (ports []string, ok bool) {
	ports = strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == ';' })
	return ports, !slices.ContainsFunc(ports, func(port string) bool {
		_, err := strconv.ParseUint(port, 10, 32)
		return err != nil
	})
}

// yesNoStyles are pairs of spellings of No and Yes.
var yesNoStyles = [][2]string{
	{"no", "yes"}, {"NO", "YES"}, {"false", "true"}, {"False", "True"}, {"off", "on"}, {"0", "1"},
}

// InTheStyleOf spells Yes or No as the page spells the current value.
func InTheStyleOf(present string, yes bool) string {
	style := [2]string{"No", "Yes"}
	for _, other := range yesNoStyles {
		if present == other[0] || present == other[1] {
			style = other
		}
	}
	if yes {
		return style[1]
	}
	return style[0]
}

// AsksToConfirm reports whether the text beside a checkbox asks for a
// confirmation.
func AsksToConfirm(control *htmlform.Control) bool {
	return control.Kind == htmlform.Checkbox && confirmationWords().MatchString(control.Label()+" "+control.SuffixText())
}
