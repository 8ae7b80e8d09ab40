// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
)

// freshLogins is a server that gives every login page its own cookie, without
// which it does not accept the form. It answers the first two requests so that
// the cookie of the second arrives before the page of the first.
type freshLogins struct {
	server         http.Handler
	pages, refused atomic.Int64
	second, posted chan struct{}
	once           sync.Once
}

func (f *freshLogins) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost {
		f.once.Do(func() { close(f.posted) })
		f.check(r)
	}
	answer := httptest.NewRecorder()
	f.server.ServeHTTP(answer, r)
	body := answer.Body.Bytes()
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	w.Header().Del("Content-Length")
	number := int64(0)
	if r.Method == http.MethodGet && bytes.Contains(body, []byte(`type="password"`)) {
		number = f.pages.Add(1)
		w.Header().Add("Set-Cookie", fmt.Sprintf("page=%d; Path=/", number))
		body = bytes.Replace(body, []byte("</form>"), fmt.Appendf(nil, `<input type="hidden" name="page" value="%d"></form>`, number), 1)
	}
	w.WriteHeader(answer.Code)
	_ = http.NewResponseController(w).Flush()
	switch number {
	case 1:
		wait(f.second)
		time.Sleep(50 * time.Millisecond) // the client reads the cookie of the second
	case 2:
		close(f.second)
		wait(f.posted)
	}
	_, _ = w.Write(body)
}

// wait waits for a request that may never come.
func wait(request <-chan struct{}) {
	select {
	case <-request:
	case <-time.After(time.Second):
	}
}

// check makes the server refuse a form without the cookie of its page.
func (f *freshLogins) check(r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	form, _ := url.ParseQuery(string(body))
	r.Body = io.NopCloser(bytes.NewReader(body))
	if cookie, err := r.Cookie("page"); form.Has("page") && (err != nil || cookie.Value != form.Get("page")) {
		f.refused.Add(1)
		r.Body, r.ContentLength = http.NoBody, 0
	}
}

// Reads that begin together log in once, by a login page whose cookie no other
// answer has replaced.
func TestReadsThatBeginTogetherLogInOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t, emulator.Options{})
	at, err := url.Parse(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	front := &freshLogins{
		second: make(chan struct{}), posted: make(chan struct{}),
		server: &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(at)
			r.Out.Header.Set("Accept-Encoding", "identity")
		}},
	}
	server := httptest.NewServer(front)
	t.Cleanup(server.Close)
	client := admin.Connect(t, confproxy.Config{Endpoint: server.URL, Password: "asd", RequestTimeout: patience})
	var both sync.WaitGroup
	both.Go(func() {
		if _, err := client.Files(t.Context()); err != nil {
			t.Error(err)
		}
	})
	both.Go(func() {
		if _, err := client.Settings(t.Context(), confproxy.UseSSL); err != nil {
			t.Error(err)
		}
	})
	both.Wait()
	if front.pages.Load() < 2 || front.refused.Load() > 0 {
		t.Errorf("%d login pages, %d refused forms", front.pages.Load(), front.refused.Load())
	}
}
