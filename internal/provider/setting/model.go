// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package setting

import (
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

// onDestroyDefault is the default of on_destroy.
const onDestroyDefault = "default"

// memory is kept beside the state.
type memory struct {
	Imported bool // and not changed since, nor seen with the product's default
}

// model is the resource in configuration, plan and state.
type model struct {
	Page           types.String   `tfsdk:"page"`
	Name           types.String   `tfsdk:"name"`
	Value          types.String   `tfsdk:"value"`
	ValueWO        types.String   `tfsdk:"value_wo"`
	ValueWOVersion types.Int64    `tfsdk:"value_wo_version"`
	Overridden     types.Bool     `tfsdk:"overridden"`
	Default        types.String   `tfsdk:"default"`
	Kind           types.String   `tfsdk:"kind"`
	OnDestroy      types.String   `tfsdk:"on_destroy"`
	Timeouts       timeouts.Value `tfsdk:"timeouts"`
}

// setting returns the row that the resource manages.
func (m *model) setting() confproxy.Setting {
	return confproxy.Setting{Page: m.Page.ValueString(), Label: confproxy.TrimLabel(m.Name.ValueString())}
}

// isOverridden reports whether the configuration gives the row its own value,
// including a secret that is not available, which is needed only when something
// is sent.
func (m *model) isOverridden() bool {
	return !m.Value.IsNull() || !m.ValueWO.IsNull() || !m.ValueWOVersion.IsNull()
}

// want returns the wanted value of the row; for a secret it is empty.
func (m *model) want() confproxy.Value {
	if !m.Overridden.ValueBool() {
		return confproxy.DefaultValue()
	}
	return confproxy.TextValue(confproxy.PlainLines(m.Value.ValueString()))
}

// setFromServer stores the server's value.
func (m *model) setFromServer(row confproxy.Row) {
	if row.Err != nil { // the next plan shows it as changed
		m.Value, m.Overridden, m.Kind = types.StringNull(), types.BoolNull(), types.StringValue(string(row.Kind))
		return
	}
	shown := m.want()
	m.Overridden = types.BoolValue(!row.Value.Default)
	if row.Same(shown, row.Value) {
		m.setComputed(row)
		return
	}
	m.Value = types.StringNull()
	if !row.Value.Default && row.Kind != confproxy.RowSecret {
		m.Value = types.StringValue(row.Value.Text)
	}
	m.setComputed(row)
}

// setComputed stores the page's information about the row besides its value.
func (m *model) setComputed(row confproxy.Row) {
	m.Kind = types.StringValue(string(row.Kind))
	m.Default = schemas.TextOrNull(row.Default)
}
