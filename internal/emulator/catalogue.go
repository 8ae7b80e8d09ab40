// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator

// Labels of the settings that the emulator itself obeys (all documented, but for labelHideVersion's exact words).
const (
	labelPorts       = "HTTPT ports"
	labelUseSSL      = "HTTPT use SSL"
	labelCertificate = "HTTPT SSL certificate"
	labelKey         = "HTTPT SSL key"
	labelPassphrase  = "HTTPT SSL key passphrase"
	labelChain       = "HTTPT SSL certificate chain"
	labelProtocol    = "HTTPT SSL protocol"
	labelSuites      = "HTTPT SSL cipher suite"
	labelRedirect    = "Redirect HTTP to HTTPS for all user web pages"
	labelSecret      = "Database secret"
	labelHideVersion = "Hide server version in HTTP responses"
)

func one(v string) []string { return []string{v} }

// catalogue lists the rows of both settings pages in page order; ports is the default of HTTPT ports.
func catalogue(ports []string) []*setting {
	var all []*setting
	all = append(all, generalRows()...)
	all = append(all, mailRows()...)
	all = append(all, httptRows(ports)...)
	all = append(all, networkRows()...)
	all = append(all, appearanceRows()...)
	all = append(all, securityRows()...)
	all = append(all, passwordRows()...)
	return all
}

func inSection(p page, section string, rows ...*setting) []*setting {
	for _, r := range rows {
		r.page, r.section = p, section
		if r.def == nil {
			r.def = one("")
		}
	}
	return rows
}

var (
	threeWay = []string{"Yes", "No", "No (allow override)", "No (deny override)"}
	levels   = []string{"Alert", "Critical", "Error", "Warning", "Notice", "Information", "Debug"}
)

func generalRows() []*setting {
	return inSection(pageGeneral, "General",
		&setting{label: "Default domain for user authentication", own: one("example.local")},
		&setting{label: "Default program customization", kind: kindChoice, def: one("none"), choices: []string{"none", "blue", "corporate", "<custom>"}, own: one("<custom>")},
		&setting{label: labelSecret, kind: kindSecret, own: one("s3cr3t & \"quoted\"")},
		&setting{label: "Server name", own: one(`Conference "Blue" <eu-1> & co`)},
		&setting{label: "Server description", kind: kindLines, own: one("First line\n  indented line\n\n<b>not bold</b> &amp; \"quoted\"\n日本語の説明 – naïve café\n🚀 trailing blank line\n")},
		&setting{label: "Organisation", own: one("株式会社オーシャンブリッジ")},
		&setting{label: "Greeting", own: one("  two leading spaces, one trailing ")},
		&setting{label: "Support line emoji", own: one("☎️ 👩‍💻")},
		&setting{label: "Default language", kind: kindChoice, def: one("English"), choices: []string{"English", "Deutsch", "日本語", "Slovenščina", "Español"}, own: one("日本語")},
		&setting{label: "Time zone", kind: kindChoice, def: one("UTC"), choices: []string{"UTC", "Europe/Ljubljana", "Asia/Tokyo", "America/New_York"}},
		&setting{label: "Enable statistics", kind: kindBool, def: one(yes)},
		&setting{label: "Allow anonymous sessions", kind: kindBool, def: one(no), own: one(yes)},
		&setting{label: "Session recording", kind: kindChoice, def: one("Yes"), choices: threeWay, own: one("No (allow override)")},
		&setting{label: "File transfer", kind: kindChoice, def: one("Yes"), choices: threeWay},
		&setting{label: "Remote printing", kind: kindChoice, def: one("No"), choices: threeWay, own: one("No (deny override)")},
		&setting{label: "Maximum number of sessions", kind: kindNumber, def: one("100"), own: one("250")},
		&setting{label: "Session timeout (seconds)", kind: kindNumber, def: one("3600")},
		&setting{label: "Clock correction (ms)", kind: kindNumber, def: one("0"), own: one("-15")},
	)
}

