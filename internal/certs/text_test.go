// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/unicode"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
)

const bom = "\uFEFF"

func utf16(t *testing.T, order unicode.Endianness, text string) string {
	t.Helper()
	encoded, err := unicode.UTF16(order, unicode.UseBOM).NewEncoder().String(text)
	return certstest.Must(t, encoded, err)
}

// replace returns text with other line endings.
func ending(text, with string) string { return strings.ReplaceAll(text, "\n", with) }

// archive is a ZIP whose members are not compressed.
func archive(t *testing.T, content string) string {
	t.Helper()
	var data bytes.Buffer
	w := zip.NewWriter(&data)
	for _, name := range []string{"a.pem", "b.pem"} {
		member, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		_, err2 := certstest.Must(t, member, err).Write([]byte("\n" + content))
		certstest.Must(t, 0, err2)
	}
	certstest.Must(t, 0, w.Close())
	return data.String()
}

func normalized(b []byte) []byte { return certs.NewContent(b).Normalized().Bytes() }

func canonical(b []byte) string { return certs.NewContent(b).CanonicalSHA256() }

func TestNormalized(t *testing.T) {
	t.Parallel()
	p := certstest.Sign(t, nil, nil)
	pem := string(p.PEM())
	const comment = "Bag Attributes\n    friendlyName: 会議\nsubject=CN = x\n"
	same := func(text string) [2]string { return [2]string{text, text} }
	le, be := unicode.LittleEndian, unicode.BigEndian
	texts := map[string][2]string{
		"PEM":                      same(pem),
		"CR LF":                    {ending(pem, "\r\n"), pem},
		"CR":                       {ending(pem, "\r"), pem},
		"CR twice, LF":             {ending(pem, "\r\r\n"), pem},
		"BOM":                      {bom + pem, pem},
		"two BOMs":                 {bom + bom + pem, pem},
		"BOM between":              {bom + pem + bom + pem, pem + pem},
		"BOM between, CR":          {ending(bom+pem+bom+bom+pem, "\r"), pem + pem},
		"UTF-16 LE":                {utf16(t, le, pem), pem},
		"UTF-16 BE":                {utf16(t, be, pem), pem},
		"UTF-16 LE, no BOM":        {utf16(t, le, pem)[2:], pem},
		"UTF-16 BE, no BOM":        {utf16(t, be, pem)[2:], pem},
		"UTF-16 LE CR LF":          {utf16(t, le, ending(comment+pem, "\r\n")), comment + pem},
		"UTF-16 with BOM twice":    {utf16(t, be, bom+pem), pem},
		"no final line end":        {strings.TrimSuffix(pem, "\n"), pem},
		"no final line end, CR LF": {strings.TrimSuffix(ending(pem, "\r\n"), "\r\n"), pem},
		"leading text":             same(comment + pem),
		"leading text CR LF":       {ending(comment+pem, "\r\n"), comment + pem},
		"trailing spaces stay":     same(strings.ReplaceAll(pem, "\n", "  \n")),
		"other text":               same("a\tb\fc: 値"),
		"CSV, CR LF":               same("a;b\r\nc;d\r\n"),
		"other text, lone CR":      same("a\rb"),
		"other text, BOM":          same(bom + "[section]\r\nk=v"),
		"other text, NUL":          same("a\n\x00"),
		"XML in UTF-16":            same(utf16(t, le, "<?xml version=\"1.0\"?>\r\n<a/>\r\n")),
		"NUL at the end":           {pem + "\x00", pem},
		"NULs and spaces":          {ending(pem, "\r\n") + "\x00" + " \x00\n", pem},
		"NUL at the end, UTF-16":   {utf16(t, be, pem+"\x00"), pem},
		"no final line end, NUL":   {strings.TrimSuffix(pem, "\n") + "\x00", pem},
		"NUL inside":               same(pem + "\x00" + pem),
		"text about PEM":           same("it begins with -----BEGIN CERTIFICATE-----"),
		"BOM in other text":        same("a\n" + bom + "b"),
		"empty":                    same(""),
		"only a BOM":               same(bom),
		"UTF-16 BOM only":          same("\xFF\xFE"),
	}
	binaries := map[string]string{
		"DER":                string(p.Raw),
		"ZIP":                archive(t, ending(pem, "\r\n")),
		"NUL":                "a\x00b\r\n",
		"Latin-1":            "Schl\xfcssel\r\n",
		"Shift_JIS":          "\x89\xef\x8bc\r\n" + ending(pem, "\r\n"),
		"escape":             "\x1b[0m\r\n",
		"UTF-16 odd":         utf16(t, le, pem) + "x",
		"UTF-16 odd BE":      utf16(t, be, pem) + "x",
		"UTF-16 one byte":    "\xFF\xFEx",
		"UTF-16 half a pair": "\xFF\xFEa\x00\x00\xD8",
		"UTF-16 with NUL":    utf16(t, le, "a\x00"),
		"NEL":                "a\u0085b\r\n",
	}
	check := func(name, in, want string) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := normalized([]byte(in))
			if diff := cmp.Diff(want, string(got)); diff != "" {
				t.Errorf("normalized (-want +got):\n%s", diff)
			}
			if again := normalized(got); !bytes.Equal(again, got) {
				t.Errorf("normalized again it is %q", again)
			}
			if canonical([]byte(in)) != canonical(got) {
				t.Error("it is not equal to what it becomes")
			}
		})
	}
	for name, pair := range texts {
		check(name, pair[0], pair[1])
	}
	for name, data := range binaries {
		check(name, data, data)
	}
}

