// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
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
