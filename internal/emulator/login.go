// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"net/http"
)

// authorised tells whether the visit may go on; else it answers with the way to log in.
func (v *visit) authorised(a *answer) bool {
	if v.skin.Login == LoginBasic {
		switch problem := v.basic(v.r); problem {
		case noProblem:
			return true
		case tooMany:
			v.fault(a, http.StatusForbidden, string(problem))
		default:
			a.header.Set("WWW-Authenticate", `Basic realm="ISL Conference Proxy", charset="UTF-8"`)
			v.fault(a, http.StatusUnauthorized, string(problem))
		}
		return false
	}
	if v.known && v.page == pageLogin {
		return true
	}
	if v.sid != "" && v.admit(v.sid, v.r.Method) {
		return true
	}
	v.sid = ""
	if v.skin.Login == LoginRedirect {
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
func (v *visit) loginPage(w http.ResponseWriter, problem loginProblem) {
	status := http.StatusOK
	if v.skin.Login == LoginStatus401 {
		status = http.StatusUnauthorized
	}
	fields := el("table", nil)
	if v.skin.Login != LoginNoUser {
		fields.kids = append(fields.kids, loginRow("User name:", "text", v.names.field("user")))
	}
	fields.kids = append(fields.kids, loginRow("Password:", "password", v.names.field("password")))
	kids := []*node{el("h1", nil, text("ISL Conference Proxy"))}
	if problem != noProblem {
		kids = append(kids, el("p", at("class", "error"), text(string(problem))))
	}
	var args []string
	if v.skin.Login == LoginRedirect {
		args = []string{"next", v.arg("next")}
	}
	v.sid = ""
	kids = append(kids, v.postForm(at("target", "_top"), pageLogin, args, fields, el("p", nil, v.button("Log in"))))
	v.show(w, status, v.plainPage("Log in", kids...))
}

func loginRow(label, kind, name string) *node {
	return el("tr", nil, el("td", nil, text(label)), el("td", nil, el("input", at("type", kind, "name", name, "value", ""))))
}

func (v *visit) handleLogin(w http.ResponseWriter) {
	if v.r.Method != http.MethodPost {
		v.loginPage(w, "")
		return
	}
	user := v.opt.Username
	if v.skin.Login != LoginNoUser {
		user = v.form.get(v.names.field("user"))
	}
	sid, problem := v.login(user, v.form.get(v.names.field("password")))
	if problem != noProblem {
		v.loginPage(w, problem)
		return
	}
	v.sid = sid
	if v.skin.Session == SessionCookie {
		http.SetCookie(w, &http.Cookie{Name: v.sidName(), Value: sid, Path: "/conf", HttpOnly: true, SameSite: http.SameSiteLaxMode})
	}
	to := pageTop
	if p := v.routes[v.arg("next")]; p != "" && v.skin.Login == LoginRedirect && !v.takesOnlyForms(p) {
		to = p
	}
	status := http.StatusFound
	if v.names.coin("login status") {
		status = http.StatusSeeOther
	}
	http.Redirect(w, v.r, v.location(to), status)
}

func (v *visit) handleLogout(w http.ResponseWriter) {
	v.logout(v.sid)
	v.sid = ""
	v.loginPage(w, "You have logged out.")
}
