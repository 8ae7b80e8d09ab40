// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package httptssl

import (
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

func TestEverySettingHasAnAttribute(t *testing.T) {
	t.Parallel()
	var resp resource.SchemaResponse
	(&settingsResource{}).Schema(t.Context(), resource.SchemaRequest{}, &resp)
	if diags := resp.Schema.ValidateImplementation(t.Context()); diags.HasError() {
		t.Fatal(diags)
	}
	for _, setting := range confproxy.HTTPTSSL {
		at, ok := attributes.Settings[setting]
		if !ok {
			t.Errorf("the setting %s has no attribute", setting)
			continue
		}
		if _, diags := resp.Schema.AttributeAtPath(t.Context(), at); diags.HasError() {
			t.Errorf("the attribute of the setting %s: %v", setting, diags)
		}
	}
	for role, at := range attributes.Roles {
		if _, diags := resp.Schema.AttributeAtPath(t.Context(), at); diags.HasError() {
			t.Errorf("the attribute for findings about %v: %v", role, diags)
		}
	}
}

func TestValuesOfRows(t *testing.T) {
	t.Parallel()
	values := map[confproxy.Setting]confproxy.Value{
		confproxy.Ports:           confproxy.PortsValue([]int64{80, 443}),
		confproxy.UseSSL:          confproxy.YesNo(false),
		confproxy.RedirectToHTTPS: confproxy.YesNo(true),
	}
	for _, row := range rows {
		t.Run(row.attribute, func(t *testing.T) {
			t.Parallel()
			own, ok := values[row.setting]
			if !ok {
				own = confproxy.TextValue("objects/日本.cer")
			}
			m := a()
			for _, value := range []confproxy.Value{own, confproxy.DefaultValue()} {
				row.setFromServer(t.Context(), m, value)
				if row.isNull(m) != value.Default {
					t.Errorf("%s is shown as %s", value, row.get(m))
				}
				if back := row.value(m); back != value {
					t.Errorf("%s came back as %s", value, back)
				}
			}
		})
	}
}

func TestEmptyValueIsNotTheDefault(t *testing.T) {
	t.Parallel()
	m := a()
	m.setFromServer(t.Context(), confproxy.Values{
		confproxy.Certificate: confproxy.TextValue(""), confproxy.Ports: confproxy.TextValue(""),
	})
	if m.Certificate.IsNull() || m.Ports.IsNull() {
		t.Errorf("rows that are unticked and empty are shown as null: certificate %s, ports %s", m.Certificate, m.Ports)
	}
}

// A row of Yes or No without a choice differs from both.
func TestNoChoiceIsNeitherYesNorNo(t *testing.T) {
	t.Parallel()
	m := a(withUseSSL(false))
	m.setFromServer(t.Context(), confproxy.Values{confproxy.UseSSL: confproxy.TextValue("")})
	if !m.UseSSL.IsNull() {
		t.Errorf("no choice is shown as %s, want null", m.UseSSL)
	}
}

func TestShow(t *testing.T) {
	t.Parallel()
	m := a(withPorts(7615, 443), withText(confproxy.SSLProtocol, "ALL"), withPassphraseSet(types.BoolValue(true)))
	m.setFromServer(t.Context(), confproxy.Values{confproxy.Ports: confproxy.PortsValue([]int64{443, 7615})})
	if want := a(withPorts(7615, 443)).Ports; !m.Ports.Equal(want) {
		t.Errorf("ports that only the server orders otherwise are shown as %s, want %s", m.Ports, want)
	}
	if !m.SSLProtocol.IsNull() || !m.KeyPassphraseSet.IsNull() {
		t.Errorf("rows that the server lacks are shown: ssl_protocol %s, key_passphrase_set %s", m.SSLProtocol, m.KeyPassphraseSet)
	}
	m.setFromServer(t.Context(), confproxy.Values{confproxy.KeyPassphrase: confproxy.TextValue("")})
	if !m.KeyPassphraseSet.ValueBool() {
		t.Errorf("a passphrase of the server's own is shown as %s", m.KeyPassphraseSet)
	}
}

func TestFillKeepsWhatIsPlanned(t *testing.T) {
	t.Parallel()
	m := a(withText(confproxy.Certificate, "objects/planned.cer"), with(confproxy.Key, nil), with(confproxy.Ports, nil),
		withPassphraseSet(types.BoolUnknown()))
	m.setUnknownFromServer(t.Context(), confproxy.Values{
		confproxy.Certificate:   confproxy.TextValue("objects/other.cer"),
		confproxy.Key:           confproxy.TextValue("objects/server.key"),
		confproxy.Ports:         confproxy.DefaultValue(),
		confproxy.UseSSL:        confproxy.YesNo(true),
		confproxy.KeyPassphrase: confproxy.DefaultValue(),
	})
	for _, test := range []struct {
		name      string
		got, want attr.Value
	}{
		{"certificate", m.Certificate, types.StringValue("objects/planned.cer")},
		{"key", m.Key, types.StringValue("objects/server.key")},
		{"ports", m.Ports, types.ListNull(types.Int64Type)},
		{"use_ssl", m.UseSSL, types.BoolNull()},
		{"key_passphrase_set", m.KeyPassphraseSet, types.BoolValue(false)},
	} {
		if !test.got.Equal(test.want) {
			t.Errorf("%s is %s, want %s", test.name, test.got, test.want)
		}
	}
}

func TestPartlyUnknownPorts(t *testing.T) {
	t.Parallel()
	m := a(func(m *model) {
		m.Ports = types.ListValueMust(types.Int64Type, []attr.Value{types.Int64Value(443), types.Int64Unknown()})
	})
	i := slices.IndexFunc(rows, func(r row) bool { return r.setting == confproxy.Ports })
	if rows[i].isKnown(t.Context(), m) {
		t.Error("a list with an unknown port counts as known")
	}
}
