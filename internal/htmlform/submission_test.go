// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform_test

import (
	"io"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"

	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// query sends the only form of a page untouched by GET and returns the data.
func query(t testing.TB, p *htmlform.Page) string {
	t.Helper()
	got := send(t, p.Forms()[0].Fill())
	_, data, _ := strings.Cut(got.URL, "?")
	return data
}

// The values of an untouched form.
func TestSuccessfulControls(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ form, want string }{
		"texts":                        {`<input name=a value=1><input type=hidden name=b value=2><input type=password name=c value=3><input type=bogus name=d value=4><input type=SEARCH name=e>`, "a=1&b=2&c=3&d=4&e="},
		"order and repeated names":     {`<input name=b value=1><input name=a value=2><input name=b value=3><textarea name=a>4</textarea><input name=b value=1>`, "b=1&a=2&b=3&a=4&b=1"},
		"without a name":               {`<input value=1><input name="" value=2><select><option>3</select><textarea>4</textarea>`, ""},
		"disabled":                     {`<input name=a disabled><select name=b disabled><option>1</select><textarea name=c disabled=false></textarea><input name=d readonly value=4>`, "d=4"},
		"disabled fieldset":            {`<fieldset disabled><legend><input name=a><legend><input name=a2></legend></legend><fieldset><legend><input name=c></legend></fieldset></fieldset><input name=d>`, "a=&a2=&d="},
		"disabled fieldset, div first": {`<fieldset disabled><div><legend><input name=a></legend></div><input name=b></fieldset><fieldset><input name=c></fieldset>`, "c="},
		"select, list box":             {`<select name=a size=3><option>1<option>2</select><select name=b size=1><option>1</select><select name=c size=x><option>1</select>`, "b=1&c=1"},
		"boxes":                        {`<input type=checkbox name=a><input type=checkbox name=b checked><input type=checkbox name=c value=1 checked><input type=checkbox name=d value="" checked>`, "b=on&c=1&d="},
		"radio":                        {`<input type=radio name=a value=1 checked><input type=radio name=a value=2><input type=radio name=b value=3><input type=radio name=c checked>`, "a=1&c=on"},
		"hidden before a box":          {`<input type=hidden name=a value=0><input type=checkbox name=a value=1 checked>`, "a=0&a=1"},
		"select":                       {`<select name=a><option>1<option selected>2<option>3</select>`, "a=2"},
		"select, first by default":     {`<select name=a><option value=x>1<option>2</select>`, "a=x"},
		"select, first enabled":        {`<select name=a><option disabled>1<optgroup disabled><option>2</optgroup><option>3</select>`, "a=3"},
		"select, all disabled":         {`<select name=a><option disabled>1</select>`, ""},
		"select, selected disabled":    {`<select name=a><option>1<option selected disabled>2</select>`, ""},
		"select, last selected":        {`<select name=a><option selected>1<option selected>2<option>3</select>`, "a=2"},
		"select, empty":                {`<select name=a></select>`, ""},
		"select, empty value":          {`<select name=a><option value="">none<option>1</select>`, "a="},
		"select multiple":              {`<select name=a multiple><option>1<option selected>2<optgroup label=g><option selected>3</optgroup><optgroup disabled><option selected>4</optgroup></select><select multiple name=b><option>1</select>`, "a=2&a=3"},
		"option text":                  {"<select name=a><option>  two \n words\u00a0 <b>bold</b> </select>", "a=two+words%C2%A0+bold"},
		"option script":                {`<select name=a><option>x<script>y</script></select>`, "a=x"},
		"textarea":                     {"<textarea name=a>\n\n 1\r2\r\n3\n</textarea><textarea name=b>\r\nx</textarea><textarea name=c></textarea>", "a=%0D%0A+1%0D%0A2%0D%0A3%0D%0A&b=x&c="},
		"textarea with markup":         {`<textarea name=a><b>&amp;</b></textarea>`, "a=%3Cb%3E%26%3C%2Fb%3E"},
		"line breaks in values":        {"<input type=hidden name=b value='1\n2'><input type=hidden name='c\nd' value='\r'>", "b=1%0D%0A2&c%0D%0Ad=%0D%0A"},
		"spaces and signs":             {`<input name=a value=" a+b&c=d*-._~'()!%41é日本🎉 ">`, "a=+a%2Bb%26c%3Dd*-._%7E%27%28%29%21%2541%C3%A9%E6%97%A5%E6%9C%AC%F0%9F%8E%89+"},
		"buttons":                      {`<input type=submit name=a value=1><button name=b value=2></button><input type=image name=c><input type=reset name=d><input type=button name=e><button type=button name=f></button>`, ""},
		"datalist":                     {`<datalist><input name=a><select name=b><option>1</select></datalist><input name=c list=x>`, "a=&b=1&c="},
		"template":                     {`<template><input name=a></template><input name=b>`, "b="},
		"output, object and meter":     {`<output name=a>1</output><object name=b></object><meter name=c></meter><input name=d>`, "d="},
		"svg":                          {`<svg><input name=a></svg><input name=b>`, "b="},
		"hidden by style":              {`<div hidden><input name=a></div><input name=b style="display:none">`, "a=&b="},
		"first of two attributes":      {`<input name=a name=b value=1 value=2>`, "a=1"},
		"file by GET":                  {`<input type=file name=a value="C:\x">`, "a="},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := parse(t, "<form>"+test.form+"</form>")
			diff(t, "data", test.want, query(t, p))
		})
	}
}

