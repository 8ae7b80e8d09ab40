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
)

// sections is an administration without a login whose page General has a form
// with a button of its own for every group of rows.
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
	change := confproxy.Deployment{Want: confproxy.Values{confproxy.UseSSL: confproxy.YesNo(false), confproxy.SSLProtocol: confproxy.TextValue("ALL -SSLv3"), confproxy.SSLCipherSuite: confproxy.TextValue("a <b>")}}
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
