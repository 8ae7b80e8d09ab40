// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"fmt"
	"html"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/client"
)

// handmade is a server written by hand for these tests, in a style unlike any
// skin of the emulator: labels after icons, a definition list, upper-case tags,
// attributes without quotes, the menu as a nested list whose entries are in
// spans, one form for the whole storage, ids in paths.
type handmade struct {
	*httptest.Server
	mu       sync.Mutex
	settings map[string]string // by label; "" for the default
	order    []string
	files    map[string][]byte
	versions map[string]int
	requests []string
	before   func(r *http.Request) // runs before a request is handled, unlocked
	action   string                // action of the forms; "" for their own
	problem  string                // the message instead of storing a file
	unticked string                // the value of use SSL after its box alone was unticked
}

const handmadePassword = "pass<word>&\"秘密"

func newHandmade(t *testing.T) *handmade {
	t.Helper()
	h := &handmade{
		settings: map[string]string{
			"Outgoing mail server (SMTP)":  ` "quoted" <b> & 日本語 😀 `,
			"SMTP port":                    "25",
			"HTTPT SSL cipher suite":       "",
			"Default e-mail from address":  "",
			"Note for administrators: old": "x",
		},
		files:    map[string][]byte{"software_policy.xml": []byte("<softwarePolicy/>\r\n")},
		versions: map[string]int{"software_policy.xml": 3},
		unticked: "no",
	}
	h.order = []string{
		"Outgoing mail server (SMTP)", "SMTP port", "HTTPT ports", "HTTPT use SSL", "HTTPT SSL certificate", "HTTPT SSL key",
		"HTTPT SSL key passphrase", "HTTPT SSL certificate chain", "HTTPT SSL protocol", "HTTPT SSL cipher suite",
		"Default e-mail from address", "Note for administrators: old",
	}
	for _, label := range h.order {
		if _, ok := h.settings[label]; !ok {
			h.settings[label] = ""
		}
	}
	h.Server = httptest.NewServer(h)
	t.Cleanup(h.Close)
	return h
}

func (h *handmade) client(t *testing.T) *client.Client {
	t.Helper()
	c := Connect(t, confproxy.Config{Endpoint: h.URL, Password: handmadePassword, RequestTimeout: time.Minute})
	return c
}

// port returns the one that the server listens at.
func (h *handmade) port(t *testing.T) int64 {
	t.Helper()
	address, ok := h.Listener.Addr().(*net.TCPAddr)
	if !ok {
		t.Fatalf("the server listens at %v", h.Listener.Addr())
	}
	return int64(address.Port)
}

func (h *handmade) count(prefix string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for _, request := range h.requests {
		if strings.HasPrefix(request, prefix) {
			n++
		}
	}
	return n
}

func (h *handmade) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h.before != nil {
		h.before(r)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.requests = append(h.requests, r.Method+" "+r.URL.Path)
	if r.URL.Path == "/conf/enter" && r.Method == http.MethodPost {
		if r.PostFormValue("p w") == handmadePassword && r.PostFormValue("who") == "admin" {
			http.SetCookie(w, &http.Cookie{Name: "s", Value: "1", Path: "/", HttpOnly: true})
			http.Redirect(w, r, "/conf", http.StatusSeeOther)
			return
		}
		h.login(w, "Sorry, that was wrong.")
		return
	}
	if cookie, err := r.Cookie("s"); err != nil || cookie.Value != "1" {
		h.login(w, "")
		return
	}
	switch {
	case r.URL.Path == "/conf":
		h.page(w, "Welcome", "<P>Choose on the left.")
	case r.URL.Path == "/conf/4711":
		h.page(w, "General", h.general())
	case r.URL.Path == "/conf/4711/s":
		h.save(r)
		http.Redirect(w, r, "/conf/4711", http.StatusFound)
	case r.URL.Path == "/conf/81":
		h.page(w, "Storage", `<P><A HREF=/conf/81/a>Public</A> | <A HREF=/conf/81/b><SPAN>Private</SPAN></A> | <A HREF=/conf/81/c>Private (local)</A>`)
	case r.URL.Path == "/conf/81/b" && r.Method == http.MethodPost:
		h.store(w, r)
	case r.URL.Path == "/conf/81/b":
		h.page(w, "Storage", h.storage())
	case strings.HasPrefix(r.URL.Path, "/conf/81/get/"):
		w.Header().Set("Content-Type", "text/html") // misleading on purpose
		_, _ = w.Write(h.files[strings.TrimPrefix(r.URL.Path, "/conf/81/get/")])
	default:
		http.NotFound(w, r)
	}
}

func (h *handmade) login(w io.Writer, message string) {
	fmt.Fprintf(w, `<TITLE>ISL</TITLE><BODY BGCOLOR=white><FORM METHOD=post ACTION="/conf/enter"><FIELDSET><LEGEND>Who goes there</LEGEND>%s
<P>Account <INPUT NAME=who VALUE=admin><P>Secret <INPUT TYPE=PASSWORD NAME="p w"><P><BUTTON>Enter</BUTTON></FIELDSET></FORM></BODY>`, message)
}

