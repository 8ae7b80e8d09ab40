// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// settingsPage is one reading of General or Security.
type settingsPage struct {
	name string
	view *view
	page *htmlform.Page
	rows map[Setting]*settingRow
}

func settingsDestination(name string) destination {
	return destination{
		path: []string{menuConfiguration, name},
		recognise: func(v *view) match {
			_, strength := mostSettings(v, name)
			return strength
		},
	}
}

// mostSettings returns the page of the view that holds the most rows of
// settings and a button that saves them, and how surely it is that of the given
// name: that it is one of settings, or that it has a row that is documented there.
func mostSettings(v *view, name string) (*htmlform.Page, match) {
	best, strength, most := v.pages[0], noMatch, 0
	for _, page := range v.pages {
		rows := page.Rows()
		if len(rows) <= most || len(page.Buttons(buttonSave)) == 0 {
			continue
		}
		best, strength, most = page, likely, len(rows)
		if len(settingRows(rows, name)) > 0 {
			strength = certain
		}
	}
	return best, strength
}

// settingRows finds the rows of this client's settings among those of a page.
func settingRows(rows []*htmlform.Row, name string) map[Setting]*settingRow {
	found := map[Setting]*settingRow{}
	for _, setting := range AllSettings {
		if setting.Page() != name {
			continue
		}
		if row := findSettingRow(rows, setting); row != nil {
			found[setting] = row
		}
	}
	return found
}

// readSettings reads a settings page afresh.
func (c *Client) readSettings(ctx context.Context, name string) (*settingsPage, error) {
	v, err := c.session.open(ctx, settingsDestination(name))
	if err != nil {
		return nil, err
	}
	page, _ := mostSettings(v, name)
	return &settingsPage{name: name, view: v, page: page, rows: settingRows(page.Rows(), name)}, nil
}

// sharedSettings returns the copy of the page that this run shares.
func (c *Client) sharedSettings(ctx context.Context, name string) (*settingsPage, error) {
	return shared(ctx, &c.cache, "settings "+name, func(ctx context.Context) (*settingsPage, error) {
		return c.readSettings(ctx, name)
	})
}

// row returns the row of a setting, or an error that tells what is there.
func (p *settingsPage) row(setting Setting) (*settingRow, error) {
	row := p.rows[setting]
	switch {
	case row == nil:
		return nil, &Error{
			Kind: ErrLayout, Op: fmt.Sprintf("find the row %s on the page %s", quoteList(setting.Labels()), p.name),
			Found:  fmt.Sprintf("The rows of this kind that are there: %s.", quoteList(p.labels())),
			Advice: "This release of the server may name it differently; the data source confproxy_server shows what is recognised.",
		}
	case row.ambiguous:
		return nil, &Error{
			Kind: ErrLayout, Op: fmt.Sprintf("find the row %q on the page %s", setting.Label(), p.name),
			Found:  "Several rows carry this label, or several boxes stand before it, and nothing tells which one is meant.",
			Advice: "The data source confproxy_server and CONFPROXY_CAPTURE_DIR help to report the page.",
		}
	}
	return row, nil
}

// labels lists the documented labels that were recognised.
func (p *settingsPage) labels() []string {
	var labels []string
	for _, setting := range AllSettings {
		if row, ok := p.rows[setting]; ok {
			labels = append(labels, row.label)
		}
	}
	return labels
}

// values returns the settings that can be read from the page. Rows that are
// missing are left out; rows that cannot be understood are an error when they
// are needed, and left out otherwise.
func (p *settingsPage) values(needed []Setting) (Settings, error) {
	values := Settings{}
	for _, setting := range AllSettings {
		if setting.Page() != p.name {
			continue
		}
		row, err := p.row(setting)
		if err == nil {
			var value Value
			if value, err = row.value(); err == nil {
				values[setting] = value
			}
		}
		if err != nil && slices.Contains(needed, setting) {
			return nil, err
		}
	}
	return values, nil
}

// HTTPTSSL returns the current values of the HTTPT SSL settings. Rows that a
// page lacks are absent from the result, unless they are needed: then their
// absence is an error ([ErrLayout]).
func (c *Client) HTTPTSSL(ctx context.Context, needed ...Setting) (Settings, error) {
	var settings Settings
	err := c.lock.read(ctx, func() (err error) {
		settings, err = c.httptSSL(ctx, c.sharedSettings, needed)
		return err
	})
	return settings, err
}

func (c *Client) httptSSL(ctx context.Context, read func(context.Context, string) (*settingsPage, error), needed []Setting) (Settings, error) {
	settings := Settings{}
	for _, name := range []string{menuGeneral, menuSecurity} {
		isNeeded := slices.ContainsFunc(needed, func(s Setting) bool { return s.Page() == name })
		page, err := read(ctx, name)
		if err != nil {
			if name == menuSecurity && !isNeeded && isLayout(err) {
				continue // an account without that page can still manage the rest
			}
			return nil, err
		}
		values, err := page.values(needed)
		if err != nil {
			return nil, err
		}
		maps.Copy(settings, values)
	}
	return settings, nil
}

// form returns the form that saves the page, and its Save button.
func (p *settingsPage) form(of *settingRow) (*htmlform.Form, *htmlform.Control, error) {
	form := of.box.Form()
	if form != nil {
		for _, button := range p.page.Buttons(buttonSave) {
			if owner := button.Form(); owner != nil && slices.ContainsFunc(owner.Controls(), of.box.Same) {
				return owner, button, nil
			}
		}
	}
	return nil, nil, &Error{
		Kind: ErrLayout, Op: fmt.Sprintf("find the button %q of the page %s", buttonSave, p.name),
		Found:  fmt.Sprintf("The buttons that are there: %s.", quoteList(buttonTexts(p.page))),
		Advice: "The data source confproxy_server and CONFPROXY_CAPTURE_DIR help to report the page.",
	}
}

func buttonTexts(page *htmlform.Page) []string {
	var texts []string
	for _, control := range page.Controls() {
		switch control.Kind() {
		case htmlform.Submit, htmlform.Image, htmlform.Button:
			texts = append(texts, control.Text())
		}
	}
	return texts
}

// field is a control and its state, for comparison.
type field struct {
	control *htmlform.Control
	state   string
}

// others returns the state of all controls of the page's form that belong to
// none of the given settings. Hidden fields and buttons are left out: they
// carry tokens.
func (p *settingsPage) others(form *htmlform.Form, touched []Setting) []field {
	var fields []field
	for _, control := range form.Controls() {
		switch control.Kind() {
		case htmlform.Hidden, htmlform.Submit, htmlform.Image, htmlform.Reset, htmlform.Button, htmlform.File:
			continue
		}
		if slices.ContainsFunc(touched, func(s Setting) bool { return p.rows[s] != nil && p.rows[s].owns(control) }) {
			continue
		}
		state := fmt.Sprintf("%v %v %q", control.Kind(), control.Checked(), control.Values())
		fields = append(fields, field{control, state})
	}
	return fields
}

// differing returns what to call the first control whose state is not the
// same in both readings, or "" when all are.
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
	return fmt.Sprintf("of the field %q", control.Name())
}
