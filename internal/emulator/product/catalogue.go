// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package product

import (
	"slices"
	"strconv"
	"strings"
)

// Pages of settings.
const (
	PageGeneral  = "General"
	PageSecurity = "Security"
)

// Secrets among the settings (documented labels).
const (
	LabelPassphrase = "HTTPT SSL key passphrase"
	LabelSecret     = "Database secret"
)

// Labels of other settings that the emulator obeys (all documented, except for the exact words of labelHideVersion).
const (
	labelPorts       = "HTTPT ports"
	labelUseSSL      = "HTTPT use SSL"
	labelCertificate = "HTTPT SSL certificate"
	labelKey         = "HTTPT SSL key"
	labelChain       = "HTTPT SSL certificate chain"
	labelProtocol    = "HTTPT SSL protocol"
	labelSuites      = "HTTPT SSL cipher suite"
	labelRedirect    = "Redirect HTTP to HTTPS for all user web pages"
	labelHideVersion = "Hide server version in HTTP responses"
	labelWhitelist   = "Administrator account whitelist (user IDs)"
)

func one(v string) []string { return []string{v} }

var (
	threeWay = []string{"Yes", "No", "No (allow override)", "No (deny override)"}
	levels   = []string{"Alert", "Critical", "Error", "Warning", "Notice", "Information", "Debug"}
)

