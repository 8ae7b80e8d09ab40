// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

func linkText(l *htmlform.Link) string { return l.Text + " " + l.URL.String() }

func TestLinks(t *testing.T) {
	t.Parallel()
	const at = "http://proxy.example:7615"
	tests := map[string]struct {
		page string
		want []string
	}{
		"relative":         {`<a href="next">N</a><a href="/a/../b">B</a><a href="?x=1">Q</a><a href="//other.example/">O</a>`, []string{"N " + at + "/conf/next", "B " + at + "/b", "Q " + at + "/conf/page?x=1", "O http://other.example/"}},
		"base":             {`<base href="/admin/"><base href="/second/"><a href="next">N</a>`, []string{"N " + at + "/admin/next"}},
		"base without url": {`<base target=_top><base href="/admin/"><a href="next">N</a>`, []string{"N " + at + "/admin/next"}},
		"base after":       {`<a href="next">N</a><base href="/admin/">`, []string{"N " + at + "/admin/next"}},
		"base of data":     {`<base href="data:,x"><a href="next">N</a>`, []string{"N " + at + "/conf/next"}},
		"other schemes":    {`<a href="javascript:go()">J</a><a href="mailto:a@b">M</a><a name="n">A</a><a href="ftp://x/">F</a><a href>E</a>`, []string{"E " + at + "/conf/page?old=1#top"}},
		"white space":      {"<a href=' \n/a/b\t '>  General \n <b>settings</b> </a>", []string{"General settings " + at + "/a/b"}},
		"names":            {`<a href=1><img alt="Logo"></a><a href=2 aria-label="Help"></a><a href=3 title="Tip"><img></a><a href=5></a>`, []string{"Logo " + at + "/conf/1", "Help " + at + "/conf/2", "Tip " + at + "/conf/3", " " + at + "/conf/5"}},
		"hidden":           {`<div style="DISPLAY : none !important"><a href=1>H</a></div>`, []string{"H " + at + "/conf/1"}},
		"template":         {`<template><a href=1>T</a></template>`, []string{}},
		"query":            {`<a href="s?q=日本 'x'&amp;r=1">Q</a>`, []string{"Q " + at + "/conf/s?q=%E6%97%A5%E6%9C%AC%20%27x%27&r=1"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diff(t, "Links", test.want, texts(parse(t, test.page).Links(), linkText))
		})
	}
}

func TestScripts(t *testing.T) {
	t.Parallel()
	page := parse(t, `<a href=" JavaScript:go(2)">2</a><a onclick=go()>3</a><a name=n>4</a><a href="#" onclick=go()>5</a><a href="a?javascript:">6</a>`)
	diff(t, "Scripts", []string{"2", "3"}, texts(page.Scripts(), func(l *htmlform.Link) string { return l.Text }))
}

func TestLinkAttributes(t *testing.T) {
	t.Parallel()
	links := parse(t, `<a href="#a" rel="next">1</a><p hidden><a href="page?old=1" target=main>2</a></p><a href="page">3</a>`).Links()
	type view struct {
		Rel              string
		Hidden, SamePage bool
	}
	var got []view
	for _, l := range links {
		got = append(got, view{l.Rel, l.Hidden, l.SamePage()})
	}
	diff(t, "links", []view{{"next", false, true}, {"", true, true}, {"", false, false}}, got)
}

func TestLinksByText(t *testing.T) {
	t.Parallel()
	p := parse(t, `<a href=1>» General…</a><a href=2>general
		</a><a href=3>General settings</a><a href=4>&#8203;General&nbsp;&gt;</a><a href=5>»</a><a href=6>・一般</a><a href=7>Straße</a>`)
	tests := map[string][]string{
		"General":          {"1", "2", "4"},
		"General settings": {"3"},
		"GENERAL >":        {"1", "2", "4"},
		"»":                {"5"},
		"Gen":              {},
		"STRASSE":          {},
		"straße":           {"7"},
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			diff(t, "LinksByText", want, texts(p.LinksByText(text), func(l *htmlform.Link) string { return l.URL.Path[len("/conf/"):] }))
		})
	}
}

func TestButtons(t *testing.T) {
	t.Parallel()
	p := parse(t, `<form><input type=submit name=1 value=" Save "><button name=2> <b>save</b> » </button><button type=button name=3>Save</button>
		<input type=image name=4 alt=Save><button name=5 aria-label=Save><svg><text></text></svg></button><input type=reset name=6 value=Save>
		<input type=SUBMIT name=7><button name=8><img alt="Save"></button><button type=bogus name=9 value=x>Save…</button>
		<button name=10 value=Save>Cancel</button></form>`)
	diff(t, "Save", []string{"1", "2", "4", "5", "8", "9"}, names(p.Buttons("Save")))
	diff(t, "Submit", []string{"7"}, names(p.Buttons("submit")))
	diff(t, "Cancel", []string{"10"}, names(p.Buttons("cancel")))
	diff(t, "texts", []string{"Save", "save »", "Save", "Save", "Save", "Save", "Submit", "Save", "Save…", "Cancel"},
		texts(p.Controls(), func(c *htmlform.Control) string { return c.Text }))
}

