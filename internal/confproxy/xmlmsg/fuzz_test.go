// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package xmlmsg

import (
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

const small = `<grammar xmlns="http://relaxng.org/ns/structure/1.0"><define name="GridConfigFields"><interleave>
<optional><!-- General :: HTTPT ports --><element name="httptPorts"><oneOrMore><element name="value"><data type="integer"/></element></oneOrMore></element></optional>
<optional><element name="a1"><!-- Configuration :: General :: HTTPT use SSL: --><ref name="b"/></element></optional>
<ref name="more"/></interleave></define><define name="b"><choice><value>yes</value><value>no</value></choice></define>
<define name="more" combine="interleave"><optional><!-- Security::Force SSL for all user web pages --><element name="a2"><ref name="b"/></element></optional><ref name="more"/></define></grammar>`

func TestSpec(t *testing.T) {
	t.Parallel()
	fields, err := parseSpec([]byte(small))
	if err != nil {
		t.Fatal(err)
	}
	for setting, want := range map[confproxy.Setting]field{
		confproxy.Ports:           {element: "httptPorts", item: "value"},
		confproxy.UseSSL:          {element: "a1", values: []string{"no", "yes"}},
		confproxy.RedirectToHTTPS: {element: "a2", values: []string{"no", "yes"}},
	} {
		got, ok := fields.field(setting)
		if !ok || got.element != want.element || got.item != want.item || strings.Join(got.values, ",") != strings.Join(want.values, ",") {
			t.Errorf("%s: %+v (%v), want %+v", setting, got, ok, want)
		}
	}
	for name, text := range map[string]string{
		"no XML": "nonsense", "cut off": small[:200], "no grammar": "<a/>", "empty": "",
		"deep":     strings.Repeat("<a>", 1000) + strings.Repeat("</a>", 1000),
		"entities": `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><grammar><define name="GridConfigFields">&b;</define></grammar>`,
	} {
		if fields, err := parseSpec([]byte(text)); err == nil {
			t.Errorf("%s: no error, %v", name, fields)
		}
	}
	// A setting that two elements claim is left out.
	twice := strings.Replace(small, "HTTPT use SSL:", "HTTPT ports", 1)
	if fields, err = parseSpec([]byte(twice)); err != nil {
		t.Fatal(err)
	}
	if f, ok := fields.field(confproxy.Ports); ok {
		t.Errorf("a setting that two elements claim: %+v", f)
	}
}

func FuzzSpec(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte(`<grammar><define name="GridConfigFields"><ref name="GridConfigFields"/><element><name>x</name></element></define></grammar>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		fields, err := parseSpec(data)
		if err != nil {
			return
		}
		for setting, field := range fields {
			if setting.Page == "" || setting.Label == "" {
				t.Errorf("%+v is %+v", setting, field)
			}
		}
	})
}

func FuzzReply(f *testing.F) {
	f.Add([]byte(`<queryDatabaseResponse><gridConfiguration><httptPorts><value>443</value></httptPorts><a>yes</a></gridConfiguration></queryDatabaseResponse>`))
	f.Add([]byte(`<error>no</error>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if texts, err := parseSettings(data); err == nil && len(texts) == 0 {
			t.Error("a reply without settings was accepted")
		}
	})
}
