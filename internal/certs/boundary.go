// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs

import (
	"regexp"
	"strings"
)

const beginPrefix = "-----BEGIN "

// label is what a PEM boundary names. Anything else between the dashes is not
// taken for one, so that no damaged line can carry key bytes into a message.
const label = `[A-Z0-9](?:[ -]?[A-Z0-9.#/_+])*`

var (
	boundaryLine  = regexp.MustCompile(`^-----(BEGIN|END) (` + label + `)-----$`)
	boundaryStart = regexp.MustCompile(`^-----(?:BEGIN|END) ` + label + `-----`)
	boundaryEnd   = regexp.MustCompile(`-----(?:BEGIN|END) ` + label + `-----$`)
	joinedBlocks  = regexp.MustCompile(`-----END ` + label + `-----\s*-----BEGIN `)
	// nearBoundary is a boundary with too few dashes, or with dashes that a
	// word processor or a mail program made longer.
	nearBoundary = regexp.MustCompile(`^(?:-{3,}|[-‐‑‒–—―−]*[‐‑‒–—―−][-‐‑‒–—―−]*)\s?(?:BEGIN|END)\b.*\b(?:CERTIFICATE|KEY|PARAMETERS|CRL|REQUEST|PKCS7|CMS)\b`)
	// sshBoundary is RFC 4716's own, which is not damaged.
	sshBoundary = regexp.MustCompile(`^---- (?:BEGIN|END) SSH2 [A-Z ]*KEY ----$`)
)

// boundary is what a line says about where a PEM block begins or ends.
type boundary struct {
	begin, end bool
	label      string
	broken     string // what is wrong with a line that is a boundary only nearly
}

// boundaryOf judges one line, without its line ending and the white space
// before that. A boundary in the middle of a line of other text is no boundary
// but text that talks of one, such as JSON or documentation.
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
		return boundary{broken: "there is other text behind the BEGIN or END on the same line; it must stand on a line of its own"}
	case nearBoundary.MatchString(trimmed) && !sshBoundary.MatchString(trimmed):
		return boundary{broken: "the BEGIN or END line is damaged; it must have exactly five hyphens on either side, such as -----BEGIN CERTIFICATE-----"}
	}
	return boundary{}
}