func TestPageTexts(t *testing.T) {
	t.Parallel()
	p := parse(t, `<title> HTTPT
		settings </title><noscript>Enable scripts</noscript><h1>  Configuration </h1><script>var a = "text"</script><style>p{}</style>
		<p>a<b>b</b> c<br>d&nbsp;&nbsp;e<span hidden>secret</span><span style="visibility:hidden">secret</span><!-- comment --></p>
		<input value=secret><textarea>secret</textarea><select><option>secret</select><button>Save</button>
		<table><caption>Servers</caption><tr><td>1<td>2</table><h4>Last</h4><fieldset><legend>Leg</legend></fieldset><h2 hidden>no</h2><h3></h3>`)
	diff(t, "Text", "Configuration ab c d e Save Servers 1 2 Last Leg", p.Text())
	diff(t, "Lines", []string{"Configuration", "ab c", "d e", "Save", "Servers", "1", "2", "Last", "Leg"}, p.Lines())
}

func TestFrames(t *testing.T) {
	t.Parallel()
	p := parse(t, `<iframe src=" menu "></iframe><iframe src="about:blank"></iframe>
		<iframe></iframe><iframe src="https://other.example/"></iframe><template><iframe src=t></iframe></template>`)
	str := (*url.URL).String
	diff(t, "iframes", []string{"http://proxy.example:7615/conf/menu", "https://other.example/"}, texts(p.Frames(), str))
	p = parse(t, `<frameset cols="1,2"><frame src="/a"><frame src="/b?c"><noframes><iframe src=no></iframe></noframes></frameset>`)
	diff(t, "frames", []string{"http://proxy.example:7615/a", "http://proxy.example:7615/b?c"}, texts(p.Frames(), str))
	p = parse(t, `<p><input type=checkbox>Label: <input name=a><iframe src=in></iframe></p><p><input type=checkbox>B: <iframe src=out></iframe>`)
	diff(t, "frames of a row", []string{"http://proxy.example:7615/conf/in"}, texts(p.Rows()[0].Frames(), str))
}

func TestRefresh(t *testing.T) {
	t.Parallel()
	const at = "http://proxy.example:7615"
	tests := map[string]struct {
		content string
		want    string
		wait    time.Duration
	}{
		"plain":             {"5; url=next", at + "/conf/next", 5 * time.Second},
		"quoted":            {"0;URL='/a b'", at + "/a%20b", 0},
		"comma":             {"1, /x", at + "/x", time.Second},
		"no url":            {"30", "", 0},
		"fraction":          {"2.7;/x", at + "/x", 2 * time.Second},
		"no number":         {"; url=/x", "", 0},
		"garbage":           {"5x; url=/x", "", 0},
		"script":            {"0; url=javascript:go()", "", 0},
		"empty":             {"", "", 0},
		"spaces around url": {"0 ; url = /x ", at + "/x", 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, wait, found := parse(t, `<meta name=x content="1;/no"><meta http-equiv="Refresh " content="`+test.content+`">`).Refresh()
			if found != (test.want != "") {
				t.Fatalf("found is %t", found)
			}
			if found && (u.String() != test.want || wait != test.wait) {
				t.Errorf("leads to %s after %s, want %s after %s", u, wait, test.want, test.wait)
			}
		})
	}
}

func TestSection(t *testing.T) {
	t.Parallel()
	p := parse(t, `<a href="#t1">1</a><form id=f><div id=t1><h2>One</h2><input name=a><a href=x>X</a></div>
		<div id=t2 style="display:none"><h2>Two</h2><input type=checkbox form=g>Size: <input name=b form=g><table><tr><th>K<tr><td>v</table></div></form>
		<form id=g></form>`)
	two, found := p.Section("t2")
	if !found {
		t.Fatal("the section was not found")
	}
	diff(t, "text of the hidden tab", "Two Size: K v", two.Text())
	diff(t, "controls", []string{"", "b"}, names(two.Controls()))
	diff(t, "links", 0, len(two.Links()))
	diff(t, "the form that owns", true, two.Controls()[0].Form == p.Forms()[1])
	diff(t, "tables", 1, len(two.Tables("K")))
	diff(t, "rows", []string{"b"}, names(two.Rows()[0].ControlsAfterLabel()))
	one, _ := p.Section("t1")
	diff(t, "form around", true, one.Controls()[0].Form == p.Forms()[0])
	for _, id := range []string{"", "missing", "T1"} {
		if _, found := p.Section(id); found {
			t.Errorf("a section %q was found", id)
		}
	}
	if _, found := one.Section("t2"); found {
		t.Error("a section outside of the section was found")
	}
	diff(t, "hidden controls stay hidden", true, two.Controls()[0].Hidden())
}
