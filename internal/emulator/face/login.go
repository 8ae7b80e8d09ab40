// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import (
	"net/http"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// authenticate reports whether the visit may continue; otherwise it answers with the login.
func (v *visit) authenticate(a *product.Answer) bool {
	if v.skin.Login == "basic" {
		switch refusal := v.Basic(v.r); refusal {
		case product.Admitted:
			return true
		case product.TooMany, product.NotWhitelisted:
			v.errorPage(a, http.StatusForbidden, string(refusal))
		default:
			a.Header().Set("WWW-Authenticate", `Basic realm="ISL Conference Proxy", charset="UTF-8"`)
			v.errorPage(a, http.StatusUnauthorized, string(refusal))
		}
		return false
	}
	if v.page == pageLogin || v.sid != "" && v.UseSession(v.sid, v.r.Method) {
		return true
	}
	v.sid = ""
	if v.skin.Login == "redirect" {
		http.Redirect(a, v.r, v.location(pageLogin, "next", v.next()), http.StatusFound)
	} else {
		v.loginPage(a, "")
	}
	return false
}

// next returns the page to show after the login, by its opaque name.
func (v *visit) next() string {
	if !v.known || v.r.Method == http.MethodPost || v.page == pageDownload || v.page == pageRestart || v.page == pageLogout {
		return v.names.page(pageTop)
	}
	return v.names.page(v.page)
}

// loginPage shows the login form.
func (v *visit) loginPage(w http.ResponseWriter, problem string) {
	status, args := http.StatusOK, []string(nil)
	fields := el("table.entry")
	switch v.skin.Login {
	case "status401":
		status = http.StatusUnauthorized
	case "redirect":
		args = at("next", v.arg("next"))
	}
	if v.skin.Login != "no-user" {
		fields.add(line("td", "User name:", input("text", v.names.field("user"), "")))
	}
	fields.add(line("td", "Password:", input("password", v.names.field("password"), "")))
	v.sid, v.problem = "", problem
	v.writePage(w, status, v.plainPage("Log in", el("h1", "ISL Conference Proxy"), v.messageNodes(),
		v.postForm(at("target", "_top"), pageLogin, args, fields, el("p", v.button("Log in")))))
}

func (v *visit) handleLogin(w http.ResponseWriter) {
	if v.r.Method != http.MethodPost {
		v.loginPage(w, "")
		return
	}
	user := v.Options().Username
	if v.skin.Login != "no-user" {
		user = v.posted("user")
	}
	sid, refusal := v.Login(user, v.posted("password"), v.r.RemoteAddr)
	if refusal != product.Admitted {
		v.loginPage(w, string(refusal))
		return
	}
	v.sid = sid
	if v.skin.Session == "cookie" {
		http.SetCookie(w, &http.Cookie{Name: v.sidName(), Value: sid, Path: "/conf", HttpOnly: true, SameSite: http.SameSiteLaxMode})
	}
	to := pageTop
	if p := v.pages[v.arg("next")]; p != "" && v.skin.Login == "redirect" && !v.takesOnlyForms(p) {
		to = p
	}
	status := http.StatusFound
	if v.names.coin("login status") {
		status = http.StatusSeeOther
	}
	http.Redirect(w, v.r, v.location(to), status)
}

func (v *visit) handleLogout(w http.ResponseWriter) {
	v.Logout(v.sid)
	v.loginPage(w, "You have logged out.")
}

// demandPassword shows the page of an account that must change its password
// first.
func (v *visit) demandPassword(w http.ResponseWriter) {
	if v.page == pageNewPassword && v.form != nil {
		if v.problem = v.ChangePassword(v.posted("new password"), v.posted("new password again")); v.problem == "" {
			http.Redirect(w, v.r, v.location(pageTop), http.StatusSeeOther)
			return
		}
	}
	fields := el("table.entry",
		line("td", "New password:", input("password", v.names.field("new password"), "")),
		line("td", "New password again:", input("password", v.names.field("new password again"), "")))
	v.writePage(w, http.StatusOK, v.plainPage("New password", el("h1", "New password"),
		el("p", "You must change your password before you can go on."), v.messageNodes(),
		v.postForm(at("target", "_top"), pageNewPassword, nil, fields, el("p", v.button("Change")))))
}
