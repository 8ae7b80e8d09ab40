// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import (
	"net/http"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// joinPage is a private file that overrides a public page (documented).
const joinPage = "web_content___users__main__join__1.html"

// userPage answers everything outside the administration. The redirect setting of Security concerns these pages only.
func (v *visit) userPage(a *product.Answer) {
	if v.r.TLS == nil && v.RedirectsUsers() {
		http.Redirect(a, v.r, "https://"+v.r.Host+v.r.URL.RequestURI(), http.StatusFound)
		return
	}
	title, _, _ := v.Setting("Page title")
	join, overridden := v.Files()[joinPage]
	switch {
	case v.r.URL.Path == "/join" && overridden:
		a.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = a.Write(join.Data)
	case v.r.URL.Path == "/" || v.r.URL.Path == "/join":
		v.writePage(a, http.StatusOK, el("html", nil, el("head", nil, el("title", nil, text(title))), el("body", nil,
			el("h1", nil, text(title)), el("p", nil, text("Enter the session code that your operator gave you.")))))
	default:
		v.errorPage(a, http.StatusNotFound, "There is no such page.")
	}
}
