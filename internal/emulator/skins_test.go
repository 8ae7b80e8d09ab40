// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
)

func start(t *testing.T, o emulator.Options) *emulator.Server {
	t.Helper()
	s, err := emulator.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// everySkin runs a test on the named skins and some random ones.
func everySkin(t *testing.T, test func(t *testing.T, b *browser)) {
	skins := emulator.Skins()
	for seed := range int64(24) {
		skins = append(skins, emulator.RandomSkin(seed))
	}
	for i, skin := range skins {
		t.Run(skin.Name, func(t *testing.T) {
			t.Parallel()
			s := start(t, emulator.Options{Skin: skin, Seed: int64(i + 1)})
			b := newBrowser(t, s)
			b.open()
			test(t, b)
		})
	}
}

// rowBox is the leftmost checkbox of the row with the label: the last one before the label.
func rowBox(b *browser, label string) (*doc, *html.Node) {
	b.t.Helper()
	for _, d := range slices.Backward(b.docs) {
		var box *html.Node
		for n := range d.root.Descendants() {
			if n.Type == html.ElementNode && n.Data == "input" && attr(n, "type") == "checkbox" {
				box = n
			}
			if n.Type == html.TextNode && isLabel(n.Data, label) {
				return d, box
			}
		}
	}
	b.fatalf("no row %q", label)
	return nil, nil
}

// isLabel tells whether a text is the label, or the label and the words that end a row without a control.
func isLabel(shown, label string) bool {
	shown = strings.Join(strings.Fields(shown), " ")
	return shown == label || shown == label+" Local override"
}

// rowField is the name of the first enabled field after the label.
func rowField(b *browser, label string) string {
	b.t.Helper()
	d, _ := rowBox(b, label)
	found := false
	for n := range d.root.Descendants() {
		if n.Type == html.TextNode && isLabel(n.Data, label) {
			found = true
		}
		if found && n.Type == html.ElementNode && slices.Contains([]string{"input", "select", "textarea"}, n.Data) {
			return attr(n, "name")
		}
	}
	b.fatalf("no field in row %q", label)
	return ""
}

// setText unticks a row, saves, and saves again with the value, as it takes where the control is not there at first.
func setText(b *browser, label, value string) {
	b.t.Helper()
	b.visit("Configuration", "General")
	_, box := rowBox(b, label)
	if has(box, "checked") {
		b.press("Save", func(_ *doc, p *post) { p.remove(attr(box, "name")) })
	}
	field := rowField(b, label)
	b.press("Save", func(_ *doc, p *post) { p.set(field, value) })
}

func TestSaveWithNothingTouchedChangesNothing(t *testing.T) {
	t.Parallel()
	everySkin(t, func(t *testing.T, b *browser) {
		before := b.s.Settings()
		for _, page := range []string{"General", "Security"} {
			b.visit("Configuration", page)
			b.press("Save", nil)
			b.expect("The settings were saved.")
		}
		if after := b.s.Settings(); !maps.Equal(before, after) {
			b.fatalf("changed: %s", difference(before, after))
		}
	})
}

func difference(a, b map[string]emulator.SettingState) string {
	var list []string
	for label := range a {
		if a[label] != b[label] {
			list = append(list, fmt.Sprintf("%s: %+v became %+v", label, a[label], b[label]))
		}
	}
	return strings.Join(list, "; ")
}

func TestRowsMissingFromThePostAreReset(t *testing.T) {
	t.Parallel()
	everySkin(t, func(t *testing.T, b *browser) {
		b.visit("Configuration", "General")
		before := b.s.Settings()
		keep := rowField(b, "Server name:")
		b.press("Save", func(d *doc, p *post) {
			keeps := []string{keep}
			for _, n := range all(d.root, "input") {
				if attr(n, "type") == "hidden" && n.Parent.Data == "form" { // token and charset
					keeps = append(keeps, attr(n, "name"))
				}
			}
			p.pairs = slices.DeleteFunc(p.pairs, func(e pair) bool { return !slices.Contains(keeps, e.name) })
		})
		after := b.s.Settings()
		if before["Server name"] != after["Server name"] {
			b.fatalf("the posted row changed: %+v", after["Server name"])
		}
		for _, label := range []string{"Organisation", "SMTP port"} {
			if after[label] == before[label] {
				b.fatalf("%s survived a post without it: %+v", label, after[label])
			}
		}
	})
}

func TestSettingsAreSet(t *testing.T) {
	t.Parallel()
	everySkin(t, func(t *testing.T, b *browser) {
		before := b.s.Settings()
		setText(b, "HTTPT SSL certificate:", "objects/a b.cer")
		sep := map[emulator.PortsKind]string{emulator.PortsCommas: ", ", emulator.PortsLines: "\r\n", emulator.PortsSpaces: " "}[b.s.Skin().PortsControl]
		setText(b, "HTTPT ports:", "7615"+sep+"443")
		after := b.s.Settings()
		if got := after["HTTPT SSL certificate"]; got.Value != "objects/a b.cer" || got.Default {
			b.fatalf("certificate: %+v", got)
		}
		if got := after["HTTPT ports"]; got.Value != "7615, 443" || got.Default {
			b.fatalf("ports: %+v", got)
		}
		before["HTTPT SSL certificate"], before["HTTPT ports"] = after["HTTPT SSL certificate"], after["HTTPT ports"]
		if !maps.Equal(before, after) {
			b.fatalf("changed as well: %s", difference(before, after))
		}
		b.visit("Configuration", "General")
		field := rowField(b, "HTTPT ports:")
		b.press("Save", func(_ *doc, p *post) { p.set(field, "70000") })
		b.expect("is not a port number")
		if got := b.s.Settings()["HTTPT ports"]; got.Value != "7615, 443" {
			b.fatalf("a bad port was saved: %+v", got)
		}
		b.visit("Configuration", "General")
		_, box := rowBox(b, "HTTPT ports:")
		b.press("Save", func(_ *doc, p *post) { p.set(attr(box, "name"), "on") })
		if got := b.s.Settings()["HTTPT ports"]; !got.Default {
			b.fatalf("the ticked row kept its value: %+v", got)
		}
	})
}

func TestPassphraseForm(t *testing.T) {
	t.Parallel()
	everySkin(t, func(t *testing.T, b *browser) {
		before := b.s.Settings()
		openForm := func() *doc {
			b.visit("Configuration", "General")
			_, box := rowBox(b, "HTTPT SSL key passphrase:")
			if has(box, "checked") && b.s.Skin().NeedsUntick {
				b.press("Save", func(_ *doc, p *post) { p.remove(attr(box, "name")) })
			}
			return b.openPassphrase()
		}
		send := func(first, second string) {
			d := openForm()
			p := b.passphrasePost(d)
			fields := p.passwords
			p.set(fields[0], first)
			p.set(fields[1], second)
			b.submit(p.post)
		}
		send("one", "two")
		b.expect("do not match")
		if got := b.s.Passphrase(); got != "" {
			b.fatalf("a mismatch was stored: %q", got)
		}
		send("päss & €", "päss & €")
		if got := b.s.Passphrase(); got != "päss & €" {
			b.fatalf("stored %q", got)
		}
		b.visit("Configuration", "General")
		b.press("Save", nil)
		if got := b.s.Passphrase(); got != "päss & €" {
			b.fatalf("a save lost it: %q", got)
		}
		if strings.Contains(b.text(), "päss") {
			b.fatalf("the page shows it")
		}
		_, box := rowBox(b, "HTTPT SSL key passphrase:")
		b.press("Save", func(_ *doc, p *post) { p.set(attr(box, "name"), "on") })
		if got := b.s.Passphrase(); got != "" {
			b.fatalf("the default kept it: %q", got)
		}
		if after := b.s.Settings(); !maps.Equal(before, after) {
			b.fatalf("changed: %s", difference(before, after))
		}
	})
}

type passphrasePost struct {
	*post
	passwords []string
}

// openPassphrase goes to the form of the passphrase row and returns the document that has it.
func (b *browser) openPassphrase() *doc {
	b.t.Helper()
	d, _ := rowBox(b, "HTTPT SSL key passphrase:")
	found := false
	for n := range d.root.Descendants() {
		if n.Type == html.TextNode && strings.Join(strings.Fields(n.Data), " ") == "HTTPT SSL key passphrase:" {
			found = true
		}
		if !found || n.Type != html.ElementNode {
			continue
		}
		switch {
		case n.Data == "a" && words(n) == "Change password":
			b.follow(d, n)
			return b.with("h1")
		case n.Data == "button" && words(n) == "Change password":
			b.submit(b.fill(d, d.formOf(n), n))
			return b.with("h1")
		case n.Data == "iframe":
			src := d.resolve(attr(n, "src")).String()
			for _, f := range b.docs {
				if f.parent == d && f.url.String() == src {
					return f
				}
			}
		case n.Data == "h3":
			return d
		}
	}
	b.fatalf("no way to the passphrase form")
	return nil
}

func (b *browser) passphrasePost(d *doc) passphrasePost {
	b.t.Helper()
	inline := b.s.Skin().PassphraseForm == emulator.PassphraseInline
	found := !inline
	for n := range d.root.Descendants() {
		if n.Type == html.TextNode && strings.Join(strings.Fields(n.Data), " ") == "HTTPT SSL key passphrase:" {
			found = true
		}
		if !found || n.Type != html.ElementNode || words(n) != "Change" && attr(n, "value") != "Change" || n.Data != "button" && n.Data != "input" {
			continue
		}
		p := passphrasePost{post: b.fill(d, d.formOf(n), n)}
		for _, c := range d.controls(d.formOf(n)) {
			if attr(c, "type") == "password" {
				p.passwords = append(p.passwords, attr(c, "name"))
			}
		}
		return p
	}
	b.fatalf("no button Change in %.500q", d.raw[max(0, len(d.raw)-500):])
	return passphrasePost{}
}

// private goes to the Private tab.
func (b *browser) private() {
	b.t.Helper()
	b.visit("Advanced", "File storage")
	b.click("Private")
}

// part is the element that holds the Private tab.
func (b *browser) part() (*doc, *html.Node) {
	b.t.Helper()
	d := b.with("h1")
	if b.s.Skin().Tabs != emulator.TabsFragments {
		return d, d.root
	}
	for _, n := range all(d.root, "a") {
		if words(n) == "Private" {
			_, id, _ := strings.Cut(attr(n, "href"), "#")
			for _, e := range all(d.root, "div") {
				if attr(e, "id") == id {
					return d, e
				}
			}
		}
	}
	b.fatalf("no fragment")
	return nil, nil
}

func (d *doc) buttonIn(within *html.Node, label string) *html.Node {
	return (&doc{root: within}).button(label)
}

func TestFiles(t *testing.T) {
	t.Parallel()
	everySkin(t, func(t *testing.T, b *browser) {
		for i := range 30 {
			b.s.PutFile(fmt.Sprintf("many%02d.txt", i), []byte(strconv.Itoa(i)))
		}
		before := b.s.Files()
		body := "\x00\xff\r\n--not a boundary\r\nπ\n"
		for range 2 {
			b.upload("café \"q\".bin", body)
		}
		got := b.s.Files()["café \"q\".bin"]
		if string(got.Data) != body || got.Version != 2 {
			b.fatalf("stored %+v", got)
		}
		b.private()
		if down := b.download("café \"q\".bin"); down != body {
			b.fatalf("downloaded %q", down)
		}
		b.deleteFile("café \"q\".bin")
		after := b.s.Files()
		if !maps.EqualFunc(before, after, func(a, b emulator.File) bool { return a.Version == b.Version && bytes.Equal(a.Data, b.Data) }) {
			b.fatalf("files after deletion: %v", slices.Sorted(maps.Keys(after)))
		}
		if b.s.ApplyPressed() {
			b.fatalf("Apply changes counts as pressed")
		}
	})
}

func (b *browser) upload(name, body string) {
	b.t.Helper()
	b.private()
	d, part := b.part()
	n := d.buttonIn(part, "Upload")
	p := b.fill(d, d.formOf(n), n)
	p.pairs = slices.DeleteFunc(p.pairs, func(e pair) bool { return e.value == "yes" }) // Extract ZIP file
	for _, e := range p.pairs {
		if e.isFile {
			p.attach(e.name, name, body)
			break
		}
	}
	b.submit(p)
	b.expect("The file was uploaded.")
}

// fileRow finds the smallest element that holds the name and a checkbox, turning pages.
func (b *browser) fileRow(name string) (*doc, *html.Node) {
	b.t.Helper()
	for page := 1; ; page++ {
		d, part := b.part()
		for n := range part.Descendants() {
			if n.Type != html.TextNode || n.Data != name {
				continue
			}
			for p := range n.Ancestors() {
				if len(all(p, "input")) > 0 && len(all(p, "a")) > 0 {
					return d, p
				}
			}
		}
		if !b.turn(d, part, page+1) {
			b.fatalf("no file %s", name)
		}
	}
}

func (b *browser) turn(d *doc, part *html.Node, page int) bool {
	b.t.Helper()
	for _, n := range all(part, "a") {
		if words(n) == "Next" || words(n) == strconv.Itoa(page) {
			b.follow(d, n)
			return true
		}
	}
	if n := d.buttonIn(part, strconv.Itoa(page)); n != nil {
		b.submit(b.fill(d, d.formOf(n), n))
		return true
	}
	return false
}

func (b *browser) download(name string) string {
	b.t.Helper()
	d, row := b.fileRow(name)
	for _, n := range all(row, "a") {
		if words(n) == "Click" {
			f, err := b.try("GET", d.resolve(attr(n, "href")).String(), "", nil)
			if err != nil {
				b.fatalf("%v", err)
			}
			return f.raw
		}
	}
	b.fatalf("no download of %s", name)
	return ""
}

func (b *browser) deleteFile(name string) {
	b.t.Helper()
	b.private()
	d, row := b.fileRow(name)
	box := all(row, "input")[0]
	_, part := b.part()
	n := d.buttonIn(part, "Delete selected")
	p := b.fill(d, d.formOf(n), n)
	p.pairs = append(p.pairs, pair{name: attr(box, "name"), value: attr(box, "value")})
	if b.s.Skin().ConfirmDelete == emulator.ConfirmCheckbox {
		for _, c := range d.controls(d.formOf(n)) {
			if attr(c, "type") == "checkbox" && words(c.Parent) == "Confirm" {
				p.set(attr(c, "name"), attr(c, "value"))
			}
		}
	}
	b.submit(p)
	b.confirm(b.s.Skin().ConfirmDelete)
}

// confirm agrees on a confirmation page.
func (b *browser) confirm(kind emulator.ConfirmKind) {
	b.t.Helper()
	b.answer(kind, "Yes", "OK", "Delete", "Restart", "Restart selected")
}

// answer presses the button, or follows the link, of a confirmation page that has one of the texts.
func (b *browser) answer(kind emulator.ConfirmKind, labels ...string) {
	b.t.Helper()
	if kind != emulator.ConfirmPage && kind != emulator.ConfirmLink {
		return
	}
	d := b.with("h1")
	for _, label := range labels {
		if d.button(label) != nil {
			b.press(label, nil)
			return
		}
		for _, n := range all(d.root, "a") {
			if words(n) == label {
				b.follow(d, n)
				return
			}
		}
	}
	b.fatalf("no answer %v to the question", labels)
}

// act selects a server in Activity monitor > Servers and presses a button, with a box that asks to confirm ticked or not.
func (b *browser) act(button, server string, agree bool) {
	b.t.Helper()
	b.visit("Activity monitor", "Servers")
	if button == "Restart" && b.s.Skin().Restart == emulator.RestartSelected {
		button = "Restart selected"
	}
	d := b.with("h1")
	b.press(button, func(_ *doc, p *post) {
		for _, row := range all(d.root, "tr") {
			if cells := all(row, "td"); len(cells) > 1 && words(cells[1]) == server {
				box := all(row, "input")[0]
				p.set(attr(box, "name"), attr(box, "value"))
			}
		}
		for _, n := range all(d.root, "label") {
			if agree && words(n) == "Confirm" {
				box := all(n, "input")[0]
				p.set(attr(box, "name"), attr(box, "value"))
			}
		}
	})
}

func TestRestartFromTheAdministration(t *testing.T) {
	t.Parallel()
	everySkin(t, func(t *testing.T, b *browser) {
		extra, err := emulator.FreePort("127.0.0.1")
		if err != nil {
			t.Fatal(err)
		}
		old := b.s.Ports()
		b.s.Set("HTTPT ports", fmt.Sprintf("%d, %d", old[0], extra))
		b.act("Restart", emulator.OwnServer, true)
		b.confirm(b.s.Skin().ConfirmRestart)
		b.expect("restarting")
		b.s.Settle()
		if got := b.s.Ports(); !slices.Equal(got, []int{old[0], extra}) {
			b.fatalf("bound after the restart: %v", got)
		}
		b.open()
		b.visit("Configuration", "General")
	})
}
