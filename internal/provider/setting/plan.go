// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package setting

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/diagnostics"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/privatestate"
)

// ValidateConfig rejects rows that other resources manage.
func (r *settingResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	config := &model{}
	resp.Diagnostics.Append(req.Config.Get(ctx, config)...)
	if resp.Diagnostics.HasError() || config.Page.IsUnknown() || config.Name.IsUnknown() {
		return
	}
	if setting := config.setting(); setting.IsManagedByDeployment() {
		resp.Diagnostics.AddAttributeError(path.Root("name"), "Row of another resource",
			fmt.Sprintf("The row %q of the page %s decides which certificate the server presents or where it listens. "+
				"Use confproxy_certificate or confproxy_httpt_ssl, which check such a change before it is made and verify it afterwards.",
				setting.Label, setting.Page))
	}
}

// ModifyPlan plans whether the row has its own value, and checks that the page
// has the row and accepts the value.
func (r *settingResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		return // a destroy
	}
	config, plan := &model{}, &model{}
	resp.Diagnostics.Append(req.Config.Get(ctx, config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, plan)...)
	var state *model
	if !req.State.Raw.IsNull() {
		state = &model{}
		resp.Diagnostics.Append(req.State.Get(ctx, state)...)
	}
	memory, diags := privatestate.Get[memory](ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	if memory.Imported && state.hidesValue() && !config.isOverridden() {
		resp.Diagnostics.Append(unknownImport(config.setting()))
	}
	resp.Diagnostics.Append(r.plan(ctx, config, plan, state)...)
	if r.Run != nil && !config.Page.IsUnknown() && !config.Name.IsUnknown() {
		resp.Diagnostics.Append(r.Run.ManageSettings("confproxy_setting", req, config.setting())...)
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
}

// plan plans the computed attributes.
func (r *settingResource) plan(ctx context.Context, config, plan, state *model) diag.Diagnostics {
	plan.Overridden = types.BoolUnknown()
	if !config.Value.IsUnknown() {
		plan.Overridden = types.BoolValue(config.isOverridden())
	}
	if state != nil && isSame(plan, state) {
		plan.Default, plan.Kind = state.Default, state.Kind
		return nil
	}
	plan.Default, plan.Kind = types.StringUnknown(), types.StringUnknown()
	if config.lacksSecret() {
		return diag.Diagnostics{missingSecret()}
	}
	if r.Client == nil || r.Client.Err() != nil || config.Page.IsUnknown() || config.Name.IsUnknown() {
		return nil
	}
	return append(r.check(ctx, config), r.Fallback(ctx)...)
}

// lacksSecret reports whether the configuration refers to a secret that is not
// available.
func (m *model) lacksSecret() bool {
	return m.Value.IsNull() && m.ValueWO.IsNull() && m.isOverridden()
}

func missingSecret() diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root("value_wo"), "Missing value_wo",
		"Expected value_wo, because the server does not have the secret of this value_wo_version, got null.")
}

// hidesValue reports whether the row has a value that the state, and a generated
// configuration, do not show: a secret, or an empty one.
func (m *model) hidesValue() bool {
	return m != nil && m.Overridden.ValueBool() && m.Value.ValueString() == ""
}

// unknownImport refuses to reset an imported row because nobody has entered its
// value into the configuration.
func unknownImport(setting confproxy.Setting) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Value of an imported setting is missing",
		fmt.Sprintf("The row %q has its own value, which the page does not show or which is empty. Without a value, the row would be reset to the product's "+
			"default. Set value_wo to the secret, or value = \"\" for an empty value. To reset the row, destroy the resource instead.", setting.Label))
}

// check checks at plan time that the page has the row and accepts the value.
func (r *settingResource) check(ctx context.Context, config *model) diag.Diagnostics {
	row, err := r.find(ctx, config.setting())
	if _, ok := errors.AsType[*missingError](err); ok {
		return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("name"), "Unable to find the setting", err.Error())}
	}
	if err != nil {
		return diag.Diagnostics{diagnostics.Error("Unable to find the setting", err)}
	}
	if row.Err != nil && config.isOverridden() {
		return diag.Diagnostics{diagnostics.Error("Unable to change the setting", row.Err)}
	}
	isSecret := row.Kind == confproxy.RowSecret
	switch {
	case isSecret && !config.Value.IsNull():
		return diag.Diagnostics{diag.NewErrorDiagnostic("Secret in value", // an engine would print the line of the argument
			fmt.Sprintf("The page does not show the value of the row %q, because it is a secret. Use value_wo, which is in no state and no plan.",
				row.Setting.Label))}
	case !isSecret && row.Kind != confproxy.RowUnknown && !config.ValueWO.IsNull():
		return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("value_wo"), "Row that is no secret",
			fmt.Sprintf("The page shows the value of the row %q. Use value.", row.Setting.Label))}
	case config.Value.IsNull(), config.Value.IsUnknown(), row.Choices == nil:
		return nil
	}
	return checkChoices(row, confproxy.PlainLines(config.Value.ValueString()))
}

// checkChoices makes sure that the page offers the value, or every line of a
// list.
func checkChoices(row confproxy.Row, text string) (diags diag.Diagnostics) {
	values := []string{text}
	if row.Kind == confproxy.RowList {
		values = strings.FieldsFunc(text, func(r rune) bool { return r == '\n' })
	}
	for _, value := range values {
		if !slices.Contains(row.Choices, value) {
			diags.AddAttributeError(path.Root("value"), "Invalid value",
				fmt.Sprintf("Expected one of %s for the row %q, got %q.", quoted(row.Choices), row.Setting.Label, value))
		}
	}
	return diags
}

// find returns the row, or an error that lists the nearest labels of the page.
func (r *settingResource) find(ctx context.Context, setting confproxy.Setting) (confproxy.Row, error) {
	rows, err := r.Client.Rows(ctx, setting.Page)
	if err != nil {
		return confproxy.Row{}, err
	}
	for _, row := range rows {
		if confproxy.SameLabel(row.Setting.Label, setting.Label) {
			return row, nil
		}
	}
	return confproxy.Row{}, &missingError{setting, nearest(setting.Label, rows)}
}

// missingError means that the page does not show the row.
type missingError struct {
	setting confproxy.Setting
	nearest []string
}

func (e *missingError) Error() string {
	return fmt.Sprintf("The page %s has no row %q. The nearest labels are: %s.", e.setting.Page, e.setting.Label, quoted(e.nearest))
}

// nearest returns the most similar labels.
func nearest(label string, rows []confproxy.Row) []string {
	const most = 5
	labels := make([]string, len(rows))
	for i, row := range rows {
		labels[i] = row.Setting.Label
	}
	distance := func(to string) int {
		return levenshtein.Distance(strings.ToLower(label), strings.ToLower(to), nil)
	}
	slices.SortStableFunc(labels, func(a, b string) int { return distance(a) - distance(b) })
	return labels[:min(most, len(labels))]
}

func quoted(texts []string) string {
	all := make([]string, len(texts))
	for i, text := range texts {
		all[i] = fmt.Sprintf("%q", text)
	}
	return strings.Join(all, ", ")
}
