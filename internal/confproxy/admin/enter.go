// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"fmt"
	"slices"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/ui"
	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// enter changes the form as a person would to set the value of the row.
func (r *row) enter(fill *htmlform.Submission, want confproxy.Value) error {
	if err := fill.Check(r.box, want.Default); err != nil {
		return err
	}
	if want.Default || r.kind() == confproxy.KindSecret {
		return nil
	}
	for _, control := range r.controls {
		if control.Disabled {
			if err := fill.Enable(control); err != nil {
				return err
			}
		}
	}
	switch r.setting.Kind() {
	case confproxy.KindYesNo:
		return r.enterYesNo(fill, want.Yes())
	case confproxy.KindPorts:
		if want.Ports() != nil {
			return r.enterList(fill, strings.Split(want.Text, ","))
		}
	}
	return r.enterText(fill, want.Text)
}

// enterSecret enters a secret into the only field of the row.
func (r *row) enterSecret(fill *htmlform.Submission, secret string) error {
	if !fill.CanCarry(secret) {
		return ui.CannotCarry("change "+r.setting.Label, "secret")
	}
	field := r.controls[0]
	if field.Disabled {
		if err := fill.Enable(field); err != nil {
			return err
		}
	}
	if fill.Set(field, secret) != nil { // its error could quote the secret
		return r.unreadable("Expected a field that takes a secret of this length and kind.")
	}
	return nil
}

func (r *row) enterText(fill *htmlform.Submission, text string) error {
	first := r.controls[0]
	switch first.Kind {
	case htmlform.Select, htmlform.Radio:
		return r.choose(fill, func(choice string) bool { return withoutMark(choice) == text })
	case htmlform.SelectMultiple:
		return r.chooseAll(fill, lines(text))
	case htmlform.Checkbox:
		yes, ok := ui.ParseYesNo(text)
		if !ok {
			return r.unreadable(fmt.Sprintf("Expected Yes or No for a checkbox, got %q.", text))
		}
		return fill.Check(first, yes)
	}
	if !fill.CanCarry(text) {
		return ui.CannotCarry("change "+r.setting.Label, "value")
	}
	if len(r.controls) > 1 {
		return r.enterList(fill, lines(text))
	}
	return fill.Set(first, text)
}

// lines returns the lines of a text; none for an empty text.
func lines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

func (r *row) enterYesNo(fill *htmlform.Submission, yes bool) error {
	first := r.controls[0]
	switch first.Kind {
	case htmlform.Checkbox:
		return fill.Check(first, yes)
	case htmlform.Select, htmlform.Radio:
		word := ui.InTheStyleOf("", yes)
		isPlain := func(choice string) bool { return strings.EqualFold(strings.TrimSpace(choice), word) }
		if r.choose(fill, isPlain) == nil {
			return nil
		}
		return r.choose(fill, func(choice string) bool {
			means, ok := ui.ParseYesNo(choice)
			return ok && means == yes
		})
	}
	return fill.Set(first, ui.InTheStyleOf(first.Value(), yes))
}

// choose selects the first choice of a list or a group of radio buttons whose
// visible text is accepted.
func (r *row) choose(fill *htmlform.Submission, accept func(string) bool) error {
	var choices []string
	if r.controls[0].Kind == htmlform.Radio {
		for _, radio := range r.controls {
			if accept(ui.Caption(radio)) {
				return fill.Check(radio, true)
			}
			choices = append(choices, ui.Caption(radio))
		}
	}
	for _, option := range r.controls[0].Options() {
		if !option.Disabled && accept(option.Text) {
			return fill.Set(r.controls[0], option.Value)
		}
		choices = append(choices, option.Text)
	}
	return r.unreadable(fmt.Sprintf("Expected the wanted value among the choices, got %q.", r.quoted(strings.Join(choices, ", "))))
}

// enterList enters several values: into as many inputs, as choices, or into one
// text, separated as in the current text.
func (r *row) enterList(fill *htmlform.Submission, items []string) error {
	first := r.controls[0]
	switch {
	case first.Kind == htmlform.SelectMultiple:
		return r.chooseAll(fill, items)
	case len(r.controls) == 1:
		return fill.Set(first, strings.Join(items, separatorOf(first)))
	case len(items) > len(r.controls):
		return r.unreadable(fmt.Sprintf("Expected room for %d values, got %d fields.", len(items), len(r.controls)))
	}
	for i, control := range r.controls {
		item := ""
		if i < len(items) {
			item = items[i]
		}
		if err := fill.Set(control, item); err != nil {
			return err
		}
	}
	return nil
}

func (r *row) chooseAll(fill *htmlform.Submission, items []string) error {
	list := r.controls[0]
	var values []string
	for _, item := range items {
		i := slices.IndexFunc(list.Options(), func(o htmlform.Option) bool { return withoutMark(strings.TrimSpace(o.Text)) == item })
		if i < 0 {
			return r.unreadable(fmt.Sprintf("Expected %s among the choices.", item))
		}
		values = append(values, list.Options()[i].Value)
	}
	return fill.SetValues(list, values)
}

// separatorOf returns the separator of a list of numbers. The documented
// default is written "80, 443, 7615".
func separatorOf(control *htmlform.Control) string {
	if numbers, ok := ui.ParsePorts(control.Value()); ok && len(numbers) > 1 {
		_, after, _ := strings.Cut(control.Value(), numbers[0])
		separator, _, _ := strings.Cut(after, numbers[1])
		return separator
	}
	if control.Kind == htmlform.Textarea {
		return "\n"
	}
	return ", "
}
