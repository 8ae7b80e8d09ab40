// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"errors"
	"slices"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/ui"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/deployment"
)

// Radio buttons without a choice, which an administrator or the first save of a
// ticked row left, are a state like another: a change repairs them, and another
// row's change leaves them.
func TestRowWithoutAChoice(t *testing.T) {
	t.Parallel()
	const none = "none of the choices"
	suite := confproxy.Values{confproxy.SSLCipherSuite: confproxy.TextValue("ALL")}
	tests := map[string]struct {
		before string // use SSL at the beginning
		change deployment.Deployment
		after  string
	}{
		"set":          {none, deployment.Deployment{Want: confproxy.Values{confproxy.UseSSL: confproxy.YesNo(false)}}, "no"},
		"first ticked": {"", deployment.Deployment{Want: confproxy.Values{confproxy.UseSSL: confproxy.YesNo(true)}}, "yes"},
		"reset":        {none, deployment.Deployment{Want: confproxy.Values{confproxy.UseSSL: confproxy.DefaultValue()}}, ""},
		"planned as the default": {none, deployment.Deployment{
			Want:   confproxy.Values{confproxy.UseSSL: confproxy.YesNo(false)},
			Expect: confproxy.Values{confproxy.UseSSL: confproxy.DefaultValue()},
		}, "no"},
		"not named": {none, deployment.Deployment{Want: suite}, none},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHandmade(t)
			h.settings["HTTPT use SSL"], h.unticked = test.before, none
			if _, err := h.client(t).Deploy(t.Context(), test.change); err != nil {
				t.Error(err)
			}
			if got := h.settings["HTTPT use SSL"]; got != test.after {
				t.Errorf("use SSL is %q, want %q", got, test.after)
			}
		})
	}
}

func TestParsePorts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"80, 443, 7615": {"80", "443", "7615"}, " 443;7615 ": {"443", "7615"}, "443\n7615\n": {"443", "7615"}, "": {},
		"80-90": nil, "80 - 90": nil, "443 tls, 7615": nil, "+443": nil, "443.5": nil,
	} {
		if got, ok := ui.ParsePorts(text); ok != (want != nil) || ok && !slices.Equal(got, want) {
			t.Errorf("%q: %q, %t; want %q", text, got, ok, want)
		}
	}
}

// Ports whose text is no list are replaced, whatever separates the numbers in it,
// and restored as they were. They may include the endpoint's, so that a list
// without it is refused.
func TestPortsThatAreNoList(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"80-90", "443 tls, 7615"} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			h := newHandmade(t)
			h.settings["HTTPT ports"] = text
			c := h.client(t)
			suite := confproxy.Values{confproxy.SSLCipherSuite: confproxy.TextValue("ALL")}
			if _, err := c.Deploy(t.Context(), deployment.Deployment{Want: suite}); err != nil || h.settings["HTTPT ports"] != text {
				t.Errorf("a change of another row: %v, and the ports are %q", err, h.settings["HTTPT ports"])
			}
			without := confproxy.Values{confproxy.Ports: confproxy.PortsValue([]int64{443})}
			if _, err := c.Deploy(t.Context(), deployment.Deployment{Want: without}); !errors.Is(err, confproxy.ErrEndpointPort) {
				t.Errorf("without the endpoint's port: %v, want ErrEndpointPort", err)
			}
			want := confproxy.Values{confproxy.Ports: confproxy.PortsValue([]int64{h.port(t), 443})}
			report, err := c.Deploy(t.Context(), deployment.Deployment{Want: want, Expect: confproxy.Values{confproxy.Ports: confproxy.PortsValue(nil)}})
			if err != nil || !slices.Equal(report.Settings[confproxy.Ports].Ports(), []int64{h.port(t), 443}) {
				t.Errorf("replaced: %v, %v", report.Settings[confproxy.Ports], err)
			}
			back := confproxy.Values{confproxy.Ports: confproxy.TextValue(text)}
			if err := c.Edit(t.Context(), confproxy.Edit{Want: back}); err != nil || h.settings["HTTPT ports"] != "="+text {
				t.Errorf("restored: %v, and the ports are %q", err, h.settings["HTTPT ports"])
			}
		})
	}
}
