// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package xmlmsg is the XML interface of the emulated product, for its settings.
//
// Documented are the addresses of the specification and of the manual form, the
// two messages in their spelling, the definitions that list the settings, and the
// comments that name them. Everything else is unknown and varies with the skin.
package xmlmsg

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"html"
	"net/http"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/skin"
)

// Face answers the addresses of the interface, and passes all others to another
// face. It implements [product.Face].
type Face struct {
	server *product.Server
	skin   skin.Skin
	other  product.Face
	post   string // address for messages
}

// New returns the interface of a server, in front of another face.
func New(server *product.Server, other product.Face) *Face {
	return &Face{server: server, skin: server.Skin(), other: other, post: "/xmlmsg/" + drawn(server.Seed(), "post")[:6]}
}

// drawn returns a random name.
func drawn(seed int64, text string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s", seed, text))
	return "f" + hex.EncodeToString(sum[:8])
}

// Visit implements [product.Face].
func (f *Face) Visit(r *http.Request) product.Visit {
	serve := map[string]func(*product.Answer, *http.Request){
		"/xmlmsg/relaxng.xml": f.specification, "/xmlmsg_form.html": f.form, f.post: f.message,
	}[r.URL.Path]
	if serve == nil || f.skin.XMLMSG == "disabled" {
		return f.other.Visit(r)
	}
	visit := f.other.Visit(r)
	visit.Class = product.XMLMSG
	if f.skin.XMLMSG == "untrusted" {
		serve = func(a *product.Answer, _ *http.Request) {
			f.refuse(a, http.StatusForbidden, "only for trusted networks")
		}
	}
	visit.Serve = func(a *product.Answer) { serve(a, r) }
	return visit
}

func (f *Face) form(a *product.Answer, _ *http.Request) {
	a.Header().Set("Content-Type", "text/html")
	fmt.Fprintf(a, `<title>XMLMSG</title><form method="post" action="%s"><textarea name="xml"></textarea><input type="submit" value="Send"></form>`, f.post)
}

// element returns the name of a setting in messages: the documented one, or a
// random one.
func (f *Face) element(label string) string {
	if label == "HTTPT ports" {
		return "httptPorts"
	}
	return drawn(f.server.Seed(), label)
}

func (f *Face) rows() []product.Row {
	var rows []product.Row
	for _, page := range []string{product.PageGeneral, product.PageSecurity} {
		rows = append(rows, f.server.Rows(page)...)
	}
	return rows
}

func isList(row product.Row) bool {
	return row.Kind == product.KindList || row.Kind == product.KindMany || row.Kind == product.KindPorts
}

func (f *Face) specification(a *product.Answer, _ *http.Request) {
	a.Header().Set("Content-Type", "text/xml")
	fmt.Fprint(a, `<?xml version="1.0"?><grammar xmlns="http://relaxng.org/ns/structure/1.0" datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">`+
		`<start><ref name="GridConfiguration"/></start><define name="GridConfiguration"><element name="gridConfiguration">`+
		`<ref name="GridConfigFields"/></element></define>`+
		`<define name="YesNo"><choice><value>yes</value><value>no</value></choice></define><define name="GridConfigFields"><interleave>`)
	for _, row := range f.rows() {
		comment := "<!-- " + strings.ReplaceAll(html.EscapeString(row.Page+" :: "+row.Label), "--", "- -") + " -->"
		before, inside := comment, ""
		if f.skin.XMLMSG == "comment-inside" {
			before, inside = "", comment
		}
		content := `<data type="string"/>`
		switch row.Kind {
		case product.KindBool:
			content = `<ref name="YesNo"/>`
		case product.KindChoice, product.KindThreeWay, product.KindList:
			var values strings.Builder
			for _, choice := range row.Choices {
				values.WriteString("<value>" + html.EscapeString(choice) + "</value>")
			}
			content = "<choice>" + values.String() + "</choice>"
		case product.KindNumber, product.KindPorts:
			content = `<data type="integer"/>`
		case product.KindText, product.KindLines, product.KindMany, product.KindSecret:
		}
		if isList(row) {
			content = `<oneOrMore><element name="value">` + content + `</element></oneOrMore>`
		}
		fmt.Fprintf(a, `<optional>%s<element name="%s">%s%s</element></optional>`, before, f.element(row.Label), inside, content)
	}
	fmt.Fprint(a, `</interleave></define><define name="LocalConfigFields"><empty/></define></grammar>`)
}