// The form that a control belongs to.
func TestFormOwners(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		page string
		want []string // data of the forms in order
	}{
		"form attribute":          {`<input name=a form=f><form id=f><input name=b><input name=c form=g><input name=d form=""><input name=e form=none></form><form id=g></form><button name=h form=f></button>`, []string{"a=&b=", "c="}},
		"form attribute, twin":    {`<form id=f></form><form id=f></form><input name=a form=f>`, []string{"a=", ""}},
		"form attribute, no form": {`<div id=f></div><form id=f><input name=a form=f></form>`, []string{""}},
		"nested form":             {`<form><input name=a><form action=x><input name=b></form><input name=c></form><input name=d>`, []string{"a=&b="}},
		"form in a table":         {`<table><form><tr><td><input name=a></td></tr><tr><td><input name=b></td></tr></form><tr><td><input name=c></td></tr></table>`, []string{"a=&b="}},
		"form in a row":           {`<table><tr><form id=1><td><input name=a></td><input type=hidden name=h></form><form id=2><td><input name=b></td></form></tr></table>`, []string{"a=&h=", "b="}},
		"form not closed":         {`<div><form><input name=a></div><input name=b>`, []string{"a=&b="}},
		"form closed too early":   {`<form><div></form><input name=a></div><input name=b>`, []string{"a="}},
		"tables":                  {`<form><table><tr><td><table><tr><td><input name=a></table><input name=b></table><select name=c><option>1</select></form>`, []string{"a=&b=&c=1"}},
		"no form":                 {`<input name=a>`, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, f := range parse(t, test.page).Forms() {
				_, data, _ := strings.Cut(send(t, f.Fill()).URL, "?")
				got = append(got, data)
			}
			diff(t, "data of the forms", test.want, got)
		})
	}
}

