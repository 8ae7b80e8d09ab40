// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import (
	"net/http"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// authenticate tells whether the visit may go on; else it answers with the way to log in.
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
	if v.known && v.page == pageLogin {
		return true
	}
	if v.sid != "" && v.UseSession(v.sid, v.r.Method) {
		return true
	}
	v.sid = ""
	if v.skin.Login == "redirect" {
		http.Redirect(a, v.r, v.location(pageLogin, "next", v.next()), http.StatusFound)
		return false
	}
	v.loginPage(a, "")
	return false
}

// next is the page to go on with after the login, by its opaque name.
func (v *visit) next() string {
	if !v.known || v.r.Method == http.MethodPost || v.page == pageDownload || v.page == pageRestart || v.page == pageLogout {
		return v.names.name("page " + string(pageTop))
	}
	return v.names.name("page " + string(v.page))
}

// loginPage shows the login form.
func (v *visit) loginPage(w http.ResponseWriter, message string) {
	status := http.StatusOK
	if v.skin.Login == "status401" {
		status = http.StatusUnauthorized
	}
	fields := el("table", nil)
	if v.skin.Login != "no-user" {
		fields.kids = append(fields.kids, loginRow("User name:", "text", v.names.field("user")))
	}
	fields.kids = append(fields.kids, loginRow("Password:", "password", v.names.field("password")))
	kids := []*node{el("h1", nil, text("ISL Conference Proxy"))}
	if message != "" {
		kids = append(kids, el("p", at("class", "error"), text(message)), v.echo())
	}
	var args []string
	if v.skin.Login == "redirect" {
		args = []string{"next", v.arg("next")}
	}
	v.sid = ""
	kids = append(kids, v.postForm(at("target", "_top"), pageLogin, args, fields, el("p", nil, v.button("Log in"))))
	v.writePage(w, status, v.plainPage("Log in", kids...))
}

func loginRow(label, kind, name string) *node {
	return el("tr", nil, el("td", nil, text(label)), el("td", nil, el("input", at("type", kind, "name", name, "value", ""))))
}

func (v *visit) handleLogin(w http.ResponseWriter) {
	if v.r.Method != http.MethodPost {
		v.loginPage(w, "")
		return
	}
	user := v.Username()
	if v.skin.Login != "no-user" {
		user = v.form.get(v.names.field("user"))
	}
	sid, refusal := v.Login(user, v.form.get(v.names.field("password")), v.r.RemoteAddr)
	if refusal != product.Admitted {
		v.loginPage(w, string(refusal))
		return
	}
	v.sid = sid
	if v.skin.Session == "cookie" {
		http.SetCookie(w, &http.Cookie{Name: v.sidName(), Value: sid, Path: "/conf", HttpOnly: true, SameSite: http.SameSiteLaxMode})
	}
	to := pageTop
	if p := v.routes[v.arg("next")]; p != "" && v.skin.Login == "redirect" && !v.takesOnlyForms(p) {
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
	v.sid = ""
	v.loginPage(w, "You have logged out.")
}

// demandPassword is the page of an account that has to change its password first.
func (v *visit) demandPassword(w http.ResponseWriter) {
	if v.page == pageNewPassword && v.form != nil {
		v.problem = v.ChangePassword(v.form.get(v.names.field("new password")), v.form.get(v.names.field("new password again")))
		if v.problem == "" {
			http.Redirect(w, v.r, v.location(pageTop), http.StatusSeeOther)
			return
		}
	}
	kids := []*node{el("h1", nil, text("New password")), el("p", nil, text("You must change your password before you can go on."))}
	if v.problem != "" {
		kids = append(kids, el("p", at("class", "error"), text(v.problem)), v.echo())
	}
	fields := el("table", nil,
		loginRow("New password:", "password", v.names.field("new password")),
		loginRow("New password again:", "password", v.names.field("new password again")))
	kids = append(kids, v.postForm(at("target", "_top"), pageNewPassword, nil, fields, el("p", nil, v.button("Change"))))
	v.writePage(w, http.StatusOK, v.plainPage("New password", kids...))
}
