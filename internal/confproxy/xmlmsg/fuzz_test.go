// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package xmlmsg

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

const small = `<grammar xmlns="http://relaxng.org/ns/structure/1.0"><define name="GridConfigFields"><interleave>
<optional><!-- General :: HTTPT ports --><element name="httptPorts"><oneOrMore><element name="value"><data type="integer"/></element></oneOrMore></element></optional>
<optional><element name="a1"><!-- Configuration :: General :: HTTPT use SSL: --><ref name="b"/></element></optional>
<ref name="more"/></interleave></define><define name="b"><choice><value>yes</value><value>no</value></choice></define>
<define name="more" combine="interleave"><optional><!-- Security::Force SSL for all user web pages --><element name="a2"><ref name="b"/></element></optional><ref name="more"/>
<!-- General :: SMTP port --><optional><element name="a3"><data type="integer"/></element></optional>
<!-- General :: Server name --><ref name="c"/></define><define name="c"><element><name>a4</name><text/></element></define></grammar>`

func TestSpec(t *testing.T) {
	t.Parallel()
	fields, err := parseSpec([]byte(small))
	if err != nil {
		t.Fatal(err)
	}
	for setting, want := range map[confproxy.Setting]field{
		confproxy.Ports:                         {element: "httptPorts", item: "value", types: []string{"integer"}},
		confproxy.UseSSL:                        {element: "a1", values: []string{"no", "yes"}},
		confproxy.RedirectToHTTPS:               {element: "a2", values: []string{"no", "yes"}},
		{Page: "General", Label: "SMTP port"}:   {element: "a3", types: []string{"integer"}},
		{Page: "General", Label: "Server name"}: {element: "a4", types: []string{"string"}},
	} {
		got, ok := fields.field(setting)
		if !ok || !cmp.Equal(got, want, cmp.AllowUnexported(field{})) {
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
	known, err := parseSpec([]byte(small))
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(`<queryDatabaseResponse><gridConfiguration><httptPorts><value>443</value></httptPorts><a1>yes</a1></gridConfiguration></queryDatabaseResponse>`))
	f.Add([]byte(`<queryDatabaseResponse><gridConfiguration/></queryDatabaseResponse>`))
	f.Add([]byte(`<queryDatabaseResponse><gridConfiguration>wrong secret</gridConfiguration></queryDatabaseResponse>`))
	f.Add([]byte(`<error>no</error>`))
	elements := known.elements()
	f.Fuzz(func(t *testing.T, data []byte) {
		texts, err := parseSettings(data, known)
		if err == nil && !bytes.Contains(data, []byte(elementResponse)) {
			t.Error("another reply was taken for the settings")
		}
		for element := range texts {
			if _, ok := elements[element]; !ok {
				t.Errorf("%s is in no specification", element)
			}
		}
	})
}

// A reply without settings is refused; an element that is not in the
// specification is no setting.
func TestReply(t *testing.T) {
	t.Parallel()
	known, err := parseSpec([]byte(small))
	if err != nil {
		t.Fatal(err)
	}
	in := func(grid string) string { return "<queryDatabaseResponse>" + grid + "</queryDatabaseResponse>" }
	for reply, want := range map[string]map[string][]string{
		in("<gridConfiguration><a1> yes </a1><revision>7</revision></gridConfiguration>"):                      {"a1": {"yes"}},
		in("<gridConfiguration><httptPorts><value>1</value><value>2</value></httptPorts></gridConfiguration>"): {"httptPorts": {"1", "2"}},
		in("<gridConfiguration/>"): {},
		"<?xml version='1.0' encoding='ISO-8859-1'?>" + in("<gridConfiguration><a2>\xfc</a2></gridConfiguration>"): {"a2": {"ü"}},
		in("<gridConfiguration><error>wrong secret</error></gridConfiguration>"):                                   nil,
		in("<gridConfiguration>wrong secret</gridConfiguration>"):                                                  nil,
		in("<error>wrong secret</error>"):                                                                          nil,
		"<error><gridConfiguration><a1>yes</a1></gridConfiguration></error>":                                       nil,
		"<html><form><input type=password></form></html>":                                                          nil,
	} {
		got, err := parseSettings([]byte(reply), known)
		if (err != nil) != (want == nil) {
			t.Errorf("%s: error %v", reply, err)
		}
		if diff := cmp.Diff(want, got); diff != "" && want != nil {
			t.Errorf("%s (-want +got):\n%s", reply, diff)
		}
	}
}

// A specification that refers to itself many times, or has text in many pieces,
// takes no more time than its size requires.
func TestBombs(t *testing.T) {
	t.Parallel()
	var refs strings.Builder
	for i := range 60 {
		next := strings.Repeat(fmt.Sprintf(`<ref name="d%d"/>`, i+1), 10)
		fmt.Fprintf(&refs, `<define name="d%d">%s<value>v%d</value></define>`, i, next, i)
	}
	grammar := `<grammar><define name="GridConfigFields"><ref name="d0"/><!-- General :: A --><element name="a"><ref name="d0"/></element></define>` +
		refs.String() + `<define name="d60"><ref name="d0"/></define></grammar>`
	fields, err := parseSpec([]byte(grammar))
	if err != nil {
		t.Fatal(err)
	}
	if f, ok := fields.field(confproxy.Setting{Page: "General", Label: "A"}); !ok || len(f.values) != 60 {
		t.Errorf("%+v, %v", f, ok)
	}
	if _, err := parse([]byte("<a>" + strings.Repeat("x<!---->", 900_000) + "</a>")); err != nil {
		t.Error(err)
	}
}

// A value is sent by a message only if the specification allows it.
func TestAllowed(t *testing.T) {
	t.Parallel()
	for text, test := range map[string]struct {
		f  field
		ok bool
	}{
		"YES":         {field{values: []string{"no", "yes"}}, true},
		"maybe":       {field{values: []string{"no", "yes"}}, false},
		"4711":        {field{values: []string{"none"}, types: []string{"integer"}}, true},
		"-1 s":        {field{types: []string{"int"}}, false},
		"true":        {field{types: []string{"boolean"}}, false}, // yes and no are documented, not that type
		"a\nb <&>":    {field{types: []string{"string"}}, true},
		"a\nb":        {field{types: []string{"token"}}, false},
		"a\x01":       {field{types: []string{"string"}}, false},
		"a\xff":       {field{types: []string{"string"}}, false},
		"kept \uFFFD": {field{types: []string{"string"}}, true},
	} {
		if _, ok := test.f.allowed(text); ok != test.ok {
			t.Errorf("%q: %v, want %v (%+v)", text, ok, test.ok, test.f)
		}
	}
}
