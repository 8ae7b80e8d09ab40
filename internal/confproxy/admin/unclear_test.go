// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"errors"
	"fmt"
	"io"
	"net/http"
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

// A row that cannot be understood is listed, with the reason.
func TestUnclearRowsAreListed(t *testing.T) {
	t.Parallel()
	server := hostile{handler: func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `<ul><li>Configuration<ul><li><a href="/conf/1">General</a></ul><li>Advanced</ul><form method=post>
			<p><input type=checkbox name=a>SMTP port: <input name=b value=25>
			<p><input type=checkbox name=c>Kinds: <label><input type=checkbox name=d value=1> mail</label> <label><input type=checkbox name=d value=2> fax</label>
			<p><input type=checkbox name=e>Title: <input name=f>
			<p><input type=checkbox name=g>SMTP port: <input name=h value=26>
			<p><input type=checkbox name=i>Note: nothing shows its value
			<p><input type=checkbox name=j checked>HTTPT ports: <input name=k><button>Save</button></form>`)
	}}
	c, _ := server.client(t, "")
	rows, err := c.Rows(t.Context(), confproxy.PageGeneral)
	if err != nil {
		t.Fatal(err)
	}
	var listed []string
	for _, row := range rows {
		listed = append(listed, fmt.Sprintf("%s %s %t", row.Setting.Label, row.Kind, row.Err == nil))
	}
	want := []string{
		"SMTP port unknown false", "Kinds unknown false", "Title text true", "SMTP port unknown false", "Note unknown false", "HTTPT ports text true",
	}
	if !slices.Equal(listed, want) {
		t.Errorf("expected %q, got %q", want, listed)
	}
}
