// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs

import (
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/lazyregexp"
)

// section is a PEM block and the lines of text before it; the last section of a
// file has no block.
type section struct {
	text  []string
	block *block
}

// block is one PEM block in its original spelling.
type block struct {
	number   int // from 1
	line     int // of BEGIN, from 1
	end      int // line of END, from 1
	label    string
	headers  []string // "Name: value"
	body     []string // base64 without white space
	bodyLine int      // of the first element of body
}

// scan splits text into PEM blocks and the text around them. encoding/pem skips
// damage silently, and a skipped certificate is a broken chain; scan reports
// it, with the sections before it. Text with a NUL is binary, such as an
// archive, and has no blocks; other bytes may be a comment in a legacy
// encoding.
func scan(text string) ([]section, *ParseError) {
	if strings.Contains(text, "\x00") {
		return nil, nil
	}
	lines := strings.Split(text, "\n")
	var sections []section
	var current section
	for i := 0; i < len(lines); i++ {
		line := trimRight(lines[i])
		bound := boundaryOf(line)
		number := len(sections) + 1
		switch {
		case bound.broken != "":
			return sections, &ParseError{Block: number, Line: i + 1, Problem: bound.broken}
		case bound.end:
			return sections, &ParseError{Block: number, Type: bound.label, Line: i + 1,
				Problem: fmt.Sprintf("END %s without a BEGIN before it; the beginning of the block is missing", bound.label)}
		case bound.begin:
			b := &block{number: number, line: i + 1, label: bound.label}
			last, err := b.read(lines, i+1)
			if err != nil {
				return sections, err
			}
			i = last
			current.block = b
			sections = append(sections, current)
			current = section{}
		default:
			current.text = append(current.text, line)
		}
	}
	return append(sections, current), nil
}

// read reads headers and body up to the END line, and returns its index.
func (b *block) read(lines []string, start int) (int, *ParseError) {
	for i := start; i < len(lines); i++ {
		line := trimRight(lines[i])
		bound := boundaryOf(line)
		switch {
		case bound.broken != "":
			return 0, b.fail(i+1, bound.broken)
		case bound.begin:
			return 0, b.fail(i+1, fmt.Sprintf("its END line is missing: the next block (%s) begins at line %d", bound.label, i+1))
		case bound.end && bound.label != b.label:
			return 0, b.fail(i+1, fmt.Sprintf("it begins as %s but ends as %s", b.label, bound.label))
		case bound.end:
			b.split(lines[start:i], start+1)
			b.end = i + 1
			return i, nil
		}
	}
	return 0, b.fail(b.line, "its END line is missing: the file ends before it, so it was probably cut off")
}

// split separates the headers from the body. Headers are lines with a colon,
// their continuations begin with white space, and a blank line ends them.
func (b *block) split(lines []string, first int) {
	i := 0
	for ; i < len(lines); i++ {
		line := trimRight(lines[i])
		switch {
		case strings.Contains(line, ":"):
			b.headers = append(b.headers, strings.TrimSpace(line))
			continue
		case len(b.headers) > 0 && line != "" && (line[0] == ' ' || line[0] == '\t'):
			b.headers[len(b.headers)-1] += strings.TrimSpace(line)
			continue
		}
		break
	}
	b.bodyLine = first + i
	for _, line := range lines[i:] {
		b.body = append(b.body, strings.Map(dropSpace, line))
	}
}

