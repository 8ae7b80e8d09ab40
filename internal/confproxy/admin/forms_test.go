// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/deployment"
)

// sections is an administration without a login, whose page General has a form
// with its own button for every group of rows.
type sections struct {
	mu     sync.Mutex
	values map[string]string // by label; absent is the default
	saves  []string
}

var sectionRows = [][]string{
	{"HTTPT ports:", "HTTPT use SSL:", "SMTP server:"},
	{"HTTPT SSL certificate:", "HTTPT SSL key:", "HTTPT SSL certificate chain:"},
	{"HTTPT SSL protocol:", "HTTPT SSL cipher suite:", "Company:"},
}

func (s *sections) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case r.URL.Path == "/conf":
		fmt.Fprint(w, `<ul><li>Configuration<ul><li><a href="/conf/1">General</a></ul><li>Advanced</ul>`)
		return
	case r.URL.Path != "/conf/1":
		http.NotFound(w, r)
		return
	}
	if r.Method == http.MethodPost {
		section := r.FormValue("s")
		s.saves = append(s.saves, section)
		for i, label := range sectionRows[section[0]-'0'] {
			if name := strconv.Itoa(i); r.FormValue("d"+name) == "" {
				s.values[label] = r.FormValue("v" + name)
			} else {
				delete(s.values, label)
			}
		}
	}
	for n, rows := range sectionRows {
		fmt.Fprintf(w, `<form method=post><input type=hidden name=s value=%d><table>`, n)
		for i, label := range rows {
			value, own := s.values[label]
			checked := " checked"
			if own {
				checked = ""
			}
			fmt.Fprintf(w, `<tr><td><input type=checkbox name=d%d%s><td>%s<td><input name=v%d value="%s">`, i, checked, label, i, html.EscapeString(value))
		}
		fmt.Fprint(w, `</table><button>Save</button></form>`)
	}
}

func TestSettingsInSeveralForms(t *testing.T) {
	t.Parallel()
	s := &sections{values: map[string]string{"Company:": "Example & Sons", "SMTP server:": "mail"}}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	c := Connect(t, confproxy.Config{Endpoint: server.URL})
	change := deployment.Deployment{Want: confproxy.Values{confproxy.UseSSL: confproxy.YesNo(false), confproxy.SSLProtocol: confproxy.TextValue("ALL -SSLv3"), confproxy.SSLCipherSuite: confproxy.TextValue("a <b>")}}
	outcome, err := c.Deploy(t.Context(), change)
	if err != nil {
		t.Fatal(err)
	}
	for setting, want := range change.Want {
		if got := outcome.Settings[setting]; got != want {
			t.Errorf("%s is %s, want %s", setting, got, want)
		}
	}
	want := map[string]string{
		"Company:": "Example & Sons", "SMTP server:": "mail",
		"HTTPT use SSL:": "No", "HTTPT SSL protocol:": "ALL -SSLv3", "HTTPT SSL cipher suite:": "a <b>",
	}
	if diff := cmp.Diff(want, s.values); diff != "" {
		t.Errorf("the settings on the server (-want +got):\n%s", diff)
	}
	if got := strings.Join(s.saves, ","); got != "0,2" {
		t.Errorf("the sections %s were saved, want 0,2", got)
	}
}

// secretFields is an administration whose page General has a secret in its own
// field, which shows a mask, or the secret itself.
type secretFields struct {
	mu     sync.Mutex
	field  string // its type
	mask   string // what it shows; "" is the secret itself
	ticked string // attributes of the field while its box is ticked; "absent" for none
	isOwn  bool
	secret string
	saves  int
}

func (s *secretFields) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprint(w, `<ul><li>Configuration<ul><li><a href="/conf/1">General</a></ul><li>Advanced</ul>`)
	if r.URL.Path == "/conf" {
		return
	}
	problem := ""
	if r.Method == http.MethodPost {
		s.saves++
		values, sent := r.PostForm, false
		if r.ParseForm() == nil {
			values = r.PostForm
			_, sent = values["v"]
		}
		switch v := values.Get("v"); v {
		case "short":
			problem = "<p>Error: the secret is too short."
		default:
			s.isOwn = values.Get("d") == ""
			if sent && v != s.mask {
				s.secret = v
			}
		}
	}
	checked, attributes, shown := "", "", s.mask
	if !s.isOwn {
		checked, attributes = " checked", s.ticked
	}
	if s.mask == "" {
		shown = s.secret
	}
	field := fmt.Sprintf(`<input type=%s name=v value="%s" %s>`, s.field, html.EscapeString(shown), attributes)
	if attributes == "absent" {
		field = ""
	}
	fmt.Fprintf(w, `%s<form method=post><p><input type=checkbox name=d%s>Database secret: %s</p>
		<p><input type=checkbox name=e checked>HTTPT ports: <input name=p></p><button>Save</button></form>`, problem, checked, field)
}

func TestSecretFields(t *testing.T) {
	t.Parallel()
	const secret = "a <secret> & more 7"
	setting := confproxy.Setting{Page: confproxy.PageGeneral, Label: "Database secret"}
	for name, s := range map[string]*secretFields{
		"a mask":              {field: "password", mask: "********"},
		"an empty field":      {field: "password", mask: " "},
		"disabled":            {field: "password", mask: "********", ticked: "disabled"},
		"absent while ticked": {field: "password", mask: "********", ticked: "absent"},
		"shown":               {field: "text"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(s)
			t.Cleanup(server.Close)
			c := Connect(t, confproxy.Config{Endpoint: server.URL})
			if err := c.SetSecret(t.Context(), setting, secret); err != nil {
				t.Fatal(err)
			}
			if !s.isOwn || s.secret != secret {
				t.Errorf("the server has %q (%v)", s.secret, s.isOwn)
			}
			rows, err := c.Rows(t.Context(), confproxy.PageGeneral)
			if err != nil || len(rows) != 2 || rows[0].Kind != confproxy.RowSecret || rows[0].Value != (confproxy.Value{}) || rows[0].Default != "" {
				t.Errorf("the rows are %+v (%v)", rows, err)
			}
			if err := c.SetSecret(t.Context(), setting, "short"); err == nil || strings.Contains(err.Error(), secret) {
				t.Errorf("a secret that is too short: %v", err)
			}
			if err := c.Edit(t.Context(), confproxy.Edit{Want: confproxy.Values{setting: confproxy.DefaultValue()}}); err != nil {
				t.Fatal(err)
			}
			if s.isOwn {
				t.Error("the row has a value of its own still")
			}
		})
	}
}
