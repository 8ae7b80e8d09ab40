// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package schemas_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

func TestText(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name      string
		validator validator.String
		value     types.String
		ok        bool
	}{
		{"duration", schemas.PositiveDuration(), types.StringValue("1m30s"), true},
		{"duration", schemas.PositiveDuration(), types.StringValue("10"), false},
		{"duration", schemas.PositiveDuration(), types.StringValue("0s"), false},
		{"duration", schemas.PositiveDuration(), types.StringValue("-1s"), false},
		{"duration", schemas.PositiveDuration(), types.StringValue(""), false},
		{"duration", schemas.PositiveDuration(), types.StringNull(), true},
		{"duration", schemas.PositiveDuration(), types.StringUnknown(), true},
		{"address", schemas.HostAndPort(), types.StringValue("proxy.example.com:443"), true},
		{"address", schemas.HostAndPort(), types.StringValue("[2001:db8::1]:443"), true},
		{"address", schemas.HostAndPort(), types.StringValue("proxy.example.com"), false},
		{"address", schemas.HostAndPort(), types.StringValue(":443"), false},
		{"address", schemas.HostAndPort(), types.StringValue("proxy.example.com:0"), false},
		{"address", schemas.HostAndPort(), types.StringValue("proxy.example.com:65536"), false},
		{"address", schemas.HostAndPort(), types.StringValue("proxy.example.com:https"), false},
		{"address", schemas.HostAndPort(), types.StringValue("2001:db8::1:443"), false},
		{"name", schemas.HostName(), types.StringValue("proxy.example.com"), true},
		{"name", schemas.HostName(), types.StringValue("証明書.example"), true},
		{"name", schemas.HostName(), types.StringValue("2001:db8::1"), true},
		{"name", schemas.HostName(), types.StringValue("192.0.2.1"), true},
		{"name", schemas.HostName(), types.StringValue("https://proxy.example.com"), false},
		{"name", schemas.HostName(), types.StringValue("proxy.example.com:443"), false},
		{"name", schemas.HostName(), types.StringValue("proxy.example.com/"), false},
		{"name", schemas.HostName(), types.StringValue("proxy.example.com\n"), false},
		{"name", schemas.HostName(), types.StringValue(""), false},
		{"line", schemas.SingleLine(), types.StringValue("0x1302 0x1301"), true},
		{"line", schemas.SingleLine(), types.StringValue("0x1302\n0x1301"), false},
		{"line", schemas.SingleLine(), types.StringValue("0x1302\r"), false},
	} {
		t.Run(test.name+" "+test.value.String(), func(t *testing.T) {
			t.Parallel()
			var resp validator.StringResponse
			test.validator.ValidateString(t.Context(), validator.StringRequest{Path: path.Root(test.name), ConfigValue: test.value}, &resp)
			if resp.Diagnostics.HasError() == test.ok {
				t.Errorf("got %v, want it to be accepted: %v", resp.Diagnostics, test.ok)
			}
		})
	}
}

// A line break is refused without the secret being shown.
func TestSingleLineSecret(t *testing.T) {
	t.Parallel()
	for value, refused := range map[string]bool{"geheim": false, " geheim ": false, "geheim\n": true, "ge\rheim": true} {
		var resp validator.StringResponse
		req := validator.StringRequest{Path: path.Root("password"), ConfigValue: types.StringValue(value)}
		schemas.SingleLineSecret().ValidateString(t.Context(), req, &resp)
		if resp.Diagnostics.HasError() != refused {
			t.Errorf("%q: %v", value, resp.Diagnostics)
		}
		for _, d := range resp.Diagnostics {
			if strings.Contains(d.Detail(), "heim") || !strings.Contains(d.Detail(), "trimspace") {
				t.Errorf("%q: %s", value, d.Detail())
			}
		}
	}
}
