// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform_test

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"

	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// vocabulary is what may be shown of the pages below.
func vocabulary(text string) bool {
	switch text {
	case "HTTPT SSL key:", "Save", "Yes", "General", "証明書":
		return true
	}
	return false
}

func TestRedact(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ page, want string }{
		"texts":        {"<p>HTTPT SSL \n key: <b>objects/key.pem</b> 証明書1</p>", "<p>HTTPT SSL \n key: <b>xxxxxxx/xxx.xxx</b> xxxx</p>"},
		"kept":         {"<p> 証明書\n</p><h1>General</h1>", "<p> 証明書\n</p><h1>General</h1>"},
		"escaped":      {"<p>&lt;secret&gt; &amp; \"x\"</p>", "<p>&lt;xxxxxx&gt; &amp; &#34;x&#34;</p>"},
		"values":       {`<input name=user value="admin1" checked><textarea name=t>secret</textarea><textarea></textarea><option value=7 selected>Yes<option value="Yes">secret`, `<input name="user" value="x" checked=""><textarea name="t">x</textarea><textarea></textarea><option value="x" selected="">Yes<option value="Yes">xxxxxx`},
		"buttons":      {`<input type=submit value=Save><input type=submit value=secret><button value=Save>Save</button><input value=Save>`, `<input type="submit" value="Save"><input type="submit" value="xxxxxx"><button value="Save">Save</button><input value="x">`},
		"invisible":    {"<!-- secret --><script>secret</script><style>secret{}</style><noscript>secret</noscript><iframe>secret</iframe><?php secret ?><![CDATA[secret]]>", "<script></script><style></style><noscript></noscript><iframe></iframe>"},
		"doctype":      {"<!DOCTYPE html SYSTEM 'secret'>x", "<!DOCTYPE html>x"},
		"attributes":   {`<div data-secret=secret onclick="secret()" aria-x=secret contenteditable=secret secret title=secret alt=Save placeholder=secret class="row secret1a2b3c" style="display:none;--t:secret1a2b3c;background:url(secret);width:10px;content:'secret'" colspan=2 lang=ja>`, `<div data-secret="" onclick="" aria-x="" title="xxxxxx" alt="Save" placeholder="xxxxxx" class="row random1" style="display:none;width:10px" colspan="2" lang="ja">`},
		"random names": {`<input name=fTx0KqZ9w2><input id=fTx0KqZ9w2 name=Zq81mmXk0P><label for=fTx0KqZ9w2>x</label><input name=server_port2>`, `<input name="random1"><input id="random1" name="random2"><label for="random1">x</label><input name="server_port2">`},
		"addresses":    {`<a href="/conf/general/fTx0KqZ9w2;jsessionid=8A?page=2&amp;fTx0KqZ9w2=1&amp;s3cr3tv4lu3#tab1">x</a><a href="https://user:pass@proxy.corp:7615/a/../b">x</a><form action="javascript:secret()"><img src="data:image/png;base64,secret"><a href="mailto:a@b.c"><a href="http://[secret">`, `<a href="/conf/general/random1?page=x&amp;random2=x&amp;x#tab1">x</a><a href="https://host.invalid/a/../b">x</a><form action="javascript:x"><img src="data:x"><a href="mailto:x"><a href="http:x">`},
		"odd address":  {`<a href="/a%2523b/c%3Fd?e%23f=g#h%3Ci">x</a>`, `<a href="/random1/c%3Fd?e%23f=x#random2">x</a>`},
		"refresh":      {`<meta http-equiv=refresh content="5; url=/secret"><meta charset=Shift_JIS><base href=/conf/>`, `<meta http-equiv="refresh" content=""><meta charset="utf-8"><base href="/conf/">`},
		"odd elements": {"<fTx0KqZ9w2 a=1>x</fTx0KqZ9w2><my-button>x</my-button>", "<x-element>x</x-element><my-button>x</my-button>"},
		"unquoted":     {`<input value=my secret name=a name=b>`, `<input value="x" name="a">`},
		"title":        {`<title>secret</title><title>General</title>`, `<title>xxxxxx</title><title>General</title>`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diff(t, "redacted", test.want, string(htmlform.Redact([]byte(test.page), "text/html; charset=utf-8", vocabulary)))
		})
	}
}

func TestRedactEncoding(t *testing.T) {
	t.Parallel()
	page := encoded(t, japanese.ShiftJIS, "<p>証明書</p><p>秘密</p>")
	diff(t, "redacted", "<p>証明書</p><p>xx</p>", string(htmlform.Redact([]byte(page), "text/html; charset=Shift_JIS", vocabulary)))
	diff(t, "nothing kept", "<p>xxx</p><p>xx</p>", string(htmlform.Redact([]byte(page), "text/html; charset=Shift_JIS", nil)))
}

// What is redacted has the same links, forms, rows and controls.
func TestRedactKeepsTheStructure(t *testing.T) {
	t.Parallel()
	const page = `<!DOCTYPE html><title>secret</title><form method=post action="/save?sid=1a2b3c4d5e" enctype="multipart/form-data"><table>
		<tr><td><input type=checkbox name=fTx0KqZ9w2 value=1 checked><td>HTTPT SSL key:<td><input name=v value="secret" disabled maxlength=5><td><a href="o?fTx0KqZ9w2=secret">General</a></tr></table>
		<select name=s multiple><option value=1a2b3c4d selected>secret<option disabled>b</select><input type=submit value=Save></form>`
	before := parse(t, page)
	after := parse(t, string(htmlform.Redact([]byte(page), "", vocabulary)))
	shape := func(p *htmlform.Page) []any {
		var all []any
		for _, c := range p.Controls() {
			all = append(all, c.Kind().String(), c.Checked(), c.Disabled(), c.MaxLength(), len(c.Options()), len(c.Values()))
		}
		row := p.Labelled("HTTPT SSL key")[0].Row()
		return append(all, len(row.Controls()), len(row.ControlsAfterLabel()), len(p.LinksByText("General")), len(p.Buttons("Save")),
			p.Forms()[0].Method(), p.Forms()[0].Enctype(), p.Forms()[0].Action().Path, len(p.Forms()[0].Controls()))
	}
	diff(t, "structure", shape(before), shape(after))
	if text := string(htmlform.Redact([]byte(page), "", vocabulary)); strings.Contains(text, "secret") || strings.Contains(text, "1a2b") || strings.Contains(text, "fTx0") {
		t.Errorf("values are left: %s", text)
	}
}

func TestRedactIsStable(t *testing.T) {
	t.Parallel()
	const page = `<p class=fTx0KqZ9w2 style="color:#fff">HTTPT SSL key:<input name=fTx0KqZ9w2 value=a><a href="/x?y=z#t">b</a>`
	once := htmlform.Redact([]byte(page), "", vocabulary)
	diff(t, "redacted twice", string(once), string(htmlform.Redact(once, "", vocabulary)))
}