func mailRows() []*setting {
	return inSection(pageGeneral, "E-mail",
		&setting{label: "Outgoing mail server (SMTP)", own: one("mail.example.local")},
		&setting{label: "SMTP port", kind: kindNumber, def: one("25"), own: one("587")},
		&setting{label: "SMTP use TLS", kind: kindBool, def: one(no), own: one(yes)},
		&setting{label: "SMTP user name", own: one("relay@example.local")},
		&setting{label: "Default e-mail from address", own: one(`"ISL, Support" <support@example.local>`)},
		&setting{label: "System e-mail goes to", kind: kindMany, def: []string{"", "", ""}, own: []string{"ops@example.local", "", "日本@example.local"}},
		&setting{label: "E-mail footer", kind: kindLines, def: one("Sent by ISL Conference Proxy"), own: one("\nBegins with an empty line\n\ttab")},
		&setting{label: "Send expiry warnings", kind: kindBool, def: one(yes)},
	)
}

func httptRows(ports []string) []*setting {
	return inSection(pageGeneral, "HTTPT",
		&setting{label: "HTTPT bind IPv6", kind: kindBool, def: one(no)},
		&setting{label: labelPorts, kind: kindPorts, def: ports, hint: "A change takes effect after a restart."},
		&setting{label: labelUseSSL, kind: kindBool, def: one(no)},
		&setting{label: labelCertificate, hint: "PEM, UTF-8, line ending LF"},
		&setting{label: labelKey},
		&setting{label: labelPassphrase, kind: kindSecret},
		&setting{label: labelChain},
		&setting{label: labelProtocol, def: one("0x0301-0x10000"), olderDf: one("ALL -SSLv2 -SSLv3")},
		&setting{label: labelSuites, def: one("0x1302 0x1303 0x1301 0xc02c 0xc030 0xcca9 0xcca8 0xc02b 0xc02f"), olderDf: one("HIGH:!aNULL:!MD5:!RC4")},
		&setting{label: "HTTPT outgoing proxy", own: one("http://proxy.example.local:3128/")},
		&setting{label: "HTTPT keep-alive (seconds)", kind: kindNumber, def: one("30"), own: one("75")},
		&setting{label: "HTTPT server header hints", kind: kindList, def: []string{}, choices: []string{"HSTS", "CSP", "X-Frame-Options", "Referrer-Policy"}, own: []string{"HSTS", "X-Frame-Options"}},
	)
}

func networkRows() []*setting {
	return inSection(pageGeneral, "Network and logging",
		&setting{label: "Bind IP", def: one("0.0.0.0"), local: true},
		&setting{label: "Public addresses", kind: kindMany, def: []string{"", ""}, own: []string{"198.51.100.7", "2001:db8::7"}},
		&setting{label: "Log severity", kind: kindChoice, def: one("Notice"), choices: levels, own: one("Information")},
		&setting{label: "Logged subsystems", kind: kindList, def: []string{"core", "core_cert_expiry_check"}, choices: []string{"core", "core_cert_expiry_check", "httpt", "grid", "mail", "webapi"}, own: []string{"core", "httpt", "webapi"}},
		&setting{label: "Silenced subsystems", kind: kindList, def: []string{}, choices: []string{"core", "httpt", "grid"}, own: []string{}},
		&setting{label: "Log file pattern", own: one(`C:\Program Files\ISL Conference Proxy\log\%Y-%m-%d.txt`)},
		&setting{label: "Syslog server", def: one("")},
		&setting{label: "Keep log files (days)", kind: kindNumber, def: one("90"), own: one("365"), local: true},
		&setting{label: "LDAP CA file", own: one("objects/ldap-ca.pem")},
		&setting{label: "LDAP filter", own: one("(&(objectClass=person)(|(uid=%u)(mail=%u)))")},
		&setting{label: "Grid redistribution", kind: kindChoice, def: one("Yes"), choices: threeWay},
	)
}

