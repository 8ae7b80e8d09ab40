// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs_test

import (
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/unicode"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
)

// held is a summary of what was read.
type held struct {
	Certificates, Keys int
}

func TestContent(t *testing.T) {
	t.Parallel()
	f := certstest.NewFamily(t)
	leaf, key := string(f.Leaf.PEM()), string(f.Leaf.KeyPEM(t))
	all := string(certstest.PEMOf(f.Leaf, f.Middle, f.Root))
	one := held{Certificates: 1}
	block := func(label, body string) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: label, Bytes: []byte(body)}))
	}
	trusted := block("TRUSTED CERTIFICATE", string(f.Leaf.Raw)+"\x30\x00")
	tests := map[string]struct {
		text string
		want held
	}{
		"one":                 {leaf, one},
		"several":             {all, held{Certificates: 3}},
		"with key":            {key + all, held{Certificates: 3, Keys: 1}},
		"CR LF":               {ending(all, "\r\n"), held{Certificates: 3}},
		"CR":                  {ending(all, "\r"), held{Certificates: 3}},
		"UTF-16":              {utf16(t, unicode.BigEndian, leaf), one},
		"joined with BOMs":    {bom + leaf + bom + leaf, held{Certificates: 2}},
		"text around":         {"Bag Attributes\n    localKeyID: 01\nsubject=CN = x\n\n" + leaf + "\ntrailing", one},
		"Shift_JIS comment":   {"\x89\xef\x8bc\r\n" + ending(leaf, "\r\n"), one},
		"wrapped at 76":       {wrapped(leaf, 76), one},
		"spaces at line ends": {strings.ReplaceAll(leaf, "\n", "  \n"), one},
		"old label":           {strings.ReplaceAll(leaf, "CERTIFICATE", "X509 CERTIFICATE"), one},
		"trusted":             {trusted, one},
		"unknown kept":        {block("DH PARAMETERS", "x") + leaf + block("CERTIFICATE REQUEST", "y") + block("X509 CRL", "z"), one},
		"armour":              {"-----BEGIN PGP MESSAGE-----\nVersion: 1\n\nYWJj\n=abcd\n-----END PGP MESSAGE-----\n", held{}},
		"text":                {"hello\n", held{}},
		"empty":               {"", held{}},
		"DER":                 {string(f.Leaf.Raw), held{}},
		"archive of PEM":      {archive(t, leaf), held{}},
		"quoted in JSON":      {`{"pem": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"}`, held{}},
		"spoken of":           {"A file begins with -----BEGIN CERTIFICATE----- and a line end.\n", held{}},
		"SSH public key":      {"---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----\n", held{}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			content := certstest.Parse(t, []byte(test.text))
			if diff := cmp.Diff(test.want, held{len(content.Certificates()), len(content.Keys())}); diff != "" {
				t.Errorf("content (-want +got):\n%s", diff)
			}
			for _, certificate := range content.Certificates()[:min(1, len(content.Certificates()))] {
				if !certificate.Equal(f.Leaf.Certificate) {
					t.Errorf("the first certificate is that of %s", certificate.Subject)
				}
			}
		})
	}
}

