// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package storage

import (
	"net/url"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/session"
	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

func FuzzFileTable(f *testing.F) {
	heads := `<tr><th>Select<th>File<th>Bytes<th>Download<th>Content<th>Ver. on -1`
	for _, page := range []string{
		`<form method=post enctype=multipart/form-data><input type=file name=u><button>Upload</button></form><form method=post><table>` + heads +
			`<tr><td><input type=checkbox name=s value=1><td>a.cer<td>1,234<td><a href=get>Click</a><td>[x]<td>3</table><button>Delete selected</button></form><a href="?p=2">2</a> <a href="?p=2">Next &gt;</a>`,
		`<div><div><div>Select</div><div>File</div><div>Bytes</div><div>Ver. on -1</div></div><div><div><input type=checkbox></div><div>b</div><div>7</div><div>1</div></div></div>`,
		`<div id=t><table>` + heads + `<tr><td><td>objects/c…<td>x<td><td><td></table></div><form><button name=p value=2>2</button></form>`,
		`<table>` + heads + `<tr><td colspan=6><a href=x>1</a> 2 <a rel=next href=y>3</a></table>`,
		`<table>` + heads + `<tr><td><td>d<td>99999999999999999999<td><td><td>-1</table>`,
	} {
		f.Add(page, "t")
	}
	s, err := session.New(confproxy.Config{}, session.Texts{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text, fragment string) {
		u := &url.URL{Scheme: "http", Host: "127.0.0.1:7615", Path: "/conf/page"}
		page, err := htmlform.Parse(u, "text/html; charset=utf-8", strings.NewReader(text), 1<<16)
		if err != nil {
			return
		}
		v := &session.View{URL: page.URL(), Pages: []*htmlform.Page{page}}
		on := newTablePage(v, fragment)
		if on == nil {
			return
		}
		all := newListing(on)
		if err := all.add(on, func(text string) string { return text }); err != nil {
			return
		}
		for name, file := range all.files {
			if name == "" || file.Name != name || file.Size < 0 || file.Version < -1 {
				t.Errorf("%q is listed as %+v", name, file.File)
			}
			button, boxes, err := (&Files{session: s}).deletionOf("test", on, []string{name})
			if err == nil && button.Form != boxes[0].Form {
				t.Errorf("the button that deletes %q is of another form than its box", name)
			}
		}
		for _, other := range on.otherPages() {
			if other.url == nil || on.isMeantBy(other) {
				t.Errorf("another page is %+v", other)
			}
		}
	})
}