func TestMethodActionEnctype(t *testing.T) {
	t.Parallel()
	const at, encoded = "http://proxy.example:7615", "application/x-www-form-urlencoded"
	page := "http://proxy.example:7615/conf/page?old=1"
	tests := map[string]struct {
		page string
		want sent
	}{
		"defaults":                     {`<form><input name=a></form>`, sent{"GET", at + "/conf/page?a=", "", ""}},
		"empty form":                   {`<form></form>`, sent{"GET", at + "/conf/page?", "", ""}},
		"get replaces the query":       {`<form action="s?x=1#f"><input name=a></form>`, sent{"GET", at + "/conf/s?a=", "", ""}},
		"post keeps it":                {`<form method=POST action="s?x=1#f"><input name=a></form>`, sent{"POST", at + "/conf/s?x=1", encoded, "a="}},
		"post to the page":             {`<form method=Post action=" "><input name=a></form>`, sent{"POST", page, encoded, "a="}},
		"post of nothing":              {`<form method=post></form>`, sent{"POST", page, encoded, ""}},
		"unknown method":               {`<form method=put><input name=a></form>`, sent{"GET", at + "/conf/page?a=", "", ""}},
		"unknown enctype":              {`<form method=post enctype=text/html><input name=a></form>`, sent{"POST", page, encoded, "a="}},
		"base":                         {`<base href="https://other.example/x/"><form method=post action=s></form>`, sent{"POST", "https://other.example/x/s", encoded, ""}},
		"base without action":          {`<base href="https://other.example/x/"><form method=post></form>`, sent{"POST", page, encoded, ""}},
		"action with letters":          {`<form method=post action="/保存 1?名=é"></form>`, sent{"POST", at + "/%E4%BF%9D%E5%AD%98%201?%E5%90%8D=%C3%A9", encoded, ""}},
		"button":                       {`<form action=a><button name=b value=1 formaction="c?d" formmethod=post formenctype="application/x-www-form-urlencoded">S</button></form>`, sent{"POST", at + "/conf/c?d", encoded, "b=1"}},
		"button without name":          {`<form method=post action=a><input name=x><button value=1>S</button></form>`, sent{"POST", at + "/conf/a", encoded, "x="}},
		"button in place":              {`<form method=post><input name=x><input type=submit name=b value=" é "><input name=y></form>`, sent{"POST", page, encoded, "x=&b=+%C3%A9+&y="}},
		"button without a value":       {`<form method=post><button name=b>S</button></form>`, sent{"POST", page, encoded, "b="}},
		"button with empty formaction": {`<form method=post action=a><button formaction="">S</button></form>`, sent{"POST", page, encoded, ""}},
		"button with unknown method":   {`<form method=post enctype=multipart/form-data><button formmethod=x formenctype=y>S</button></form>`, sent{"GET", at + "/conf/page?", "", ""}},
		"button outside":               {`<form id=f method=post action=a><input name=x></form><button form=f name=b value=1>S</button>`, sent{"POST", at + "/conf/a", encoded, "x=&b=1"}},
		"image":                        {`<form method=post><input type=image name=b alt=S value=v></form>`, sent{"POST", page, encoded, "b.x=0&b.y=0"}},
		"image without name":           {`<form method=post><input type=image alt=S></form>`, sent{"POST", page, encoded, "x=0&y=0"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := parse(t, test.page)
			s := p.Forms()[0].Fill()
			for _, c := range p.Controls() {
				if k := c.Kind; k == htmlform.Submit || k == htmlform.Image {
					ok(t, s.Press(c))
				}
			}
			diff(t, "request", test.want, send(t, s))
		})
	}
}

func TestFormAccessors(t *testing.T) {
	t.Parallel()
	p := parse(t, `<h1>Page</h1><form method=post enctype=multipart/form-data action=/up id=f><p><input type=hidden name=h><b>Up</b>load</p>
		<input name=a><h2>Late</h2></form><h2>Second</h2><form><input name=b></form><form><legend>Own</legend><input></form>`)
	forms := p.Forms()
	diff(t, "methods", []string{"POST", "GET", "GET"}, texts(forms, func(f *htmlform.Form) string { return f.Fill().Method() }))
	diff(t, "address", "http://proxy.example:7615/up", forms[0].Fill().Address().String())
	diff(t, "text", "Upload Late", forms[0].Text())
	diff(t, "controls", []string{"h", "a"}, names(forms[0].Controls()))
	if _, err := parse(t, `<form action="javascript:go()">`).Forms()[0].Fill().Request(t.Context()); err == nil {
		t.Error("a form with a script for an action was turned into a request")
	}
	if _, err := parse(t, `<form action="http://[::1">`).Forms()[0].Fill().Request(t.Context()); err == nil {
		t.Error("a form with an impossible action was turned into a request")
	}
}