// header returns the value of a header, or "".
func (b *block) header(name string) string {
	for _, header := range b.headers {
		key, value, _ := strings.Cut(header, ":")
		if strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// base64 returns the whole body, however it was wrapped.
func (b *block) base64() string { return strings.Join(b.body, "") }

// decode returns the bytes of the block.
func (b *block) decode() ([]byte, *ParseError) {
	text := b.base64()
	if text == "" {
		return nil, b.fail(b.line, "it is empty: there is nothing between BEGIN and END")
	}
	for i, line := range b.body {
		if strings.ContainsFunc(line, notBase64) {
			return nil, b.fail(b.bodyLine+i, fmt.Sprintf("line %d holds a character that is not base64", b.bodyLine+i))
		}
	}
	decoded, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, b.fail(b.line, fmt.Sprintf("its base64 is damaged: %d characters with padding in the wrong place or characters missing; "+
			"it was probably cut off or edited", len(text)))
	}
	return decoded, nil
}

func (b *block) fail(line int, problem string) *ParseError {
	return &ParseError{Block: b.number, Type: b.label, Line: line, Problem: problem}
}

func trimRight(line string) string { return strings.TrimRight(line, " \t\r\f\v") }

func dropSpace(r rune) rune {
	if strings.ContainsRune(" \t\r\f\v", r) {
		return -1
	}
	return r
}

func notBase64(r rune) bool {
	switch {
	case 'A' <= r && r <= 'Z', 'a' <= r && r <= 'z', '0' <= r && r <= '9', r == '+', r == '/', r == '=':
		return false
	}
	return true
}

const beginPrefix = "-----BEGIN "

// label is the type that a PEM boundary names. No other text between the dashes
// is accepted, so that no damaged line can put key bytes into a message.
const label = `[A-Z0-9](?:[ -]?[A-Z0-9.#/_+])*`

var (
	boundaryLine  = lazyregexp.New(`^-----(BEGIN|END) (` + label + `)-----$`)
	boundaryStart = lazyregexp.New(`^-----(?:BEGIN|END) ` + label + `-----`)
	boundaryEnd   = lazyregexp.New(`-----(?:BEGIN|END) ` + label + `-----$`)
	joinedBlocks  = lazyregexp.New(`-----END ` + label + `-----\s*-----BEGIN `)
	// nearBoundary is a boundary with too few dashes, or with dashes that a
	// word processor or a mail program lengthened.
	nearBoundary = lazyregexp.New(`^(?:-{3,}|[-‐‑‒–—―−]*[‐‑‒–—―−][-‐‑‒–—―−]*)\s?(?:BEGIN|END)\b.*\b(?:CERTIFICATE|KEY|PARAMETERS|CRL|REQUEST|PKCS7|CMS)\b`)
	// sshBoundary is the boundary of RFC 4716, which is not damaged.
	sshBoundary = lazyregexp.New(`^---- (?:BEGIN|END) SSH2 [A-Z ]*KEY ----$`)
)

// boundary is the beginning or the end of a PEM block, as one line states it.
type boundary struct {
	begin, end bool
	label      string
	broken     string // problem of a line that is almost a boundary
}

// boundaryOf examines one line, without its line ending and trailing white
// space. A boundary in the middle of a line of other text is not a boundary but
// text about one, such as JSON or documentation.
func boundaryOf(line string) boundary {
	if !strings.Contains(line, "BEGIN") && !strings.Contains(line, "END") {
		return boundary{}
	}
	if match := boundaryLine().FindStringSubmatch(line); match != nil {
		return boundary{begin: match[1] == "BEGIN", end: match[1] == "END", label: match[2]}
	}
	trimmed := strings.TrimSpace(line)
	switch {
	case joinedBlocks().MatchString(trimmed):
		return boundary{broken: "the END of one block and the BEGIN of the next are on one line; put a line break between them " +
			"(this happens when files are joined and the first does not end with a line break)"}
	case strings.HasPrefix(trimmed, beginPrefix) && strings.Contains(trimmed, "-----END "):
		return boundary{broken: "the whole block is on one line; its line breaks were lost and must be put back after the BEGIN line and before the END line"}
	case boundaryLine().MatchString(trimmed):
		return boundary{broken: "the BEGIN or END line is indented; it must start in the first column"}
	case boundaryEnd().MatchString(trimmed):
		return boundary{broken: "there is other text before BEGIN or END on the same line; it must start in the first column"}
	case boundaryStart().MatchString(trimmed):
		return boundary{broken: "there is other text after BEGIN or END on the same line; BEGIN and END must each be on a line of their own"}
	case nearBoundary().MatchString(trimmed) && !sshBoundary().MatchString(trimmed):
		return boundary{broken: "the BEGIN or END line is damaged; it must have exactly five hyphens on each side, such as -----BEGIN CERTIFICATE-----"}
	}
	return boundary{}
}