func appearanceRows() []*setting {
	return inSection(pageGeneral, "Web pages",
		&setting{label: "Page title", def: one("ISL Conference Proxy"), own: one("Support – サポート 🖥️")},
		&setting{label: "Custom HTML head", kind: kindLines, own: one("<script>if (a < b && c > d) { alert(\"</textarea>\") }</script>\n<!-- comment -->")},
		&setting{label: "Start page", def: one("/"), own: one("/join?lang=ja&mode=1")},
		&setting{label: "Show join page", kind: kindBool, def: one(yes)},
		&setting{label: "Show download links", kind: kindBool, def: one(yes), own: one(no)},
		&setting{label: "Accent colour", def: one("#336699"), own: one("#c0ffee")},
		&setting{label: "Offered programs", kind: kindList, def: []string{"ISL Light", "ISL Groop"}, choices: []string{"ISL Light", "ISL Groop", "ISL Pronto", "ISL AlwaysOn"}},
	)
}

func securityRows() []*setting {
	return inSection(pageSecurity, "Web",
		&setting{label: labelHideVersion, kind: kindBool, def: one(no)},
		&setting{label: labelRedirect, older: "Force SSL for all user web pages", kind: kindBool, def: one(no)},
		&setting{label: "Redirect target host", own: one("www.example.local")},
		&setting{label: "Allowed referrers", kind: kindLines, own: one("https://*.example.local\nhttps://münchen.example")},
		&setting{label: "Allow web API", kind: kindChoice, def: one("Yes"), choices: threeWay, own: one("No")},
		&setting{label: "Frame ancestors", own: one("'self' \"https://intranet.example.local\"")},
		&setting{label: "Strict transport security (seconds)", kind: kindNumber, def: one("0"), own: one("31536000")},
		&setting{label: "Trusted reverse proxies", kind: kindMany, def: []string{"", ""}, own: []string{"10.0.0.1", "10.0.0.2"}},
		&setting{label: "Encrypt sessions", kind: kindBool, def: one(yes)},
		&setting{label: "Cookie note", own: one("café – “quoted” – 5 €")},
	)
}

func passwordRows() []*setting {
	return inSection(pageSecurity, "Passwords and logins",
		&setting{label: "Minimum password length", kind: kindNumber, def: one("8"), own: one("12")},
		&setting{label: "Password character classes", kind: kindList, def: []string{"lower", "upper"}, choices: []string{"lower", "upper", "digit", "<other>"}, own: []string{"lower", "digit", "<other>"}},
		&setting{label: "Password expiry (days)", kind: kindNumber, def: one("0")},
		&setting{label: "Login attempts before delay", kind: kindNumber, def: one("5"), own: one("7")},
		&setting{label: "Login window (minutes)", kind: kindNumber, def: one("5")},
		&setting{label: "Two-factor authentication", kind: kindChoice, def: one("No"), choices: threeWay, own: one("No (allow override)")},
		&setting{label: "Two-factor issuer", own: one("ISL & Söhne")},
		&setting{label: "Remember computers", kind: kindBool, def: one(no), own: one(yes)},
		&setting{label: "Lock idle administration", kind: kindBool, def: one(yes)},
		&setting{label: "Administrator notice", kind: kindLines, own: one("Authorised use only.\n    © Example “Corp”\nTel. +386 1 244 77 60\n")},
		&setting{label: "Allowed operators", kind: kindLines, def: one("*")},
		&setting{label: "Denied operators", own: one("")},
		&setting{label: "External authentication", kind: kindChoice, def: one("None"), choices: []string{"None", "LDAP", "RADIUS", "SAML 2.0"}, own: one("LDAP")},
		&setting{label: "SAML metadata", kind: kindLines, own: one("<?xml version=\"1.0\"?>\n<EntityDescriptor entityID=\"https://idp.example\"/>")},
	)
}
