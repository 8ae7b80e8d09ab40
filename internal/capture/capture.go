// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package capture keeps pages with every value blanked, so that their markup
// can be shown in a bug report, and read again by a test.
//
// A text that is not vocabulary is replaced by a placeholder, which is the same
// for the same text in all pages of a [Writer] and tells nothing about it.
// Structure stays: elements, attributes, types, classes, and what is checked,
// disabled or hidden.
//
// Every answer is a file whose first line is a comment: the method, the blanked
// address and the status, and after these where a redirect leads to, or how the
// server asks for the password. The files are numbered in the order of the
// answers; an answer that repeats the last one at its address is left out.
package capture

import (
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"sync"
)

// Writer writes pages into a folder. A nil Writer does nothing. It is safe for
// concurrent use.
type Writer struct {
	dir   string
	blank blanker

	mu    sync.Mutex
	count int
	last  map[string][sha256.Size]byte // of the answers, by method and address
}

// New returns a Writer for a folder, which is made when it is needed; nil for
// the folder "". The function keep tells which texts may be shown; it gets them
// with white space collapsed. Beside a checkbox the words that hint matches may
// be shown, too; nil is for none.
func New(dir string, keep func(text string) bool, hint *regexp.Regexp) *Writer {
	if dir == "" {
		return nil
	}
	return &Writer{dir: dir, blank: blanker{keep: keep, hint: hint, key: []byte(rand.Text())}, last: map[string][sha256.Size]byte{}}
}

// Exchange is a request and what the server made of it.
type Exchange struct {
	Method    string
	URL       *url.URL
	Status    int
	Challenge string // how the answer asks for the password by HTTP, such as "Basic"; "" for not
}

// Page writes one page of the server, and the redirects that led to it: trail
// ends with the request that the page answers. Whether that works or not, the
// work on the server goes on: capturing must not fail an apply.
func (w *Writer) Page(trail []Exchange, contentType string, body []byte) {
	if w == nil || len(trail) == 0 {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, exchange := range trail {
		request := exchange.Method + " " + w.blank.address(exchange.URL.String())
		detail := w.blank.scheme(exchange.Challenge)
		var page []byte
		if i == len(trail)-1 {
			page = w.blank.page(contentType, body)
		} else {
			detail = " " + w.blank.address(trail[i+1].URL.String())
		}
		w.write(request, exchange.Status, fmt.Appendf(nil, "<!-- %s %d%s -->\n%s", request, exchange.Status, detail, page))
	}
}

func (w *Writer) write(request string, status int, answer []byte) {
	sum := sha256.Sum256(answer)
	if w.last[request] == sum {
		return
	}
	w.last[request] = sum
	w.count++
	if err := os.MkdirAll(w.dir, 0o700); err == nil {
		_ = os.WriteFile(filepath.Join(w.dir, fmt.Sprintf("%04d-%d.html", w.count, status)), answer, 0o600)
	}
}
