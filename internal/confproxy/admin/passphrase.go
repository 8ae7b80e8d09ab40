// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
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
	form, err := session.Read(ctx, a.session, func(ctx context.Context) (*passwordForm, error) {
		page, err := a.lastSettings(ctx, setting.Page)
		if err != nil {
			return nil, err
		}
		return a.findPasswordForm(ctx, page, setting)
	})
	if err != nil {
		return err
	}
	fill := form.button.Form.Fill()
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
		if control.Kind == htmlform.Password {
			passwords++
		}
	}
	return r.hasSecretField() && passwords <= 1 && r.controls[0].Form != nil && r.controls[0].Form == r.box.Form
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
		if ui.RefusalWords().MatchString(line) && !session.IsLabel(line) && !strings.Contains(said, line) {
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