// wrapped returns the base64 in lines of another length.
func wrapped(pem string, width int) string {
	lines := strings.Split(strings.TrimSuffix(pem, "\n"), "\n")
	body := strings.Join(lines[1:len(lines)-1], "")
	out := lines[0] + "\n"
	for len(body) > width {
		out, body = out+body[:width]+"\n", body[width:]
	}
	return out + body + "\n" + lines[len(lines)-1] + "\n"
}

func TestCanonicalSHA256(t *testing.T) {
	t.Parallel()
	f := certstest.NewFamily(t)
	pem, other := string(f.Leaf.PEM()), string(f.Middle.PEM())
	damaged := strings.Replace(pem, "-----END", "----END", 1)
	body := strings.Split(pem, "\n")[1]
	tests := map[string]struct {
		a, b string
		want bool
	}{
		"same":                    {pem, pem, true},
		"CR LF":                   {pem, ending(pem, "\r\n"), true},
		"UTF-16":                  {pem, utf16(t, unicode.LittleEndian, ending(pem, "\r\n")), true},
		"wrapped at 76":           {pem, wrapped(pem, 76), true},
		"wrapped at 1":            {pem, wrapped(pem, 1), true},
		"not wrapped":             {pem, wrapped(pem, 1<<20), true},
		"spaces at line ends":     {pem, strings.ReplaceAll(pem, "\n", " \t\n"), true},
		"blank lines around":      {pem + other, "\n\n" + pem + "\n \n" + other + "\n\n", true},
		"no final line end":       {pem, strings.TrimSuffix(pem, "\n"), true},
		"comment, spaces":         {"# x\n" + pem, "# x  \r\n\r\n" + pem, true},
		"BOM between":             {pem + other, pem + bom + other, true},
		"text, CR LF":             {"a\nb\n", "a\r\nb\r\n", false},
		"other certificate":       {pem, other, false},
		"other order":             {pem + other, other + pem, false},
		"fewer":                   {pem + other, pem, false},
		"other comment":           {"# x\n" + pem, "# y\n" + pem, false},
		"comment elsewhere":       {"# x\n" + pem, pem + "# x\n", false},
		"other label":             {pem, strings.ReplaceAll(pem, "CERTIFICATE", "X509 CERTIFICATE"), false},
		"one character":           {pem, strings.Replace(pem, body, body[:20]+"A"+body[21:], 1), body[20] == 'A'},
		"one character fewer":     {pem, strings.Replace(pem, body, body[1:], 1), false},
		"text, trailing space":    {"a \nb\n", "a\nb\n", false},
		"text, final line end":    {"a", "a\n", false},
		"damaged":                 {damaged, damaged, true},
		"damaged, wrapped":        {damaged, strings.Replace(damaged, body, body[:10]+"\n"+body[10:], 1), false},
		"damaged, CR LF":          {damaged, ending(damaged, "\r\n"), true},
		"binary":                  {archive(t, pem), archive(t, pem), true},
		"binary with PEM wrapped": {archive(t, pem), strings.ReplaceAll(archive(t, pem), "\n", " \n"), false},
		"empty":                   {"", "", true},
		"empty and BOM":           {"", bom, false},
		"PEM and DER":             {pem, string(f.Leaf.Raw), false},
		"NUL imitates a section":  {"a", "\x00\"a\"", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, b := []byte(test.a), []byte(test.b)
			if (canonical(a) == canonical(b)) != test.want {
				t.Errorf("the digests are %s and %s, expected the same: %t", canonical(a), canonical(b), test.want)
			}
		})
	}
}
