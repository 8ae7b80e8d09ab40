// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/session"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/ui"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/progress"
	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// secrets is the way in to the settings with separate forms.
type secrets struct{ *administration }

// passwordForm is the documented small form: heading Change password, fields
// Password and Password again, button Change. The way to it is unknown.
type passwordForm struct {
	page            *htmlform.Page
	password, again *htmlform.Control
	button          *htmlform.Control
}

// Set unticks the row if needed, finds its form and sends it. The server never
// shows a secret.
func (a secrets) Set(ctx context.Context, setting confproxy.Setting, secret string) (err error) {
	defer func(begin time.Time) {
		message := "set"
		if err != nil {
			message = "not set"
		}
		a.log.InfoContext(ctx, message, "setting", setting.Label, "took", progress.Since(begin))
	}(time.Now())
	op := "set the " + setting.Label
	a.session.Mask().Add(secret)
	unticked := settings(a).untick(ctx, setting)
	unsent, isUnsent := errors.AsType[*confproxy.ReadOnlyError](unticked)
	if unticked != nil && !isUnsent {
		return unticked
	}
	err = a.enter(ctx, op, setting, secret)
	if isUnsent && !unsent.Add(err) {
		return unsent.Later("the form of the row " + setting.Label + ", which opens only after this save; the secret is entered there")
	}
	return cmp.Or(unticked, err)
}

// enter finds the form of a secret, on the page or behind its row, and sends it.
func (a secrets) enter(ctx context.Context, op string, setting confproxy.Setting, secret string) error {
	page, err := a.lastSettings(ctx, setting.Page)
	if err != nil {
		return err
	}
	if row, err := page.row(setting); err == nil && row.isOnlyField() {
		s := &save{administration: a.administration, page: page, secret: &secret}
		return s.run(ctx, confproxy.Edit{Want: confproxy.Values{setting: {}}, Always: true})
	}
	var form *passwordForm
	err = a.session.Read(ctx, func(ctx context.Context) error {
		page, err := a.lastSettings(ctx, setting.Page)
		if err == nil {
			form, err = a.findPasswordForm(ctx, page, setting)
		}
		return err
	})
	if err != nil {
		return err
	}
	fill := form.button.Form().Fill()
	if !fill.CanCarry(secret) {
		return ui.CannotCarry(op, "passphrase")
	}
	for _, control := range []*htmlform.Control{form.password, form.again} {
		if fill.Set(control, secret) != nil { // its error could quote the secret
			return &confproxy.Error{Kind: confproxy.ErrLayout, Op: op, Found: "The field does not take a passphrase of this length or kind. Nothing was sent."}
		}
	}
	if err := fill.Press(form.button); err != nil {
		return ui.NothingSent(op, err)
	}
	if !strings.EqualFold(fill.Method(), http.MethodPost) {
		return &confproxy.Error{Kind: confproxy.ErrLayout, Op: op, Found: "The form would put the passphrase into an address (method GET). Nothing was sent."}
	}
	answer, err := a.session.Send(ctx, op, fill)
	a.cache.Forget(settingsKey(setting.Page))
	switch {
	case err != nil && confproxy.MayHaveChanged(err):
		return &confproxy.SentError{Cause: &confproxy.Error{
			Kind: confproxy.ErrUnknownOutcome, Op: op, Cause: err,
			Found: "The passphrase was sent, its answer was lost, and the server never shows a passphrase.",
		}}
	case err != nil:
		return err
	}
	return a.refused(op, form, answer)
}

// isOnlyField reports whether the secret is entered once, on the page itself,
// and not in a separate form.
func (r *row) isOnlyField() bool {
	passwords := 0
	for _, control := range r.row.Controls() {
		if control.Kind() == htmlform.Password {
			passwords++
		}
	}
	return r.hasSecretField() && passwords <= 1 && r.controls[0].Form() != nil && r.controls[0].Form() == r.box.Form()
}

// refused returns an error if the answer shows the form again and rejects the
// value.
func (a *administration) refused(op string, form *passwordForm, answer *session.View) error {
	for _, page := range answer.Pages {
		if len(passwordForms(page)) > 0 {
			if err := a.refusedOn(op, form.page, page); err != nil {
				return err
			}
		}
	}
	return nil
}

// refusedOn returns an error if a page rejects the value and did not before. It
// searches the page itself, because a message may withhold the words.
func (a *administration) refusedOn(op string, before, page *htmlform.Page) error {
	said, lines := before.Text(), page.Lines()
	for i, line := range lines {
		if ui.RefusalWords.MatchString(line) && !session.IsLabel(line) && !strings.Contains(said, line) {
			return ui.NotApplied(a.session, op, fmt.Sprintf("The server says: %q.", a.session.Quote(session.Reason(lines, i))), nil, nil)
		}
	}
	return nil
}

// untick gives the row its own value, if it has none.
func (a settings) untick(ctx context.Context, setting confproxy.Setting) error {
	page, err := a.sharedSettings(ctx, setting.Page)
	if err != nil {
		return err
	}
	if reading := page.read(setting); reading.Err != nil || !reading.Value.Default {
		return reading.Err
	}
	return a.Write(ctx, confproxy.Edit{Want: confproxy.Values{setting: {}}})
}

// lastSettings returns the shared copy of the page, if it was read last: its
// tokens are good for one post. Otherwise it reads the page again.
func (a *administration) lastSettings(ctx context.Context, name string) (*settingsPage, error) {
	page, err := a.sharedSettings(ctx, name)
	if err != nil || a.session.IsLast(page.view) {
		return page, err
	}
	return a.readSettings(ctx, name)
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
		if v.Status() >= http.StatusInternalServerError {
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
		Kind: confproxy.ErrLayout, Op: fmt.Sprintf("find the form %q of the row %q", ui.HeadingChangePassword, row.label),
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
		if !saysLocalOverride(link.Text) && !ui.DestructiveWords.MatchString(link.Text) && !link.SamePage() {
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
		return !control.IsSubmit() || control.Form() == nil || isLocalOverride(control) || ui.DestructiveWords.MatchString(control.Text())
	})
}

// passwordFormBehind presses a button of a POST form in the row, as a browser
// would with nothing else touched, and searches the answer.
func (a *administration) passwordFormBehind(ctx context.Context, button *htmlform.Control, setting confproxy.Setting) (*passwordForm, error) {
	fill := button.Form().Fill()
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
		owner := form.button.Form()
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
		owner := button.Form()
		if owner == nil {
			continue
		}
		controls := owner.Controls()
		before := slices.DeleteFunc(controls[:slices.Index(controls, button)], func(c *htmlform.Control) bool { return c.Kind() != htmlform.Password })
		if n := len(before); n >= 2 {
			forms = append(forms, &passwordForm{page: page, password: before[n-2], again: before[n-1], button: button})
		}
	}
	return forms
}
