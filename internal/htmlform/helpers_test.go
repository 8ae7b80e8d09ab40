// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

const pageURL = "http://proxy.example:7615/conf/page?old=1#top"

func mustURL(t testing.TB, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// parse parses a page in UTF-8 that was fetched from pageURL.
func parse(t testing.TB, page string) *htmlform.Page {
	t.Helper()
	return parseAs(t, "text/html; charset=utf-8", page)
}

func parseAs(t testing.TB, contentType, page string) *htmlform.Page {
	t.Helper()
	p, err := htmlform.Parse(mustURL(t, pageURL), contentType, strings.NewReader(page), 16<<20)
	if err != nil {
		t.Fatalf("Parse: %v", err)
	}
	return p
}

// named returns the only control of the page with the name.
func named(t testing.TB, p *htmlform.Page, name string) *htmlform.Control {
	t.Helper()
	all := allNamed(p, name)
	if len(all) != 1 {
		t.Fatalf("%d controls are named %q, want 1", len(all), name)
	}
	return all[0]
}

func allNamed(p *htmlform.Page, name string) []*htmlform.Control {
	var found []*htmlform.Control
	for _, c := range p.Controls() {
		if c.Name == name {
			found = append(found, c)
		}
	}
	return found
}

// onlyForm returns the only form of the page.
func onlyForm(t testing.TB, p *htmlform.Page) *htmlform.Form {
	t.Helper()
	forms := p.Forms()
	if len(forms) != 1 {
		t.Fatalf("the page has %d forms, want 1", len(forms))
	}
	return forms[0]
}

// sent is a request as it goes over the wire.
type sent struct {
	Method, URL, ContentType, Body string
}

func send(t testing.TB, s *htmlform.Submission) sent {
	t.Helper()
	req, err := s.Request(t.Context())
	if err != nil {
		t.Fatalf("Request: %v", err)
	}
	return sentBy(t, req)
}

func sentBy(t testing.TB, req *http.Request) sent {
	t.Helper()
	out := sent{Method: req.Method, URL: req.URL.String(), ContentType: req.Header.Get("Content-Type")}
	if req.Body != nil {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			t.Fatal(err)
		}
		if req.ContentLength != int64(len(body)) {
			t.Errorf("Content-Length is %d for a body of %d bytes", req.ContentLength, len(body))
		}
		out.Body = string(body)
	}
	return out
}

func diff(t testing.TB, what string, want, got any) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

// ok fails the test at once on an error.
func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// texts applies a method to all elements of a list.
func texts[T any](list []T, of func(T) string) []string {
	out := make([]string, 0, len(list))
	for _, x := range list {
		out = append(out, of(x))
	}
	return out
}

func names(controls []*htmlform.Control) []string {
	return texts(controls, func(c *htmlform.Control) string { return c.Name })
}