func TestEncodingsOfForms(t *testing.T) {
	t.Parallel()
	const value = "日本語 é🎉"
	tests := map[string]struct{ charset, attributes, value, want string }{
		"utf-8":                   {"utf-8", "", value, "%E6%97%A5%E6%9C%AC%E8%AA%9E+%C3%A9%F0%9F%8E%89"},
		"shift_jis":               {"Shift_JIS", "", value, "%93%FA%96%7B%8C%EA+%26%23233%3B%26%23127881%3B"},
		"shift_jis signs":         {"Shift_JIS", "", "ｱ～①―", "%B1%81%60%87%40%81%5C"},
		"euc-jp":                  {"euc-jp", "", "日本", "%C6%FC%CB%DC"},
		"iso-2022-jp":             {"iso-2022-jp", "", "日a🎉", "%1B%24BF%7C%1B%28Ba%26%23127881%3B"},
		"windows-1252":            {"iso-8859-1", "", "é日€", "%E9%26%2326085%3B%80"},
		"accept-charset":          {"Shift_JIS", "accept-charset='klingon utf-8'", "日", "%E6%97%A5"},
		"accept-charset, unknown": {"Shift_JIS", "accept-charset=klingon", "日", "%93%FA"},
		"UTF-16 is sent as UTF-8": {"utf-8", "accept-charset=utf-16", "日", "%E6%97%A5"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// The page itself is ASCII; only its declared encoding counts.
			p := parseAs(t, "text/html; charset="+test.charset, "<form "+test.attributes+"><input name=a></form>")
			s := onlyForm(t, p).Fill()
			ok(t, s.Set(named(t, p, "a"), test.value))
			_, got, _ := strings.Cut(send(t, s).URL, "?a=")
			diff(t, "value", test.want, got)
		})
	}
}

func TestCanCarry(t *testing.T) {
	t.Parallel()
	tests := []struct {
		charset, text string
		want          bool
	}{
		{"utf-8", "日本 🎉 ¥", true},
		{"utf-8", "\xff", false},
		{"Shift_JIS", "日本 ｱ ①髙", true},
		{"Shift_JIS", "é", false},
		{"windows-1252", "é€", true},
		{"windows-1252", "日", false},
	}
	for _, test := range tests {
		p := parseAs(t, "text/html; charset="+test.charset, "<form></form>")
		if got := onlyForm(t, p).Fill().CanCarry(test.text); got != test.want {
			t.Errorf("%s can carry %q: %t", test.charset, test.text, got)
		}
	}
}

// parts splits a multipart body by its own boundary.
func parts(t testing.TB, s sent) []string {
	t.Helper()
	boundary, found := strings.CutPrefix(s.ContentType, "multipart/form-data; boundary=")
	if !found {
		t.Fatalf("the content type is %q", s.ContentType)
	}
	body, found := strings.CutSuffix(s.Body, "--"+boundary+"--\r\n")
	if !found {
		t.Fatalf("the body does not end with its boundary: %q", s.Body)
	}
	split := strings.Split(body, "--"+boundary+"\r\n")
	return split[1:]
}

func TestMultipart(t *testing.T) {
	t.Parallel()
	const form = "<form method=post enctype=multipart/form-data><input type=hidden name='a\"\nb' value='1\n2 日本'><input type=file name=f><input type=file name=g></form>"
	const field = "Content-Disposition: form-data; name=\"a%22%0D%0Ab\"\r\n\r\n1\r\n2 日本\r\n"
	const empty = "Content-Disposition: form-data; name=\"g\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n"
	tests := map[string]struct{ filename, content, want string }{
		"plain":      {"cert.pem", "-----BEGIN\n\x00\xff\r\n", "filename=\"cert.pem\"\r\nContent-Type: application/octet-stream\r\n\r\n-----BEGIN\n\x00\xff\r\n\r\n"},
		"japanese":   {"証明書.pem", "x", "filename=\"証明書.pem\"\r\nContent-Type: application/octet-stream\r\n\r\nx\r\n"},
		"line break": {"a\"b\nc\rd\\e.pem", "", "filename=\"a%22b%0Ac%0Dd\\e.pem\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := parse(t, form)
			s := onlyForm(t, p).Fill()
			content := []byte(test.content)
			ok(t, s.Attach(named(t, p, "f"), test.filename, content))
			clear(content) // what was attached is attached
			got := send(t, s)
			diff(t, "parts", []string{field, "Content-Disposition: form-data; name=\"f\"; " + test.want, empty}, parts(t, got))
		})
	}
	t.Run("shift_jis", func(t *testing.T) {
		t.Parallel()
		p := parseAs(t, "text/html; charset=Shift_JIS", encoded(t, japanese.ShiftJIS, "<form method=post enctype=multipart/form-data><input name=名 value=値><input type=file name=f></form>"))
		s := onlyForm(t, p).Fill()
		ok(t, s.Attach(named(t, p, "f"), "表é.pem", []byte("日")))
		diff(t, "parts", []string{
			"Content-Disposition: form-data; name=\"\x96\xbc\"\r\n\r\n\x92\x6c\r\n",
			"Content-Disposition: form-data; name=\"f\"; filename=\"\x95\x5c&#233;.pem\"\r\nContent-Type: application/octet-stream\r\n\r\n日\r\n",
		}, parts(t, send(t, s)))
	})
	t.Run("nothing", func(t *testing.T) {
		t.Parallel()
		got := send(t, parse(t, `<form method=post enctype=multipart/form-data></form>`).Forms()[0].Fill())
		if len(parts(t, sent{ContentType: got.ContentType, Body: "x" + got.Body})) != 0 {
			t.Errorf("the body is %q", got.Body)
		}
	})
}

