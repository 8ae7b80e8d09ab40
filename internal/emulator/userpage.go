// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator

import "net/http"

// userPage answers everything outside the administration. The redirect setting of Security concerns these pages only.
func (v *visit) userPage(a *answer) {
	v.mu.Lock()
	redirect := v.say(labelRedirect) == yes && v.tls.useSSL
	title := v.say("Page title")
	var join []byte
	if f := v.data.Tabs[tabPrivate]["web_content___users__main__join__1.html"]; f != nil {
		join = f.Data
	}
	v.mu.Unlock()
	if redirect && v.r.TLS == nil {
		http.Redirect(a, v.r, "https://"+v.r.Host+v.r.URL.RequestURI(), http.StatusFound)
		return
	}
	switch {
	case v.r.URL.Path == "/join" && join != nil:
		a.header.Set("Content-Type", "text/html; charset=utf-8")
		_, _ = a.Write(join)
	case v.r.URL.Path == "/" || v.r.URL.Path == "/join":
		v.show(a, http.StatusOK, el("html", nil, el("head", nil, el("title", nil, text(title))), el("body", nil,
			el("h1", nil, text(title)), el("p", nil, text("Enter the session code that your operator gave you.")))))
	default:
		v.fault(a, http.StatusNotFound, "There is no such page.")
	}
}
