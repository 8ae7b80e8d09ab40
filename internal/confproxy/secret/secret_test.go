// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package secret

import (
	"encoding/base64"
	"encoding/json"
	"html"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// encodings are the encodings in which a server may repeat its input.
var encodings = map[string]func(string) string{
	"raw":              func(s string) string { return s },
	"collapsed":        func(s string) string { return strings.Join(strings.Fields(s), " ") },
	"HTML":             html.EscapeString,
	"HTML, twice":      func(s string) string { return html.EscapeString(html.EscapeString(s)) },
	"HTML, by numbers": inNumbers,
	"percent":          url.PathEscape,
	"percent, small":   func(s string) string { return lowerEscapes(url.PathEscape(s)) },
	"plus":             url.QueryEscape,
	"percent, in HTML": func(s string) string { return html.EscapeString(url.QueryEscape(s)) },
	"JSON": func(s string) string {
		b, err := json.Marshal(s)
		if err != nil {
			panic(err)
		}
		return string(b)
	},
	"JSON of ASCII":   strconv.QuoteToASCII,
	"base64":          func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
	"base64, after 1": func(s string) string { return base64.StdEncoding.EncodeToString([]byte("a" + s + "z")) },
	"base64, after 2": func(s string) string { return base64.URLEncoding.EncodeToString([]byte("p=" + s + "&q=")) },
	"base64, percent": func(s string) string {
		return url.QueryEscape(base64.StdEncoding.EncodeToString([]byte("p=" + s)))
	},
}

func inNumbers(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteString("&#" + strconv.Itoa(int(r)) + ";")
	}
	return b.String()
}

func lowerEscapes(s string) string {
	for i := 0; i+2 < len(s); i++ {
		if s[i] == '%' {
			s = s[:i] + strings.ToLower(s[i:i+3]) + s[i+3:]
		}
	}
	return s
}

// FuzzMask masks random secrets in random echoes: no part of a secret remains
// that is longer than a few characters.
func FuzzMask(f *testing.F) {
	f.Add("pass<word>&\"秘密", "before ", " after")
	f.Add("two  spaces and one behind ", "", "")
	f.Add("100%41&amp;\\u0041", "<p>", "</p>")
	f.Add("MIIEpAIBAAKCAQEA7Zu+vPp/W3s0tJd5XQ2c8n1k4Rr6yT9uVb0aLq", "x=", "\n")
	f.Add("a+b c/d==\U0001F600", "'", "'")
	f.Fuzz(func(t *testing.T, secret, before, after string) {
		secret = strings.ToValidUTF8(secret, "?")
		if len(secret) > 200 || isPlainWord(secret) || strings.ContainsRune(secret, 0) {
			t.Skip()
		}
		var m Masker
		m.Add(secret)
		visible := reduce(unitsOf(secret))
		if len(visible) < shortest {
			t.Skip("mostly white space")
		}
		for name, encode := range encodings {
			echo := encode(secret)
			masked := m.Text(echo)
			if strings.Contains(masked, echo) {
				t.Fatalf("%s: %q is shown for %q", name, masked, secret)
			}
			within := m.Text(before + " " + echo + " " + after)
			if strings.Contains(within, echo) {
				t.Fatalf("%s: %q is shown for %q", name, within, secret)
			}
		}
	})
}

func TestText(t *testing.T) {
	t.Parallel()
	var m Masker
	m.Add("correct horse 7 battery staple")
	m.Add("tr0ub4dor&3")
	m.AddKeys([]byte("-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMHcCAQEEIJzZgzOWyWqB6u0EJw4Q0Gq3m2d4f2m4\n-----END EC PRIVATE KEY-----\n"))
	for text, want := range map[string]string{
		"nothing":                               "nothing",
		"got tr0ub4dor&amp;3.":                  "got ********.",
		"got correct horse 7  battery\nstaple.": "got ********.",
		"cut: correct horse 7 batt":             "cut: ********",
		"a line: CAQEEIJzZgzOWyWqB6u0":          "a line: ********",
		"Proc-Type: 4,ENCRYPTED":                "Proc-Type: 4,ENCRYPTED",
		"twice tr0ub4dor&3, tr0ub4dor%263":      "twice ********, ********",
		"\xff tr0ub4dor&3 \xfe":                 "\xff ******** \xfe",
	} {
		if diff := cmp.Diff(want, m.Text(text)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

// A line of a key may consist of letters alone. It is masked like every other,
// and the texts of the server are shown.
func TestLineOfLettersIsNoPlainWord(t *testing.T) {
	t.Parallel()
	const line = "xJhbGciOiJSUzINiIsInRQkXVCJ"
	var m Masker
	m.AddKeys([]byte("-----BEGIN PRIVATE KEY-----\n" + line + "\n-----END PRIVATE KEY-----\n"))
	if got := m.FromServer("SMTP port: " + line); got != "SMTP port: ********" {
		t.Errorf("got %q", got)
	}
}

// The visible text does not depend on whether a guess is right.
func TestMaskConfirmsNoGuess(t *testing.T) {
	t.Parallel()
	const said = "Wrong user name or password"
	shown := map[string]bool{}
	for _, password := range []string{"password", "user", "dragon", "Passwort", "name", "or", "1234"} {
		var m Masker
		m.Add(password)
		shown[m.FromServer(said)] = true
		if own := m.Text("Check user name and password at port 1234."); strings.Contains(own, Mask) {
			t.Errorf("with the password %q the client's own text is %q", password, own)
		}
	}
	if len(shown) != 1 {
		t.Errorf("the text shown depends on the password: %v", shown)
	}
	var m Masker
	m.Add("asd")
	if got := m.FromServer(said + " (asd)"); got != said+" (********)" {
		t.Errorf("with the documented default: %q", got)
	}
}