// sections are the rows of both settings pages in page order.
var sections = []struct {
	page, title string
	rows        []Setting
}{
	{PageGeneral, "HTTPT", []Setting{
		{Label: "HTTPT bind IPv6", Kind: KindBool, def: one(No)},
		{Label: labelPorts, Kind: KindPorts, Hint: "A change takes effect after a restart."},
		{Label: labelUseSSL, Kind: KindBool, def: one(No)},
		{Label: labelCertificate, Hint: "PEM, UTF-8, line ending LF"},
		{Label: labelKey},
		{Label: LabelPassphrase, Kind: KindSecret},
		{Label: labelChain},
		{Label: labelProtocol, def: one("0x0301-0x10000"), olderDef: one("ALL -SSLv2 -SSLv3")},
		{Label: labelSuites, def: one("0x1302 0x1303 0x1301 0xc02c 0xc030 0xcca9 0xcca8 0xc02b 0xc02f"), olderDef: one("HIGH:!aNULL:!MD5:!RC4")},
		{Label: "HTTPT outgoing proxy", own: one("http://proxy.example.local:3128/")},
		{Label: "HTTPT keep-alive (seconds)", Kind: KindNumber, def: one("30"), own: one("75")},
		{Label: "HTTPT server header hints", Kind: KindList, def: []string{}, Choices: []string{"HSTS", "CSP", "X-Frame-Options", "Referrer-Policy"}, own: []string{"HSTS", "X-Frame-Options"}},
	}},
	{PageGeneral, "General", []Setting{
		{Label: "Default domain for user authentication", own: one("example.local")},
		{Label: "Default program customization", Kind: KindChoice, def: one("none"), Choices: []string{"none", "blue", "corporate", "<custom>"}, own: one("<custom>")},
		{Label: LabelSecret, Kind: KindSecret, own: one("s3cr3t & \"quoted\"")},
		{Label: "Server name", own: one(`Conference "Blue" <eu-1> & co`)},
		{Label: "Server description", Kind: KindLines, own: one("First line\n  indented line\n\n<b>not bold</b> &amp; \"quoted\"\n日本語の説明 – naïve café\n🚀 trailing blank line\n")},
		{Label: "Organisation", own: one("株式会社オーシャンブリッジ")},
		{Label: "Greeting", own: one("  two leading spaces, one trailing ")},
		{Label: "Support line emoji", own: one("☎️ 👩‍💻")},
		{Label: "Default language", Kind: KindChoice, def: one("English"), Choices: []string{"English", "Deutsch", "日本語", "Slovenščina", "Español"}, own: one("日本語")},
		{Label: "Time zone", Kind: KindChoice, def: one("UTC"), Choices: []string{"UTC", "Europe/Ljubljana", "Asia/Tokyo", "America/New_York"}},
		{Label: "Enable statistics", Kind: KindBool, def: one(Yes)},
		{Label: "Allow anonymous sessions", older: "Anonymous sessions", Kind: KindBool, def: one(No), own: one(Yes)},
		{Label: "Session recording", Kind: KindThreeWay, def: one("Yes"), Choices: threeWay, own: one("No (allow override)")},
		{Label: "File transfer", Kind: KindThreeWay, def: one("Yes"), Choices: threeWay},
		{Label: "Remote printing", Kind: KindThreeWay, def: one("No"), Choices: threeWay, own: one("No (deny override)")},
		{Label: "Maximum number of sessions", older: "Maximum sessions", Kind: KindNumber, def: one("100"), own: one("250")},
		{Label: "Session timeout (seconds)", Kind: KindNumber, def: one("3600")},
		{Label: "Clock correction (ms)", Kind: KindNumber, def: one("0"), own: one("-15")},
	}},
	{PageGeneral, "E-mail", []Setting{
		{Label: "Outgoing mail server (SMTP)", own: one("mail.example.local")},
		{Label: "SMTP port", Kind: KindNumber, def: one("25"), own: one("587")},
		{Label: "SMTP use TLS", Kind: KindBool, def: one(No), own: one(Yes)},
		{Label: "SMTP user name", own: one("relay@example.local")},
		{Label: "Default e-mail from address", own: one(`"ISL, Support" <support@example.local>`)},
		{Label: "System e-mail goes to", Kind: KindMany, def: []string{"", "", ""}, own: []string{"ops@example.local", "", "日本@example.local"}},
		{Label: "E-mail footer", Kind: KindLines, def: one("Sent by ISL Conference Proxy"), own: one("\nBegins with an empty line\n\ttab")},
		{Label: "Send expiry warnings", Kind: KindBool, def: one(Yes)},
	}},
	{PageGeneral, "Network and logging", []Setting{
		{Label: "Bind IP", def: one("0.0.0.0")},
		{Label: "Public addresses", Kind: KindMany, def: []string{"", ""}, own: []string{"198.51.100.7", "2001:db8::7"}},
		{Label: "Log severity", Kind: KindChoice, def: one("Notice"), Choices: levels, own: one("Information")},
		{Label: "Logged subsystems", Kind: KindList, def: []string{"core", "core_cert_expiry_check"}, Choices: []string{"core", "core_cert_expiry_check", "httpt", "grid", "mail", "webapi"}, own: []string{"core", "httpt", "webapi"}},
		{Label: "Silenced subsystems", Kind: KindList, def: []string{}, Choices: []string{"core", "httpt", "grid"}, own: []string{}},
		{Label: "Log file pattern", own: one(`C:\Program Files\ISL Conference Proxy\log\%Y-%m-%d.txt`)},
		{Label: "Syslog server", def: one("")},
		{Label: "Keep log files (days)", Kind: KindNumber, def: one("90"), own: one("365")},
		{Label: "LDAP CA file", older: "LDAP authority file", own: one("objects/ldap-ca.pem")},
		{Label: "LDAP filter", own: one("(&(objectClass=person)(|(uid=%u)(mail=%u)))")},
		{Label: "Grid redistribution", Kind: KindThreeWay, def: one("Yes"), Choices: threeWay},
	}},
	{PageGeneral, "Web pages", []Setting{
		{Label: "Page title", def: one("ISL Conference Proxy"), own: one("Support – サポート 🖥️")},
		{Label: "Custom HTML head", Kind: KindLines, own: one("<script>if (a < b && c > d) { alert(\"</textarea>\") }</script>\n<!-- comment -->")},
		{Label: "Start page", def: one("/"), own: one("/join?lang=ja&mode=1")},
		{Label: "Show join page", Kind: KindBool, def: one(Yes)},
		{Label: "Show download links", Kind: KindBool, def: one(Yes), own: one(No)},
		{Label: "Accent colour", def: one("#336699"), own: one("#c0ffee")},
		{Label: "Offered programs", Kind: KindList, def: []string{"ISL Light", "ISL Groop"}, Choices: []string{"ISL Light", "ISL Groop", "ISL Pronto", "ISL AlwaysOn"}},
	}},
	{PageSecurity, "Web", []Setting{
		{Label: labelHideVersion, Kind: KindBool, def: one(No)},
		{Label: labelRedirect, older: "Force SSL for all user web pages", Kind: KindBool, def: one(No)},
		{Label: "Redirect target host", own: one("www.example.local")},
		{Label: "Allowed referrers", Kind: KindLines, own: one("https://*.example.local\nhttps://münchen.example")},
		{Label: "Allow web API", Kind: KindThreeWay, def: one("Yes"), Choices: threeWay, own: one("No")},
		{Label: "Frame ancestors", own: one("'self' \"https://intranet.example.local\"")},
		{Label: "Strict transport security (seconds)", Kind: KindNumber, def: one("0"), own: one("31536000")},
		{Label: "Trusted reverse proxies", Kind: KindMany, def: []string{"", ""}, own: []string{"10.0.0.1", "10.0.0.2"}},
		{Label: "Encrypt sessions", Kind: KindBool, def: one(Yes)},
		{Label: "Cookie note", own: one("café – “quoted” – 5 €")},
	}},
	{PageSecurity, "Passwords and logins", []Setting{
		{Label: "Minimum password length", Kind: KindNumber, def: one("8"), own: one("12")},
		{Label: "Password character classes", Kind: KindList, def: []string{"lower", "upper"}, Choices: []string{"lower", "upper", "digit", "<other>"}, own: []string{"lower", "digit", "<other>"}},
		{Label: "Password expiry (days)", Kind: KindNumber, def: one("0")},
		{Label: "Login attempts before delay", Kind: KindNumber, def: one("5"), own: one("7")},
		{Label: "Login window (minutes)", Kind: KindNumber, def: one("5")},
		{Label: "Two-factor authentication", Kind: KindThreeWay, def: one("No"), Choices: threeWay, own: one("No (allow override)")},
		{Label: "Two-factor issuer", own: one("ISL & Söhne")},
		{Label: "Remember computers", Kind: KindBool, def: one(No), own: one(Yes)},
		{Label: "Allow login without e-mail confirmation", older: "Login without e-mail confirmation", Kind: KindThreeWay, def: one("No"), Choices: threeWay, own: one("Yes")},
		{Label: labelWhitelist, Kind: KindLines},
		{Label: "Lock idle administration", Kind: KindBool, def: one(Yes)},
		{Label: "Administrator notice", Kind: KindLines, own: one("Authorised use only.\n    © Example “Corp”\nTel. +386 1 244 77 60\n")},
		{Label: "Allowed operators", Kind: KindLines, def: one("*")},
		{Label: "Denied operators", own: one("")},
		{Label: "External authentication", Kind: KindChoice, def: one("None"), Choices: []string{"None", "LDAP", "RADIUS", "SAML 2.0"}, own: one("LDAP")},
		{Label: "SAML metadata", Kind: KindLines, own: one("<?xml version=\"1.0\"?>\n<EntityDescriptor entityID=\"https://idp.example\"/>")},
	}},
}

