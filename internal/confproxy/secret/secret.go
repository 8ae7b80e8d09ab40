// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package secret keeps secrets out of texts that leave the client, in any
// encoding in which a server repeats them.
//
// A mask must not confirm a guess. "Wrong user name or ********" reveals that
// the password is the word password. A secret that is a plain word, or short,
// is therefore not masked: while one is in use, no text of the server is shown
// at all, whether it contains the word or not.
package secret

import (
	"bytes"
	"encoding/base64"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

const (
	// Mask replaces a secret.
	Mask = "********"
	// Withheld replaces a text of the server while a secret is a plain word.
	Withheld = "(not shown, because a secret in use is a plain word or short)"

	shortest = 6  // minimum length of a secret that is masked
	piece    = 16 // length of a part by which a longer secret is recognised
)

// documentedDefault is the password after the installation: it is no secret,
// and not a word in any language of the administration.
const documentedDefault = "asd"

// Masker masks secrets. The zero value has none. It is safe for concurrent use.
type Masker struct {
	mu      sync.RWMutex
	known   map[string]bool
	given   []string        // secrets that were added whole and are not plain words
	whole   [][]rune        // in reduced form
	pieces  map[string]bool // parts of longer secrets, in reduced form
	isPlain bool            // a secret is a plain word or short
}

// Add adds a secret.
func (m *Masker) Add(secret string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case !m.remember(secret) || secret == documentedDefault:
	case isPlainWord(secret):
		m.isPlain = true
	default:
		m.given = append(m.given, secret)
		m.learn(secret)
	}
}

// Given returns the secrets that were added whole, except those that are plain
// words or short.
func (m *Masker) Given() []string {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return slices.Clone(m.given)
}

// AddKeys adds the lines of private keys in PEM form.
func (m *Masker) AddKeys(data []byte) {
	inKey := false
	for line := range bytes.Lines(data) {
		line = bytes.TrimSpace(line)
		switch {
		case bytes.HasPrefix(line, []byte("-----")):
			inKey = bytes.Contains(line, []byte("BEGIN")) && bytes.Contains(line, []byte("PRIVATE KEY"))
		case inKey && len(line) >= piece && !bytes.Contains(line, []byte(":")):
			m.addLine(string(line))
		}
	}
}

// addLine adds a line of a key. It never counts as a plain word: some lines are
// of letters alone, and none occurs in a text by chance.
func (m *Masker) addLine(line string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.remember(line) {
		m.learn(line)
	}
}

// remember reports whether the secret is new.
func (m *Masker) remember(secret string) (isNew bool) {
	secret = strings.ToValidUTF8(secret, "\uFFFD")
	if secret == "" || m.known[secret] {
		return false
	}
	if m.known == nil {
		m.known, m.pieces = map[string]bool{}, map[string]bool{}
	}
	m.known[secret] = true
	return true
}

func (m *Masker) learn(secret string) {
	secret = strings.ToValidUTF8(secret, "\uFFFD")
	for _, level := range levels(secret) {
		m.learnForm(level)
	}
	for _, encoded := range inBase64(secret) {
		m.learnForm(reduce(unitsOf(encoded)))
	}
}

func (m *Masker) learnForm(reduced []unit) {
	runes := make([]rune, len(reduced))
	for i, u := range reduced {
		runes[i] = u.r
	}
	switch {
	case len(runes) < shortest:
	case len(runes) < piece:
		m.whole = append(m.whole, runes)
	default:
		for i := 0; i+piece <= len(runes); i++ {
			m.pieces[string(runes[i:i+piece])] = true
		}
	}
}

// isPlainWord reports whether a secret may occur in a text by chance.
func isPlainWord(secret string) bool {
	trimmed := strings.TrimSpace(secret)
	isLetter := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) }
	return utf8.RuneCountInString(trimmed) < shortest || strings.TrimFunc(trimmed, isLetter) == ""
}

// inBase64 returns the base64 forms of a secret at each of the three possible
// offsets in the encoded data.
func inBase64(secret string) []string {
	var all []string
	for before := range 3 {
		data := append(make([]byte, before), secret...)
		for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			text := encoding.EncodeToString(data)
			text = text[(before*8+5)/6:]
			if len(data)%3 != 0 {
				text = text[:len(text)-1]
			}
			all = append(all, text)
		}
	}
	return all
}

// Knows reports whether a text is one of the secrets.
func (m *Masker) Knows(text string) bool {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.known[strings.ToValidUTF8(text, "\uFFFD")]
}

// Text returns a text of the client itself without secrets.
func (m *Masker) Text(text string) string {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if len(m.known) == 0 {
		return text
	}
	text = maskDefault(text, m.known[documentedDefault])
	if len(m.whole) == 0 && len(m.pieces) == 0 {
		return text
	}
	hidden := make([]bool, len(text))
	found := false
	for _, level := range levels(text) {
		found = m.hide(level, hidden) || found
	}
	if !found {
		return text
	}
	var b strings.Builder
	for i := range len(text) {
		if !hidden[i] {
			b.WriteByte(text[i])
		} else if i == 0 || !hidden[i-1] {
			b.WriteString(Mask)
		}
	}
	return b.String()
}

// FromServer returns a text of the server without secrets.
func (m *Masker) FromServer(text string) string {
	m.mu.RLock()
	isPlain := m.isPlain
	m.mu.RUnlock()
	if isPlain && text != "" {
		return Withheld
	}
	return m.Text(text)
}

// hide marks the bytes of a text that belong to a secret.
func (m *Masker) hide(reduced []unit, hidden []bool) (found bool) {
	mark := func(from, to int) {
		found = true
		for i := reduced[from].start; i < reduced[to-1].end; i++ {
			hidden[i] = true
		}
	}
	var b strings.Builder
	offsets := make([]int, 0, len(reduced)+1)
	for _, u := range reduced {
		offsets = append(offsets, b.Len())
		b.WriteRune(u.r)
	}
	offsets = append(offsets, b.Len())
	text := b.String()
	for i := range reduced {
		if i+piece <= len(reduced) && m.pieces[text[offsets[i]:offsets[i+piece]]] {
			mark(i, i+piece)
		}
		for _, secret := range m.whole {
			if i+len(secret) <= len(reduced) && text[offsets[i]:offsets[i+len(secret)]] == string(secret) {
				mark(i, i+len(secret))
			}
		}
	}
	return found
}

// maskDefault masks the documented default where it stands alone.
func maskDefault(text string, isKnown bool) string {
	if !isKnown || !strings.Contains(text, documentedDefault) {
		return text
	}
	var b strings.Builder
	isWord := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	for {
		before, after, found := strings.Cut(text, documentedDefault)
		b.WriteString(before)
		if !found {
			return b.String()
		}
		last, _ := utf8.DecodeLastRuneInString(before)
		next, _ := utf8.DecodeRuneInString(after)
		if isWord(last) || isWord(next) {
			b.WriteString(documentedDefault)
		} else {
			b.WriteString(Mask)
		}
		text = after
	}
}
