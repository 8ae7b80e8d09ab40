// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs

import (
	"regexp"
	"strings"
)

const beginPrefix = "-----BEGIN "

// label is the type that a PEM boundary names. No other text between the dashes
// is accepted, so that no damaged line can put key bytes into a message.
const label = `[A-Z0-9](?:[ -]?[A-Z0-9.#/_+])*`

var (
	boundaryLine  = regexp.MustCompile(`^-----(BEGIN|END) (` + label + `)-----$`)
	boundaryStart = regexp.MustCompile(`^-----(?:BEGIN|END) ` + label + `-----`)
	boundaryEnd   = regexp.MustCompile(`-----(?:BEGIN|END) ` + label + `-----$`)
	joinedBlocks  = regexp.MustCompile(`-----END ` + label + `-----\s*-----BEGIN `)
	// nearBoundary is a boundary with too few dashes, or with dashes that a
	// word processor or a mail program lengthened.
	nearBoundary = regexp.MustCompile(`^(?:-{3,}|[-‐‑‒–—―−]*[‐‑‒–—―−][-‐‑‒–—―−]*)\s?(?:BEGIN|END)\b.*\b(?:CERTIFICATE|KEY|PARAMETERS|CRL|REQUEST|PKCS7|CMS)\b`)
	// sshBoundary is the boundary of RFC 4716, which is not damaged.
	sshBoundary = regexp.MustCompile(`^---- (?:BEGIN|END) SSH2 [A-Z ]*KEY ----$`)
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
	if match := boundaryLine.FindStringSubmatch(line); match != nil {
		return boundary{begin: match[1] == "BEGIN", end: match[1] == "END", label: match[2]}
	}
	trimmed := strings.TrimSpace(line)
	switch {
	case joinedBlocks.MatchString(trimmed):
		return boundary{broken: "the END of one block and the BEGIN of the next are on one line; put a line break between them " +
			"(this happens when files are joined and the first does not end with a line break)"}
	case strings.HasPrefix(trimmed, beginPrefix) && strings.Contains(trimmed, "-----END "):
		return boundary{broken: "the whole block is on one line; its line breaks were lost and must be put back after the BEGIN line and before the END line"}
	case boundaryLine.MatchString(trimmed):
		return boundary{broken: "the BEGIN or END line is indented; it must start in the first column"}
	case boundaryEnd.MatchString(trimmed):
		return boundary{broken: "there is other text before BEGIN or END on the same line; it must start in the first column"}
	case boundaryStart.MatchString(trimmed):
		return boundary{broken: "there is other text after BEGIN or END on the same line; BEGIN and END must each be on a line of their own"}
	case nearBoundary.MatchString(trimmed) && !sshBoundary.MatchString(trimmed):
		return boundary{broken: "the BEGIN or END line is damaged; it must have exactly five hyphens on each side, such as -----BEGIN CERTIFICATE-----"}
	}
	return boundary{}
}