// catalogue returns all rows; ports is the default of HTTPT ports.
func catalogue(ports []string) []*Setting {
	var all []*Setting
	for _, section := range sections {
		for _, row := range section.rows {
			row.Page, row.Section = section.page, section.title
			if row.Label == labelPorts {
				row.def = ports
			}
			if row.def == nil {
				row.def = one("")
			}
			all = append(all, &row)
		}
	}
	return all
}

// Kind is the kind of a setting's values.
type Kind int

// Kinds of settings.
const (
	KindText     Kind = iota // one line
	KindBool                 // Yes or No
	KindChoice               // one of the choices
	KindThreeWay             // one of the choices, the default one marked (documented)
	KindList                 // any number of the choices
	KindNumber               // a decimal integer
	KindLines                // several lines, LF
	KindMany                 // several values of one line each
	KindPorts                // TCP ports
	KindSecret               // never shown
)

// Setting is one row of a settings page. Its key is the newer label, without
// the colon.
type Setting struct {
	Page    string // PageGeneral or PageSecurity
	Section string
	Label   string
	Kind    Kind
	Choices []string
	Hint    string

	older    string   // the label of older releases, if it differs
	def      []string // the product's default
	olderDef []string // the default of older releases, if it differs
	own      []string // initial own value; nil: the default is used
}

// join returns the values as one string.
func (k Kind) join(values []string) string {
	if k == KindPorts {
		return strings.Join(values, ", ")
	}
	return strings.Join(values, "\n")
}

func (k Kind) split(value string) []string {
	switch {
	case k == KindPorts:
		return strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(", \n\t", r) })
	case k != KindList && k != KindMany:
		return []string{value}
	case value == "":
		return []string{}
	}
	return strings.Split(value, "\n")
}

// check explains why the product would refuse the values; "" if it would not.
func (c *Setting) check(values []string) string {
	for _, v := range values {
		wrong := ""
		n, err := strconv.Atoi(v)
		switch {
		case c.Kind == KindPorts && (err != nil || n < 1 || n > 65535):
			wrong = "is not a port number from 1 to 65535."
		case c.Kind == KindNumber && err != nil:
			wrong = "is not a number."
		case c.Kind == KindBool && v != Yes && v != No:
			wrong = "is neither Yes nor No."
		case len(c.Choices) > 0 && !slices.Contains(c.Choices, v):
			wrong = "is not one of the choices."
		}
		if wrong != "" {
			return c.Label + ": " + strconv.Quote(v) + " " + wrong
		}
	}
	return ""
}

// Values of a [KindBool].
const (
	Yes = "Yes"
	No  = "No"
)