func TestRequestCanBeRepeated(t *testing.T) {
	t.Parallel()
	req, err := parse(t, `<form method=post><input name=a value=1></form>`).Forms()[0].Fill().Request(t.Context())
	ok(t, err)
	for range 2 {
		body, err := req.GetBody()
		ok(t, err)
		content, err := io.ReadAll(body)
		ok(t, err)
		diff(t, "body", "a=1", string(content))
	}
}

func TestRequestOrigin(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ page, action, method, origin, referer string }{
		"same origin": {"http://u:p@a.example:80/x?y#z", "/s", "post", "http://a.example:80", "http://a.example:80/x?y"},
		"get":         {"http://a.example/x", "/s", "get", "", "http://a.example/x"},
		"upgrade":     {"http://[::1]:7615/x", "https://[::1]/", "post", "http://[::1]:7615", "http://[::1]:7615/x"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, err := htmlform.Parse(mustURL(t, test.page), "", strings.NewReader(`<form method=`+test.method+` action="`+test.action+`">`), 1000)
			ok(t, err)
			req, err := p.Forms()[0].Fill().Request(t.Context())
			ok(t, err)
			diff(t, "Origin", test.origin, req.Header.Get("Origin"))
			diff(t, "Referer", test.referer, req.Header.Get("Referer"))
		})
	}
}

