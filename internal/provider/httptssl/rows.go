// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package httptssl

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/deployment"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

// row connects one row of the settings pages with one attribute. In a state,
// null means the product's default.
type row struct {
	setting   confproxy.Setting
	attribute string
	get       func(*model) attr.Value
	set       func(*model, attr.Value)
	decode    func(attr.Value) confproxy.Value // of a known value that is not null
	encode    func(confproxy.Value) attr.Value // null for the product's default
}

// rows lists every row with an attribute of the same kind. The passphrase is
// not among them: the server never shows it.
var rows = []row{
	newRow(confproxy.Ports, "ports", ports, func(m *model) *types.List { return &m.Ports }),
	newRow(confproxy.UseSSL, "use_ssl", yesNo, func(m *model) *types.Bool { return &m.UseSSL }),
	newRow(confproxy.Certificate, "certificate", text, func(m *model) *types.String { return &m.Certificate }),
	newRow(confproxy.Key, "key", text, func(m *model) *types.String { return &m.Key }),
	newRow(confproxy.CertificateChain, "certificate_chain", text, func(m *model) *types.String { return &m.CertificateChain }),
	newRow(confproxy.SSLProtocol, "ssl_protocol", text, func(m *model) *types.String { return &m.SSLProtocol }),
	newRow(confproxy.SSLCipherSuite, "ssl_cipher_suite", text, func(m *model) *types.String { return &m.SSLCipherSuite }),
	newRow(confproxy.RedirectToHTTPS, "redirect_http_to_https", yesNo, func(m *model) *types.Bool { return &m.RedirectHTTPToHTTPS }),
}

// kind converts between the values of Terraform and of the client.
type kind[T attr.Value] struct {
	null   T
	decode func(T) confproxy.Value
	encode func(confproxy.Value) T
}

var (
	text = kind[types.String]{
		null:   types.StringNull(),
		decode: func(v types.String) confproxy.Value { return confproxy.TextValue(v.ValueString()) },
		encode: func(v confproxy.Value) types.String { return types.StringValue(v.Text) },
	}
	yesNo = kind[types.Bool]{
		null:   types.BoolNull(),
		decode: func(v types.Bool) confproxy.Value { return confproxy.YesNo(v.ValueBool()) },
		encode: func(v confproxy.Value) types.Bool {
			if confproxy.UseSSL.IsUnclear(v) {
				return types.BoolNull() // differs from Yes and from No
			}
			return types.BoolValue(v.Yes())
		},
	}
	ports = kind[types.List]{
		null: types.ListNull(types.Int64Type),
		decode: func(v types.List) confproxy.Value {
			var numbers []int64
			for _, element := range v.Elements() {
				if number, ok := element.(types.Int64); ok {
					numbers = append(numbers, number.ValueInt64())
				}
			}
			return confproxy.PortsValue(numbers)
		},
		encode: func(v confproxy.Value) types.List {
			elements := []attr.Value{}
			for _, number := range v.Ports() {
				elements = append(elements, types.Int64Value(number))
			}
			return types.ListValueMust(types.Int64Type, elements)
		},
	}
)

func newRow[T attr.Value](setting confproxy.Setting, attribute string, k kind[T], field func(*model) *T) row {
	return row{
		setting: setting, attribute: attribute,
		get:    func(m *model) attr.Value { return *field(m) },
		set:    func(m *model, v attr.Value) { *field(m) = v.(T) },            //nolint:forcetypeassert // A row gets what it gave.
		decode: func(v attr.Value) confproxy.Value { return k.decode(v.(T)) }, //nolint:forcetypeassert // As above.
		encode: func(v confproxy.Value) attr.Value {
			if v.Default {
				return k.null
			}
			return k.encode(v)
		},
	}
}

// isKnown reports whether the attribute is wholly known.
func (r row) isKnown(ctx context.Context, m *model) bool { return isKnown(ctx, r.get(m)) }

func (r row) isNull(m *model) bool { return r.get(m).IsNull() }

// value returns the known value of the attribute in the client's form.
func (r row) value(m *model) confproxy.Value {
	if r.isNull(m) {
		return confproxy.DefaultValue()
	}
	return r.decode(r.get(m))
}

// setFromServer stores the server's value in the model. If the value has the same meaning, as ports in another order,
// the model keeps its spelling.
func (r row) setFromServer(ctx context.Context, m *model, value confproxy.Value) {
	if !r.isKnown(ctx, m) || !r.setting.Same(r.value(m), value) {
		r.set(m, r.encode(value))
	}
}

// clear sets the attribute to null, the product's default.
func (r row) clear(m *model) { r.set(m, r.encode(confproxy.DefaultValue())) }

// setFromServer stores the server's values in the model. A row that the server's pages lack is null.
func (m *model) setFromServer(ctx context.Context, settings confproxy.Values) {
	for _, row := range rows {
		value, there := settings[row.setting]
		if !there {
			value = confproxy.DefaultValue()
		}
		row.setFromServer(ctx, m, value)
	}
	m.KeyPassphraseSet = types.BoolNull()
	if value, there := settings[confproxy.KeyPassphrase]; there {
		m.KeyPassphraseSet = types.BoolValue(!value.Default)
	}
}

// setUnknownFromServer stores the server's values where the model has unknown
// ones.
func (m *model) setUnknownFromServer(ctx context.Context, settings confproxy.Values) {
	shown := *m
	shown.setFromServer(ctx, settings)
	for _, row := range rows {
		if !row.isKnown(ctx, m) {
			row.set(m, row.get(&shown))
		}
	}
	if m.ServedSHA256Fingerprint.IsUnknown() {
		m.ServedSHA256Fingerprint = types.StringNull()
	}
	if m.KeyPassphraseSet.IsUnknown() {
		m.KeyPassphraseSet = shown.KeyPassphraseSet
	}
}

// setServed stores the presented certificate in the model; nil means that there
// was no live check.
func (m *model) setServed(served *deployment.Verified) {
	if served == nil {
		return
	}
	m.ServedSHA256Fingerprint = schemas.TextOrNull(served.Served())
}

// isKnown reports whether a value and all its elements are known.
func isKnown(ctx context.Context, v attr.Value) bool {
	value, err := v.ToTerraformValue(ctx)
	return err == nil && value.IsFullyKnown()
}
