// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package capture writes copies of pages with every value blanked, so that a
// bug report can show their markup and a test can read them again.
//
// A text that is not vocabulary is replaced by a placeholder, which is the same
// for the same text in all pages of a [Writer] and reveals nothing about it.
// Structure stays: elements, attributes, types, classes, and the checked,
// disabled and hidden states.
//
// Every answer is a file whose first line is a comment: the method, the blanked
// address and the status, followed by the target of a redirect, or the
// authentication scheme that the server asks for. The files are numbered in the
// order of the answers. An answer that repeats the previous one at its address
// is not written.
package capture

import (
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
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

// New returns a Writer for a folder, which it creates; nil for the folder "". If
// the folder holds something, such as an earlier run, the Writer uses the first
// new one of its sub-folders 2, 3 and so on: every run has other placeholders. It
// is an error if no file can be written there. The function keep reports which
// texts may be shown; it gets them
// with white space collapsed. Next to a checkbox, the words that hint matches
// may be shown, too; a nil hint matches none.
func New(dir string, keep func(text string) bool, hint func() *regexp.Regexp) (*Writer, error) {
	if dir == "" {
		return nil, nil //nolint:nilnil // A nil Writer does nothing.
	}
	dir, err := unused(dir)
	if err != nil {
		return nil, err
	}
	probe, err := os.CreateTemp(dir, "probe")
	if err == nil {
		err = errors.Join(probe.Close(), os.Remove(probe.Name()))
	}
	if err != nil {
		return nil, err
	}
	return &Writer{dir: dir, blank: blanker{keep: keep, hint: hint, key: []byte(rand.Text())}, last: map[string][sha256.Size]byte{}}, nil
}

func unused(dir string) (string, error) {
	err := os.MkdirAll(dir, 0o700)
	held, err2 := os.ReadDir(dir)
	if err = errors.Join(err, err2); err != nil || len(held) == 0 {
		return dir, err
	}
	for run := 2; ; run++ {
		inner := filepath.Join(dir, strconv.Itoa(run))
		if err := os.Mkdir(inner, 0o700); !errors.Is(err, fs.ErrExist) {
			return inner, err
		}
	}
}

// Exchange is a request and the server's answer.
type Exchange struct {
	Method    string
	URL       *url.URL
	Status    int
	Challenge string // the authentication scheme that the answer asks for, such as "Basic"; "" for none
}

// Page writes one page of the server, and the redirects that led to it: trail
// ends with the request that the page answers. It reports no error, because a
// failed capture must not fail an apply.
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
	_ = os.WriteFile(filepath.Join(w.dir, fmt.Sprintf("%04d-%d.html", w.count, status)), answer, 0o600)
}