// A touched field, and the change of the data.
func TestTouching(t *testing.T) {
	t.Parallel()
	const page = `<form method=post><input name=text value=t maxlength=4><input type=password name=pw><textarea name=area>x</textarea>
		<input type=checkbox name=box value=1><input type=checkbox name=on value=2 checked><input type=radio name=r value=1 checked>
		<input type=radio name=r value=2><input type=radio value=3 checked id=nameless><select name=sel><option value=a>A<option value=b>B<option value=c disabled>C</select>
		<select name=many multiple><option selected>1<option selected>2<option>3</select><input name=off value=o disabled><input type=number name=num>
		<input type=file name=file><input type=hidden name=hid value=h><button name=go value=1>Go</button><button name=dead disabled>No</button>
		<input type=button name=plain></form><form id=g><input name=foreign></form>`
	const untouched = "text=t&pw=&area=x&on=2&r=1&sel=a&many=1&many=2&num=&file=&hid=h"
	type act = func(*htmlform.Page, *htmlform.Submission) error
	set := func(name, value string) act {
		return func(p *htmlform.Page, s *htmlform.Submission) error { return s.Set(named(t, p, name), value) }
	}
	values := func(name string, values ...string) act {
		return func(p *htmlform.Page, s *htmlform.Submission) error { return s.SetValues(named(t, p, name), values) }
	}
	check := func(name string, k int, on bool) act {
		return func(p *htmlform.Page, s *htmlform.Submission) error { return s.Check(allNamed(p, name)[k], on) }
	}
	press := func(name string) act {
		return func(p *htmlform.Page, s *htmlform.Submission) error { return s.Press(named(t, p, name)) }
	}
	enable := func(name string) act {
		return func(p *htmlform.Page, s *htmlform.Submission) error { return s.Enable(named(t, p, name)) }
	}
	replace := func(old, with string) string { return strings.Replace(untouched, old, with, 1) }
	tests := map[string]struct {
		acts  []act
		want  string
		fails string // words in the error
	}{
		"nothing":                   {nil, untouched, ""},
		"text":                      {[]act{set("text", "a b")}, replace("text=t", "text=a+b"), ""},
		"text twice":                {[]act{set("text", "1"), set("text", "2")}, replace("text=t", "text=2"), ""},
		"text emptied":              {[]act{set("text", "")}, replace("text=t", "text="), ""},
		"text, longest":             {[]act{set("text", "日本🎉")}, replace("text=t", "text=%E6%97%A5%E6%9C%AC%F0%9F%8E%89"), ""},
		"text too long":             {[]act{set("text", "12🎉4")}, untouched, "the page allows 4"},
		"text with a line break":    {[]act{set("text", "1\n2")}, untouched, "line break"},
		"password":                  {[]act{set("pw", " p&w ")}, replace("pw=", "pw=+p%26w+"), ""},
		"textarea":                  {[]act{set("area", "\n1\r\n2\r3")}, replace("area=x", "area=%0D%0A1%0D%0A2%0D%0A3"), ""},
		"box ticked":                {[]act{check("box", 0, true)}, replace("on=2", "box=1&on=2"), ""},
		"box unticked":              {[]act{check("on", 0, false)}, replace("on=2&", ""), ""},
		"box ticked and unticked":   {[]act{check("box", 0, true), check("box", 0, false)}, untouched, ""},
		"radio":                     {[]act{check("r", 1, true)}, replace("r=1", "r=2"), ""},
		"radio released":            {[]act{check("r", 0, false)}, untouched, "choose another one"},
		"select":                    {[]act{set("sel", "b")}, replace("sel=a", "sel=b"), ""},
		"select, disabled option":   {[]act{set("sel", "c")}, untouched, "not among the options"},
		"select, by text":           {[]act{set("sel", "B")}, untouched, "cannot choose"},
		"select, two":               {[]act{values("sel", "a", "b")}, untouched, "exactly one"},
		"select, none":              {[]act{values("sel")}, untouched, "exactly one"},
		"select multiple":           {[]act{values("many", "3", "1")}, replace("many=1&many=2", "many=1&many=3"), ""},
		"select multiple, none":     {[]act{values("many")}, replace("&many=1&many=2", ""), ""},
		"values of a text":          {[]act{values("text", "x")}, untouched, `["select" "select multiple"]`},
		"disabled":                  {[]act{set("off", "x")}, untouched, ""},
		"disabled, enabled":         {[]act{set("off", "x"), enable("off")}, replace("&num", "&off=x&num"), ""},
		"hidden":                    {[]act{set("hid", "x")}, untouched, `["text" "password"`},
		"box given a value":         {[]act{set("box", "x")}, untouched, `["text" "password"`},
		"text ticked":               {[]act{check("text", 0, true)}, untouched, `["checkbox" "radio"]`},
		"button":                    {[]act{press("go")}, untouched + "&go=1", ""},
		"disabled button":           {[]act{press("dead")}, untouched, "disabled"},
		"disabled button, enabled":  {[]act{enable("dead"), press("dead")}, untouched + "&dead=", ""},
		"button that does not send": {[]act{press("plain")}, untouched, `["submit" "image"]`},
		"text pressed":              {[]act{press("text")}, untouched, `["submit" "image"]`},
		"of another form":           {[]act{set("foreign", "x")}, untouched, "another form"},
		"file where none can be": {[]act{func(p *htmlform.Page, s *htmlform.Submission) error {
			return s.Attach(named(t, p, "file"), "a", nil)
		}}, untouched, "multipart/form-data"},
		"file into a text": {[]act{func(p *htmlform.Page, s *htmlform.Submission) error {
			return s.Attach(named(t, p, "text"), "a", nil)
		}}, untouched, `["file"]`},
		"no control": {[]act{func(_ *htmlform.Page, s *htmlform.Submission) error { return s.Set(nil, "x") }}, untouched, "not on the page"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := parse(t, page)
			s := p.Forms()[0].Fill()
			var err error
			for _, do := range test.acts {
				if err = do(p, s); err != nil {
					break
				}
			}
			switch {
			case test.fails == "":
				ok(t, err)
			case err == nil || !strings.Contains(err.Error(), test.fails):
				t.Errorf("the error is %v, want one with %q", err, test.fails)
			}
			diff(t, "body", test.want, send(t, s).Body)
			diff(t, "an independent submission", untouched, send(t, p.Forms()[0].Fill()).Body)
		})
	}
}

