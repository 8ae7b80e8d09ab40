// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/client"
)

// replay is a server that answers with captured pages: for each address its
// answers in order, then the last one again. Answers before and after the login
// are kept apart.
type replay struct {
	*httptest.Server
	own *regexp.Regexp // addresses of the captured server itself

	mu      sync.Mutex
	answers map[string][]captured // by method and address
	isIn    bool                  // a login was answered
	missing []string              // requests that were not made when the pages were captured
}

// captured is an answer in a folder of captures.
type captured struct {
	status int
	detail string // target of a redirect, or the scheme of the login
	page   string
}

var captureHead = regexp.MustCompile(`^<!-- (GET|POST) ((?:https?:)?//[^/?# ]+)(\S*) (\d{3})(?: (\S+))? -->\n`)

// readCapture reads a folder. host matches all hosts that requests were sent
// to.
func readCapture(t testing.TB, folder string) (answers map[string][]captured, own *regexp.Regexp) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.html"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s holds %d pages: %v", folder, len(files), err)
	}
	slices.Sort(files)
	answers = map[string][]captured{}
	var hosts []string
	isIn := ""
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		head := captureHead.FindStringSubmatch(string(data))
		if head == nil {
			t.Fatalf("%s does not begin with what was asked", file)
		}
		status, _ := strconv.Atoi(head[4])
		u, err := url.Parse(head[3])
		if err != nil {
			t.Fatal(err)
		}
		key, asks := keyOf(head[1], u), status == http.StatusUnauthorized && head[5] != ""
		if !asks {
			key = isIn + key
		}
		if asks || head[1] == http.MethodPost {
			isIn = "logged in: "
		}
		answers[key] = append(answers[key], captured{status, head[5], string(data[len(head[0]):])})
		_, host, _ := strings.Cut(head[2], "//")
		hosts = append(hosts, regexp.QuoteMeta(host))
	}
	return answers, regexp.MustCompile(`(https?:)?//(` + strings.Join(slices.Compact(hosts), "|") + `)\b`)
}

func keyOf(method string, u *url.URL) string {
	query, _ := url.QueryUnescape(u.RawQuery)
	return fmt.Sprintf("%s %s?%s", method, u.Path, query)
}

func newReplay(t *testing.T, folder string) *replay {
	t.Helper()
	r := &replay{}
	r.answers, r.own = readCapture(t, folder)
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	return r
}

// client returns a read-only client of the server.
func (r *replay) client(t *testing.T) *client.Client {
	t.Helper()
	return admin.Connect(t, confproxy.Config{Endpoint: r.URL, Password: "any password", ReadOnly: true, RequestTimeout: patience})
}

func (r *replay) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	key := keyOf(req.Method, req.URL)
	if _, _, basic := req.BasicAuth(); (basic || r.isIn) && len(r.answers["logged in: "+key]) > 0 {
		key = "logged in: " + key
	}
	r.isIn = r.isIn || req.Method == http.MethodPost
	left := r.answers[key]
	if len(left) == 0 {
		r.missing = append(r.missing, key)
		http.Error(w, "This page was not captured.", http.StatusNotFound)
		return
	}
	if len(left) > 1 {
		r.answers[key] = left[1:]
	}
	answer := left[0]
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if answer.detail != "" && answer.status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", answer.detail+` realm="replay"`)
	} else if answer.detail != "" {
		w.Header().Set("Location", r.own.ReplaceAllString(answer.detail, r.URL))
	}
	w.WriteHeader(answer.status)
	_, _ = w.Write([]byte(r.own.ReplaceAllString(answer.page, r.URL)))
}
