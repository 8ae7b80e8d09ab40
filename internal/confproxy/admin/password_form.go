// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/session"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/ui"
	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// passwordForm is the documented small form: heading Change password, fields
// Password and Password again, button Change. The way to it is unknown.
type passwordForm struct {
	page            *htmlform.Page
	password, again *htmlform.Control
	button          *htmlform.Control
}

// findPasswordForm looks for the form in the row, behind the links, frames and
// buttons of the row, and finally anywhere on the page.
func (a *administration) findPasswordForm(ctx context.Context, page *settingsPage, setting confproxy.Setting) (*passwordForm, error) {
	row, err := page.row(setting)
	if err != nil {
		return nil, err
	}
	for _, form := range passwordForms(page.page) {
		if row.row.Contains(form.password) {
			return form, nil
		}
	}
	for _, u := range waysOutOf(row) {
		v, err := a.session.Open(ctx, u)
		if err != nil {
			return nil, err
		}
		if v.Status >= http.StatusInternalServerError {
			return nil, ui.CannotShow(a.session, v, fmt.Sprintf("find the form %q", ui.HeadingChangePassword))
		}
		if form := onlyOne(formsOf(v), setting); form != nil {
			return form, nil
		}
	}
	for _, button := range submitsOf(row) {
		form, err := a.passwordFormBehind(ctx, button, setting)
		if form != nil || err != nil {
			return form, err
		}
	}
	if form := onlyOne(formsOf(page.view), setting); form != nil {
		return form, nil
	}
	return nil, &confproxy.Error{
		Kind: confproxy.ErrLayout, Op: fmt.Sprintf("find the form %q of the row %q", ui.HeadingChangePassword, row.row.Label),
		Found: fmt.Sprintf("Neither the page %s nor a target of the row has one form with the fields %q and %q. The row shows: %q.",
			page.name, ui.LabelPassword, ui.LabelPasswordAgain, a.session.Quote(row.row.Text())),
		Advice: "Set the passphrase by hand.",
	}
}

// waysOutOf returns the addresses that the row leads to: its frames, its links,
// and the buttons of its GET forms.
func waysOutOf(row *row) []*url.URL {
	ways := row.row.Frames()
	for _, link := range row.row.Links() {
		if !saysLocalOverride(link.Text) && !ui.DestructiveWords().MatchString(link.Text) && !link.SamePage() {
			ways = append(ways, link.URL)
		}
	}
	for _, control := range submitsOf(row) {
		if u, ok := ui.ReadingButton(control); ok {
			ways = append(ways, u)
		}
	}
	return ways
}

func submitsOf(row *row) []*htmlform.Control {
	return slices.DeleteFunc(row.row.Controls(), func(control *htmlform.Control) bool {
		return !control.IsSubmit() || control.Form == nil || isLocalOverride(control) || ui.DestructiveWords().MatchString(control.Text)
	})
}

// passwordFormBehind presses a button of a POST form in the row, as a browser
// would with nothing else touched, and searches the answer.
func (a *administration) passwordFormBehind(ctx context.Context, button *htmlform.Control, setting confproxy.Setting) (*passwordForm, error) {
	fill := button.Form.Fill()
	if fill.Press(button) != nil || strings.EqualFold(fill.Method(), http.MethodGet) {
		return nil, nil //nolint:nilerr // It is no such button, and another one may be.
	}
	answer, err := a.session.Send(ctx, "open the form of the passphrase, which takes a POST here", fill)
	if unsent, ok := errors.AsType[*confproxy.ReadOnlyError](err); ok {
		return nil, unsent.Later("the form of the row " + setting.Label + ", which the answer shows; the secret is entered there")
	}
	if err != nil {
		return nil, err
	}
	return onlyOne(formsOf(answer), setting), nil
}

func formsOf(v *session.View) []*passwordForm {
	var forms []*passwordForm
	for _, page := range v.Pages {
		forms = append(forms, passwordForms(page)...)
	}
	return forms
}

// onlyOne selects the form of a secret: the one whose text contains the last
// word of its label, "passphrase" or "secret", or the only one.
func onlyOne(forms []*passwordForm, setting confproxy.Setting) *passwordForm {
	words := strings.Fields(strings.ToLower(setting.Label))
	if len(words) == 0 {
		return nil
	}
	var named []*passwordForm
	for _, form := range forms {
		owner := form.button.Form
		if strings.Contains(strings.ToLower(owner.Text()), words[len(words)-1]) {
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

// passwordForms finds pairs of password fields with their submit button.
func passwordForms(page *htmlform.Page) []*passwordForm {
	var forms []*passwordForm
	for _, button := range page.Buttons(ui.ButtonChange) {
		owner := button.Form
		if owner == nil {
			continue
		}
		controls := owner.Controls()
		before := slices.DeleteFunc(controls[:slices.Index(controls, button)], func(c *htmlform.Control) bool { return c.Kind != htmlform.Password })
		if n := len(before); n >= 2 {
			forms = append(forms, &passwordForm{page: page, password: before[n-2], again: before[n-1], button: button})
		}
	}
	return forms
}
