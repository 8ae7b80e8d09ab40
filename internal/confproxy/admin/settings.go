// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/session"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/ui"
	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// settingsPage is the result of one read of a settings page.
type settingsPage struct {
	name  string
	view  *session.View
	page  *htmlform.Page
	rows  map[string]*row // by label in canonical form
	quote func([]string) string
}

// settingsSpec recognises a settings page by its rows and its save button, and
// with certainty by a documented row.
func settingsSpec(name string) ui.Spec {
	return ui.Spec{
		Path: []string{ui.MenuConfiguration, name},
		Recognise: func(v *session.View) ui.Match {
			page := withMostRows(v)
			if page == nil {
				return ui.NoMatch
			}
			rows := rowsOf(page)
			for _, setting := range confproxy.HTTPTSSL {
				if setting.Page == name && findRow(rows, setting) != nil {
					return ui.Certain
				}
			}
			return ui.Likely
		},
	}
}

// withMostRows returns the page of the view that has the most rows and a save
// button; nil if there is none.
func withMostRows(v *session.View) *htmlform.Page {
	var best *htmlform.Page
	most := 0
	for _, page := range v.Pages {
		if n := len(page.Rows()); n > most && len(page.Buttons(ui.ButtonSave)) > 0 {
			best, most = page, n
		}
	}
	return best
}

// settingsKey is the key of the shared copy of a settings page.
func settingsKey(page string) string { return "settings " + page }

// readSettings reads a settings page again, and shares the result with other
// readers.
func (a *administration) readSettings(ctx context.Context, name string) (*settingsPage, error) {
	a.cache.Forget(settingsKey(name))
	return a.sharedSettings(ctx, name)
}

// sharedSettings returns the shared copy of the page.
func (a *administration) sharedSettings(ctx context.Context, name string) (*settingsPage, error) {
	return ui.Shared(ctx, &a.cache, settingsKey(name), func(ctx context.Context) (*settingsPage, error) {
		v, err := a.open(ctx, settingsSpec(name))
		if err != nil {
			return nil, err
		}
		return a.settingsIn(v, name), nil
	})
}

// settingsIn returns the settings page in a view.
func (a *administration) settingsIn(v *session.View, name string) *settingsPage {
	page := withMostRows(v)
	read := &settingsPage{name: name, view: v, page: page, rows: rowsOf(page), quote: a.session.QuoteAll}
	for _, row := range read.rows {
		row.quote = a.session.Quote
	}
	return read
}

// settingsBehind returns the page that the answer to a save redirected to, if
// it is certainly the settings page; otherwise nil. An answer without a
// redirect may show the entered values rather than the stored ones.
func (a *administration) settingsBehind(answer *session.View, name string) *settingsPage {
	if answer == nil || !answer.LedOn || settingsSpec(name).Recognise(answer) != ui.Certain {
		return nil
	}
	return a.settingsIn(answer, name)
}

// row returns the row of a setting, or an error that lists the existing rows.
func (p *settingsPage) row(setting confproxy.Setting) (*row, error) {
	found := findRow(p.rows, setting)
	switch {
	case found == nil:
		return nil, &confproxy.Error{
			Kind: confproxy.ErrLayout, Op: fmt.Sprintf("find the row %s on the page %s", p.quote(setting.Labels()), p.name),
			Found:  fmt.Sprintf("Its rows are: %s.", p.quote(p.labels())),
			Advice: "This release of the server may name it differently.",
		}
	case found.doubt != "":
		return nil, &confproxy.Error{
			Kind: confproxy.ErrLayout, Op: fmt.Sprintf("understand the row %q on the page %s", setting.Label, p.name), Found: found.doubt,
		}
	}
	return found, nil
}

// labels returns the labels of the rows of the page, as many as fit into a
// message.
func (p *settingsPage) labels() []string {
	const most = 40
	var labels []string
	for _, row := range p.page.Rows() {
		if labels = append(labels, row.Label); len(labels) == most {
			break
		}
	}
	return labels
}

// settings is the way in to the settings pages.
type settings struct{ *administration }

// Read returns a reading of every given row.
func (a settings) Read(ctx context.Context, wanted ...confproxy.Setting) (confproxy.Readings, error) {
	readings := confproxy.Readings{}
	for _, setting := range wanted {
		page, err := a.sharedSettings(ctx, setting.Page)
		if err != nil && (setting.Page == confproxy.PageGeneral || !errors.Is(err, confproxy.ErrLayout)) {
			return nil, err
		}
		var reading confproxy.Reading
		if reading.Err = err; err == nil { // otherwise an account without that page could not manage the rest
			reading = page.read(setting)
		}
		readings[setting] = reading
		if setting == confproxy.Ports && reading.Err == nil {
			ports := reading.Value.Ports()
			if reading.Value.Default {
				ports = confproxy.DefaultPorts
			}
			a.session.LearnPorts(ports)
		}
	}
	return readings, nil
}

func (p *settingsPage) read(setting confproxy.Setting) (reading confproxy.Reading) {
	row, err := p.row(setting)
	if err == nil {
		reading.Value, err = row.value()
	}
	reading.Err = err
	return reading
}

// form returns the form that saves the row, and its Save button.
func (p *settingsPage) form(of *row) (*htmlform.Form, *htmlform.Control, error) {
	if form := of.box.Form; form != nil {
		for _, button := range p.page.Buttons(ui.ButtonSave) {
			if button.Form == form {
				return form, button, nil
			}
		}
	}
	return nil, nil, &confproxy.Error{
		Kind: confproxy.ErrLayout, Op: fmt.Sprintf("find the button %q of the page %s", ui.ButtonSave, p.name),
		Found: fmt.Sprintf("Its buttons are: %s.", p.quote(ui.ButtonTexts(p.page))),
	}
}

// field is a control and its state, for comparison.
type field struct {
	control *htmlform.Control
	state   string
}

// others returns the state of all controls of a form that a person could change
// and that belong to none of the given rows. Hidden fields and buttons carry
// tokens; disabled and read-only fields may change by themselves.
func (p *settingsPage) others(form *htmlform.Form, touched []confproxy.Setting) []field {
	mine := map[*htmlform.Control]bool{}
	for _, setting := range touched {
		if row := findRow(p.rows, setting); row != nil {
			mine[row.box] = true
			for _, control := range row.controls {
				mine[control] = true
			}
		}
	}
	var fields []field
	for _, control := range form.Controls() {
		if holdsValue(control) && !mine[control] && !control.Disabled && !control.ReadOnly() {
			fields = append(fields, field{control, fmt.Sprintf("%v %v %q", control.Kind, control.Checked, control.Values())})
		}
	}
	return fields
}

// differing returns a name for the first control whose state differs between
// both reads, or "" if there is none.
func differing(before, after []field) string {
	for i := range before {
		if i >= len(after) || before[i].state != after[i].state {
			return nameOf(before[i].control)
		}
	}
	if len(after) > len(before) {
		return nameOf(after[len(before)].control)
	}
	return ""
}

func nameOf(control *htmlform.Control) string {
	if label := control.Label(); label != "" {
		return fmt.Sprintf("%q", strings.TrimSuffix(label, ":"))
	}
	return fmt.Sprintf("of the field %q", control.Name)
}
