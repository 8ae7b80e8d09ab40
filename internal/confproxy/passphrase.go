// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// passphraseForm is the documented small form: heading Change password, fields
// Password and Password again, button Change. How it is reached is unknown.
type passphraseForm struct {
	page            *htmlform.Page
	password, again *htmlform.Control
	button          *htmlform.Control
}

// refusal recognises an answer that finds fault with what was entered.
var refusal = regexp.MustCompile(`(?i)\b(error|fail\w*|wrong|invalid|do(es)? not match|mismatch|differ\w*|too (short|long)|not (been )?(changed|saved|accepted))\b`)

// setPassphrase unticks the row of the passphrase where needed, finds the form
// and sends it. The server never shows a passphrase; only a handshake with the
// key proves that it arrived.
func (c *Client) setPassphrase(ctx context.Context, passphrase string) error {
	const op = "set the HTTPT SSL key passphrase"
	page, err := c.save(ctx, menuGeneral, Settings{KeyPassphrase: Value{}}, saveOptions{})
	if err != nil {
		return err
	}
	form, err := withLogin(ctx, c.session, func() (form *passphraseForm, err error) {
		if page == nil {
			if page, err = c.readSettings(ctx, menuGeneral); err != nil {
				return nil, err
			}
		}
		form, err = c.findPassphraseForm(ctx, page)
		page = nil // should the session have ended
		return form, err
	})
	if err != nil {
		return err
	}
	fill := form.button.Form().Fill()
	if !fill.CanCarry(passphrase) {
		return cannotCarry(op, "passphrase")
	}
	for _, control := range []*htmlform.Control{form.password, form.again} {
		if fill.Set(control, passphrase) != nil { // its error could quote the passphrase
			return &Error{Kind: ErrLayout, Op: op, Found: "The field does not take a passphrase of this length or kind. Nothing was sent."}
		}
	}
	if err := fill.Press(form.button); err != nil {
		return &Error{Kind: ErrLayout, Op: op, Cause: err}
	}
	if !strings.EqualFold(fill.Method(), http.MethodPost) {
		return &Error{Kind: ErrLayout, Op: op, Found: "The form would put the passphrase into an address (method GET). Nothing was sent."}
	}
	answer, err := c.session.send(ctx, op, fill)
	switch {
	case err != nil && mayHaveArrived(err):
		return &Error{
			Kind: ErrUnknownOutcome, Op: op, Cause: err,
			Found:  "The passphrase was sent, its answer was lost, and the server never shows a passphrase.",
			Advice: "Apply again.",
		}
	case err != nil:
		return err
	}
	for _, shown := range answer.pages {
		message := complaint(shown)
		if refusal.MatchString(message) && !strings.Contains(form.page.Text(), message) && len(passphraseForms(shown)) > 0 {
			message = strings.ReplaceAll(message, passphrase, "********")
			return c.notApplied(op, fmt.Sprintf("The server says: %q.", message), nil, nil)
		}
	}
	return nil
}

// findPassphraseForm looks for the form in the passphrase's row, behind the
// links, frames and buttons of the row, and at last anywhere on the page.
func (c *Client) findPassphraseForm(ctx context.Context, page *settingsPage) (*passphraseForm, error) {
	row, err := page.row(KeyPassphrase)
	if err != nil {
		return nil, err
	}
	here := passphraseForms(page.page)
	for _, form := range here {
		if row.row.Contains(form.password) {
			return form, nil
		}
	}
	for _, u := range waysOutOf(row) {
		v, err := c.session.readView(ctx, u)
		if err != nil {
			return nil, err
		}
		if form := onlyOne(formsOf(v)); form != nil {
			return form, nil
		}
	}
	for _, button := range submitsOf(row) {
		form, err := c.passphraseFormBehind(ctx, button)
		if form != nil || err != nil {
			return form, err
		}
	}
	if form := onlyOne(formsOf(page.view)); form != nil {
		return form, nil
	}
	return nil, &Error{
		Kind: ErrLayout, Op: fmt.Sprintf("find the form %q of the row %q", headingChangePassword, row.label),
		Found: fmt.Sprintf("Neither the page %s nor what the row leads to has one form with the fields %q and %q. The row shows: %q.",
			page.name, labelPassword, labelPasswordAgain, sentence(row.row.Text())),
		Advice: "Set the passphrase by hand, and report the page with CONFPROXY_CAPTURE_DIR.",
	}
}

var changesSomething = regexp.MustCompile(`(?i)\b(delete|remove|clear|reset|log ?out)\b`)

// waysOutOf returns the addresses that the row leads to: frames in it, links,
// and buttons of forms that only read.
func waysOutOf(row *settingRow) []*url.URL {
	ways := row.row.Frames()
	for _, link := range row.row.Links() {
		if !strings.EqualFold(link.Text, textLocalOverride) && !changesSomething.MatchString(link.Text) && !link.SamePage() {
			ways = append(ways, link.URL)
		}
	}
	for _, control := range submitsOf(row) {
		if u, ok := readingButton(control); ok {
			ways = append(ways, u)
		}
	}
	return ways
}

func submitsOf(row *settingRow) []*htmlform.Control {
	return slices.DeleteFunc(row.row.Controls(), func(control *htmlform.Control) bool {
		return !isSubmit(control) || control.Form() == nil || isLocalOverride(control) || changesSomething.MatchString(control.Text())
	})
}

// passphraseFormBehind presses a button of the row that posts, as a browser
// would with nothing else touched, and looks at the answer.
func (c *Client) passphraseFormBehind(ctx context.Context, button *htmlform.Control) (*passphraseForm, error) {
	fill := button.Form().Fill()
	if fill.Press(button) != nil || strings.EqualFold(fill.Method(), http.MethodGet) {
		return nil, nil //nolint:nilerr // It is no such button, and another one may be.
	}
	answer, err := c.session.send(ctx, "open the form of the passphrase", fill)
	if err != nil {
		return nil, err
	}
	return onlyOne(formsOf(answer)), nil
}

func formsOf(v *view) []*passphraseForm {
	var forms []*passphraseForm
	for _, page := range v.pages {
		forms = append(forms, passphraseForms(page)...)
	}
	return forms
}

// onlyOne picks the form of the HTTPT SSL key passphrase: the one whose text
// says so, or the only one that there is.
func onlyOne(forms []*passphraseForm) *passphraseForm {
	var named []*passphraseForm
	for _, form := range forms {
		owner := form.button.Form()
		if strings.Contains(strings.ToLower(owner.Heading()+" "+owner.Text()), "passphrase") {
			named = append(named, form)
		}
	}
	switch {
	case len(named) == 1:
		return named[0]
	case len(forms) == 1:
		return forms[0]
	}
	return nil
}

// passphraseForms finds pairs of password fields with the button that sends
// them.
func passphraseForms(page *htmlform.Page) []*passphraseForm {
	var forms []*passphraseForm
	for _, button := range page.Buttons(buttonChange) {
		owner := button.Form()
		if owner == nil {
			continue
		}
		var before []*htmlform.Control
		for _, control := range owner.Controls() {
			if control.Kind() == htmlform.Password && control.Before(button) {
				before = append(before, control)
			}
		}
		if n := len(before); n >= 2 {
			forms = append(forms, &passphraseForm{page: page, password: before[n-2], again: before[n-1], button: button})
		}
	}
	return forms
}