func (h *handmade) page(w io.Writer, title, body string) {
	fmt.Fprintf(w, `<TITLE>%s</TITLE><BODY><UL><LI><SPAN>Configuration</SPAN><UL><LI><A HREF=/conf/4711><SPAN>&raquo; General</SPAN></A></UL>
<LI>Advanced<UL><LI><A HREF=/conf/81><IMG SRC=x ALT=""><SPAN>File&nbsp;storage</SPAN></A></UL></UL><HR>%s</BODY>`, title, body)
}

// general is a definition list; a ticked row has no control.
func (h *handmade) general() string {
	var b strings.Builder
	action := h.action
	if action == "" {
		action = "/conf/4711/s"
	}
	fmt.Fprintf(&b, `<FORM METHOD=POST ACTION="%s"><INPUT TYPE=HIDDEN NAME=k VALUE="a&amp;b"><DL>`, action)
	for i, label := range h.order {
		value := h.settings[label]
		checked := ""
		if value == "" {
			checked = " CHECKED"
		}
		fmt.Fprintf(&b, `<DT><INPUT TYPE=CHECKBOX NAME=d%d VALUE=1%s><LABEL FOR=c%d><I></I>%s:</LABEL><DD>`, i, checked, i, html.EscapeString(label))
		switch {
		case value == "" || label == "HTTPT SSL key passphrase":
		case label == "HTTPT use SSL":
			for _, choice := range []string{"Yes", "No"} {
				selected := ""
				if strings.EqualFold(choice, value) {
					selected = " CHECKED"
				}
				fmt.Fprintf(&b, `<INPUT TYPE=RADIO NAME=v%d VALUE=%q%s> %s `, i, strings.ToLower(choice), selected, choice)
			}
		default:
			fmt.Fprintf(&b, `<INPUT ID=c%d NAME=v%d VALUE="%s">`, i, i, html.EscapeString(strings.TrimPrefix(value, "=")))
		}
		b.WriteString(" <EM>Local override</EM>\n")
	}
	b.WriteString(`</DL><BUTTON NAME=do VALUE=save><B>Save</B></BUTTON> <BUTTON NAME=do VALUE=defaults>Everything back to default</BUTTON></FORM>`)
	return b.String()
}

// save resets every row whose fields are missing, as the product may.
func (h *handmade) save(r *http.Request) {
	if r.PostFormValue("do") != "save" || r.PostFormValue("k") != "a&b" {
		clear(h.settings)
		return
	}
	for i, label := range h.order {
		value := "=" + r.PostFormValue(fmt.Sprintf("v%d", i))
		if r.PostFormValue(fmt.Sprintf("d%d", i)) == "1" {
			value = ""
		}
		if label == "HTTPT use SSL" && value != "" {
			value = strings.TrimPrefix(value, "=")
			if value == "" {
				value = h.unticked
			}
		} else if old := h.settings[label]; value != "" && old != "" && !strings.HasPrefix(old, "=") && old == value[1:] {
			value = old // unchanged
		}
		h.settings[label] = value
	}
}

// storage is one form for the table and the upload.
func (h *handmade) storage() string {
	var b strings.Builder
	action := h.action
	if action == "" {
		action = "/conf/81/b"
	}
	fmt.Fprintf(&b, `<FORM METHOD=post ACTION="%s" ENCTYPE="multipart/form-data">`, action)
	b.WriteString(`<TABLE><TR><TD>Upload file:<TD><INPUT TYPE=FILE NAME=up><TR><TD>Extract ZIP file:<TD><INPUT TYPE=CHECKBOX NAME=zip CHECKED> Yes</TABLE>
<INPUT TYPE=SUBMIT NAME=op VALUE=Upload><TABLE BORDER=1><TR><TD>Select<TD>File<TD>Bytes<TD>Download<TD>Content<TD>Ver. on -1`)
	for _, name := range slices.Sorted(maps.Keys(h.files)) {
		fmt.Fprintf(&b, `<TR><TD><INPUT TYPE=CHECKBOX NAME=f VALUE="%s"><TD>%s<TD>%d<TD><A HREF="/conf/81/get/%s">Click</A><TD>[%s ...]<TD>%d`,
			html.EscapeString(name), html.EscapeString(name), len(h.files[name]), name, html.EscapeString(string(h.files[name][:min(8, len(h.files[name]))])), h.versions[name])
	}
	b.WriteString(`</TABLE><INPUT TYPE=SUBMIT NAME=op VALUE="Delete selected"> <INPUT TYPE=SUBMIT NAME=op VALUE="Apply changes"></FORM>`)
	return b.String()
}

func (h *handmade) store(w http.ResponseWriter, r *http.Request) {
	if h.problem != "" {
		h.page(w, "Storage", "<P>"+h.problem+h.storage())
		return
	}
	switch r.FormValue("op") {
	case "Upload":
		if file, header, err := r.FormFile("up"); err == nil && r.FormValue("zip") == "" {
			h.files[header.Filename], _ = io.ReadAll(file)
			h.versions[header.Filename]++
		}
	case "Delete selected":
		for _, name := range r.Form["f"] {
			delete(h.files, name)
		}
	default:
		clear(h.files)
	}
	h.page(w, "Storage", h.storage())
}