func TestFileOfAnotherMethod(t *testing.T) {
	t.Parallel()
	p := parse(t, `<form method=post><input type=file name=f><button formenctype="multipart/form-data">S</button></form>`)
	s := onlyForm(t, p).Fill()
	ok(t, s.Press(p.Buttons("S")[0]))
	ok(t, s.Attach(named(t, p, "f"), "a", []byte("x")))
	diff(t, "parts", 1, len(parts(t, send(t, s))))
}

func TestControlAccessors(t *testing.T) {
	t.Parallel()
	p := parse(t, `<form><label for=i>Name <b>of</b> it</label><input id=i name=a required maxlength=" 5" aria-label=no>
		<input type=hidden name=h><label>Wrap <input name=b readonly maxlength=x></label><label>First <input name=c></label><input name=d aria-label=" Fourth ">
		<label for=i>Second</label><label for=other>Other <input name=f></label>
		<input type=checkbox name=g value=v checked> Yes <i>please</i><input name=j><input type=checkbox name=k>  <br>no<select name=s multiple><option>1<option selected>2<option selected value=3>three</select>
		<table><tr><td><input type=checkbox name=l>Local <!-- x --><span hidden>h</span>override</td><td>no</td></tr></table></form>`)
	c := func(name string) *htmlform.Control { return named(t, p, name) }
	diff(t, "labels", map[string]string{
		"a": "Name of it", "h": "", "b": "Wrap", "c": "First", "d": "Fourth", "f": "", "g": "", "j": "", "k": "", "s": "", "l": "",
	}, mapped(p, (*htmlform.Control).Label))
	diff(t, "suffixes", "Yes please", c("g").SuffixText())
	diff(t, "suffix before a line break", "", c("k").SuffixText())
	diff(t, "suffix in a cell", "Local override", c("l").SuffixText())
	diff(t, "hidden", []bool{false, true}, []bool{c("a").Hidden(), c("h").Hidden()})
	diff(t, "value of a box", []any{"v", []string{"v"}, true}, []any{c("g").Value(), c("g").Values(), c("g").Checked})
	diff(t, "value of a select", []any{"2", []string{"2", "3"}}, []any{c("s").Value(), c("s").Values()})
	diff(t, "options", []htmlform.Option{{Value: "1", Text: "1"}, {Value: "2", Text: "2", Selected: true, Stated: true}, {Value: "3", Text: "three", Selected: true, Stated: true}}, c("s").Options())
	diff(t, "kinds", []htmlform.Kind{htmlform.Text, htmlform.Hidden, htmlform.Checkbox, htmlform.SelectMultiple}, []htmlform.Kind{c("a").Kind, c("h").Kind, c("g").Kind, c("s").Kind})
	if c("a").Form != p.Forms()[0] || c("a").ID != "i" {
		t.Error("Form or ID is wrong")
	}
}

func mapped(p *htmlform.Page, of func(*htmlform.Control) string) map[string]string {
	out := make(map[string]string)
	for _, c := range p.Controls() {
		out[c.Name] = of(c)
	}
	return out
}

// The data is what net/http reads at the server.
func TestServersReadWhatIsSent(t *testing.T) {
	t.Parallel()
	for _, enctype := range []string{"application/x-www-form-urlencoded", "multipart/form-data"} {
		p := parse(t, `<form method=post enctype="`+enctype+`"><textarea name="a&quot;b">1 &amp; 2
3</textarea><input name=日 value="本 +%">`)
		req, err := onlyForm(t, p).Fill().Request(t.Context())
		ok(t, err)
		name := `a"b`
		if enctype == "multipart/form-data" {
			name = "a%22b" // as browsers write it, and servers keep it
			ok(t, req.ParseMultipartForm(1<<20))
		}
		ok(t, req.ParseForm())
		want := map[string][]string{name: {"1 & 2\r\n3"}, "日": {"本 +%"}}
		diff(t, enctype, want, map[string][]string(req.PostForm))
	}
}