// TestParseErrors: each error names the block, the line, the problem and the
// expectation, and quotes nothing of a body.
func TestParseErrors(t *testing.T) {
	t.Parallel()
	f := certstest.NewFamily(t)
	good := string(f.Middle.PEM())
	lines := strings.Split(string(f.Leaf.PEM()), "\n")
	lines = lines[:len(lines)-1] // text after the last line ending
	last := len(lines)
	change := func(line int, text string) string {
		changed := append([]string{}, lines...)
		changed[line-1] = text
		return strings.Join(changed, "\n") + "\n"
	}
	without := func(line int) string {
		return strings.Join(append(append([]string{}, lines[:line-1]...), lines[line:]...), "\n") + "\n"
	}
	join := func(line int) string { // with the next
		return strings.Join(lines[:line], "\n") + strings.Join(lines[line:], "\n") + "\n"
	}
	const certificate = "CERTIFICATE"
	tests := map[string]struct {
		text string
		want certs.ParseError // Problem is a part
	}{
		"character":           {change(3, lines[2][:10]+"*"+lines[2][11:]), certs.ParseError{Block: 1, Type: certificate, Line: 3, Problem: "a character that is not base64"}},
		"character, header":   {change(3, lines[2][:10]+":"+lines[2][11:]), certs.ParseError{Block: 1, Type: certificate, Line: 3, Problem: "a character that is not base64"}},
		"non-breaking space":  {change(4, lines[3]+"\u00a0"), certs.ParseError{Block: 1, Type: certificate, Line: 4, Problem: "a character that is not base64"}},
		"in the second":       {good + change(2, "!"+lines[1]), certs.ParseError{Block: 2, Type: certificate, Line: strings.Count(good, "\n") + 2, Problem: "a character that is not base64"}},
		"character fewer":     {change(3, lines[2][1:]), certs.ParseError{Block: 1, Type: certificate, Line: 1, Problem: "base64 is damaged"}},
		"padding inside":      {change(3, "AA=="+lines[2][4:]), certs.ParseError{Block: 1, Type: certificate, Line: 1, Problem: "padding in the wrong place"}},
		"nothing inside":      {lines[0] + "\n" + lines[last-1] + "\n", certs.ParseError{Block: 1, Type: certificate, Line: 1, Problem: "it is empty"}},
		"no END":              {without(last), certs.ParseError{Block: 1, Type: certificate, Line: 1, Problem: "END line is missing: the file ends"}},
		"no END, another":     {without(last) + good, certs.ParseError{Block: 1, Type: certificate, Line: last, Problem: fmt.Sprintf("END line is missing: the next block (CERTIFICATE) begins at line %d", last)}},
		"no BEGIN":            {without(1), certs.ParseError{Block: 1, Type: certificate, Line: last - 1, Problem: "without a BEGIN before it"}},
		"other END":           {change(last, "-----END PRIVATE KEY-----"), certs.ParseError{Block: 1, Type: certificate, Line: last, Problem: "begins as CERTIFICATE but ends as PRIVATE KEY"}},
		"four hyphens":        {change(1, "----BEGIN CERTIFICATE-----"), certs.ParseError{Block: 1, Line: 1, Problem: "exactly five hyphens"}},
		"four hyphens at END": {change(last, "-----END CERTIFICATE----"), certs.ParseError{Block: 1, Type: certificate, Line: last, Problem: "exactly five hyphens"}},
		"dashes":              {change(1, "—–BEGIN CERTIFICATE—–"), certs.ParseError{Block: 1, Line: 1, Problem: "exactly five hyphens"}},
		"indented":            {change(1, "  "+lines[0]), certs.ParseError{Block: 1, Line: 1, Problem: "indented"}},
		"indented END":        {change(last, "\t"+lines[last-1]), certs.ParseError{Block: 1, Type: certificate, Line: last, Problem: "indented"}},
		"text before":         {change(1, "cert: "+lines[0]), certs.ParseError{Block: 1, Line: 1, Problem: "other text before BEGIN"}},
		"text behind":         {change(1, lines[0]+" x"), certs.ParseError{Block: 1, Line: 1, Problem: "other text after"}},
		"body behind BEGIN":   {join(1), certs.ParseError{Block: 1, Line: 1, Problem: "other text after"}},
		"body before END":     {join(last - 1), certs.ParseError{Block: 1, Type: certificate, Line: last - 1, Problem: "other text before"}},
		"on one line":         {strings.Join(lines, ""), certs.ParseError{Block: 1, Line: 1, Problem: "whole block is on one line"}},
		"on one line, spaces": {strings.Join(lines, " "), certs.ParseError{Block: 1, Line: 1, Problem: "whole block is on one line"}},
		"files joined":        {strings.TrimSuffix(good, "\n") + strings.Join(lines, "\n"), certs.ParseError{Block: 1, Type: certificate, Line: strings.Count(good, "\n"), Problem: "put a line break between them"}},
		"after text":          {"comment\n\n" + without(last), certs.ParseError{Block: 1, Type: certificate, Line: 3, Problem: "END line is missing"}},
	}
	for name, test := range tests {
		for _, form := range []struct{ name, text string }{{"LF", test.text}, {"CR LF", ending(test.text, "\r\n")}, {"CR LF and BOM", bom + ending(test.text, "\r\n")}} {
			t.Run(name+"/"+form.name, func(t *testing.T) {
				t.Parallel()
				err := certs.NewContent([]byte(form.text)).Err()
				var failure *certs.ParseError
				if !errors.As(err, &failure) {
					t.Fatalf("error %v, expected a ParseError", err)
				}
				if failure.Block != test.want.Block || failure.Type != test.want.Type || failure.Line != test.want.Line || !strings.Contains(failure.Problem, test.want.Problem) {
					t.Errorf("block %d (%s), line %d: %s\nexpected block %d (%s), line %d: %s", failure.Block, failure.Type, failure.Line, failure.Problem, test.want.Block, test.want.Type, test.want.Line, test.want.Problem)
				}
				if !strings.Contains(err.Error(), fmt.Sprintf("line %d: ", test.want.Line)) {
					t.Errorf("the text names no line: %s", err)
				}
				for line := range strings.SplitSeq(test.text, "\n") {
					if !strings.Contains(line, "BEGIN") && !strings.Contains(line, "END") && len(line) > 8 && strings.Contains(err.Error(), line[1:len(line)-1]) {
						t.Errorf("the text quotes a body: %s", err)
					}
				}
			})
		}
	}
}

func TestParseFingerprint(t *testing.T) {
	t.Parallel()
	p := certstest.Sign(t, nil, nil)
	want := certs.Fingerprint(p.Certificate)
	var colons []string
	for i := 0; i < len(want); i += 2 {
		colons = append(colons, strings.ToUpper(want[i:i+2]))
	}
	pasted := strings.Join(colons, ":")
	for _, text := range []string{
		want, pasted, strings.ToUpper(want), " " + want + "\n", strings.Join(colons, " "), "sha256:" + want, "SHA-256:" + pasted,
		"SHA256=" + pasted, "sha256 Fingerprint=" + pasted, "SHA256 Fingerprint=" + pasted + "\n", "SHA256: " + pasted,
	} {
		if got, err := certs.ParseFingerprint(text); certstest.Must(t, got, err) != want {
			t.Errorf("%q is read as %s", text, got)
		}
	}
	for text, problem := range map[string]string{
		"": "0 hexadecimal digits", want[1:]: "63 hexadecimal digits", want[:40]: "which is a SHA-1", want + "00": "66 hexadecimal digits",
		"x" + want[1:]: "not hexadecimal", "sha1:" + want[:40]: "not hexadecimal",
	} {
		if _, err := certs.ParseFingerprint(text); err == nil || !strings.Contains(err.Error(), problem) {
			t.Errorf("%q: error %v, expected one with %q", text, err, problem)
		}
	}
}