// incoming is a received message.
type incoming struct {
	XMLName xml.Name
	Secret  string `xml:"secret,attr"`
	Update  *struct {
		Mode   string `xml:"mode,attr"`
		Fields []struct {
			XMLName xml.Name
			Text    string   `xml:",chardata"`
			Values  []string `xml:"value"`
		} `xml:",any"`
	} `xml:"updateGridconfiguration"`
}

func (f *Face) message(a *product.Answer, r *http.Request) {
	var message incoming
	a.Header().Set("Content-Type", "text/xml")
	if r.Method != http.MethodPost || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/xml") || xml.NewDecoder(r.Body).Decode(&message) != nil {
		f.refuse(a, http.StatusBadRequest, "expected a message in XML")
		return
	}
	secret, isDefault, _ := f.server.Setting(product.LabelSecret)
	if isDefault || secret == "" || message.Secret != secret {
		f.refuse(a, http.StatusForbidden, "wrong secret")
		return
	}
	switch {
	case message.XMLName.Local == "queryDatabase":
		f.reply(a)
	case message.XMLName.Local == "manipulateDatabase" && message.Update != nil && message.Update.Mode == "update":
		if problem := f.change(&message); problem != "" {
			f.refuse(a, http.StatusBadRequest, problem)
			return
		}
		fmt.Fprint(a, "<manipulateDatabaseResponse/>")
	default:
		f.refuse(a, http.StatusBadRequest, "unknown message")
	}
}

// change applies the changes of a message. problem explains why nothing was
// changed.
func (f *Face) change(message *incoming) (problem string) {
	labels := map[string]string{}
	for _, row := range f.rows() {
		labels[f.element(row.Label)] = row.Label
	}
	wanted := map[string][]string{}
	for _, field := range message.Update.Fields {
		label, known := labels[field.XMLName.Local]
		if !known {
			return "unknown setting"
		}
		values := field.Values
		if len(values) == 0 {
			values = []string{field.Text}
		}
		for i, value := range values {
			if f.server.Row(label).Kind == product.KindBool {
				values[i] = map[string]string{"yes": product.Yes, "no": product.No}[value]
			}
		}
		wanted[label] = values
	}
	return f.server.Change(wanted)
}

func (f *Face) refuse(a *product.Answer, status int, text string) {
	if f.skin.XMLMSGErrors {
		status = http.StatusOK
	}
	a.WriteHeader(status)
	fmt.Fprintf(a, "<error>%s</error>", html.EscapeString(text))
}

func (f *Face) reply(a *product.Answer) {
	fmt.Fprint(a, "<queryDatabaseResponse><gridConfiguration>")
	for _, row := range f.rows() {
		if row.Kind == product.KindSecret || row.IsDefault && !f.skin.XMLMSGDefaults {
			continue
		}
		name := f.element(row.Label)
		fmt.Fprintf(a, "<%s>", name)
		for _, value := range row.Values {
			if row.Kind == product.KindBool {
				value = strings.ToLower(value)
			}
			if isList(row) {
				fmt.Fprintf(a, "<value>%s</value>", html.EscapeString(value))
			} else {
				fmt.Fprint(a, html.EscapeString(value))
			}
		}
		fmt.Fprintf(a, "</%s>", name)
	}
	fmt.Fprint(a, "</gridConfiguration></queryDatabaseResponse>")
}
