// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package secret

import (
	"html"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// unit is a character with its bytes in the original text.
type unit struct {
	r          rune
	start, end int
}

func unitsOf(text string) []unit {
	units := make([]unit, 0, len(text))
	for i, r := range text {
		size := utf8.RuneLen(r)
		if r == utf8.RuneError {
			_, size = utf8.DecodeRuneInString(text[i:])
		}
		units = append(units, unit{r, i, i + size})
	}
	return units
}

// maxLevels limits how often a text is decoded.
const maxLevels = 5

// levels returns a text unchanged and with one more level of encoding removed
// each time, all in reduced form.
func levels(text string) [][]unit {
	var all [][]unit
	for level := unitsOf(text); level != nil && len(all) < maxLevels; level = decode(level) {
		all = append(all, reduce(level))
	}
	return all
}

// reduce removes white space, which a page collapses, and the sign that
// represents it in addresses.
func reduce(units []unit) []unit {
	reduced := make([]unit, 0, len(units))
	for _, u := range units {
		if !unicode.IsSpace(u.r) && u.r != '+' {
			reduced = append(reduced, u)
		}
	}
	return reduced
}

// decode removes one level of HTML, percent and JSON encoding; nil if there is
// none.
func decode(units []unit) []unit {
	decoded := make([]unit, 0, len(units))
	changed := false
	for i := 0; i < len(units); {
		runes, length := decodeOne(units[i:])
		if length == 0 {
			decoded = append(decoded, units[i])
			i++
			continue
		}
		changed = true
		for _, r := range runes {
			decoded = append(decoded, unit{r, units[i].start, units[i+length-1].end})
		}
		i += length
	}
	if !changed {
		return nil
	}
	return decoded
}

// decodeOne decodes the encoding at the first character. length is the number
// of encoded characters, 0 for none.
func decodeOne(units []unit) (runes []rune, length int) {
	switch units[0].r {
	case '&':
		return entity(units)
	case '%':
		return percent(units)
	case '\\':
		return escape(units)
	}
	return nil, 0
}

func entity(units []unit) ([]rune, int) {
	const longest = 12
	var b strings.Builder
	for i := range min(longest, len(units)) {
		b.WriteRune(units[i].r)
		if units[i].r != ';' {
			continue
		}
		if text := html.UnescapeString(b.String()); text != b.String() {
			return []rune(text), i + 1
		}
		break
	}
	return nil, 0
}

// percent decodes as many escaped bytes as form whole characters.
func percent(units []unit) ([]rune, int) {
	var data []byte
	length := 0
	for length+2 < len(units) && units[length].r == '%' && len(data) < utf8.UTFMax {
		n, ok := hex(units[length+1 : length+3])
		if !ok {
			break
		}
		data = append(data, byte(n&0xFF))
		length += 3
		if utf8.FullRune(data) {
			break
		}
	}
	if length == 0 {
		return nil, 0
	}
	return []rune(string(data)), length
}

func hex(units []unit) (rune, bool) {
	var b strings.Builder
	for _, u := range units {
		b.WriteRune(u.r)
	}
	n, err := strconv.ParseUint(b.String(), 16, 31)
	return rune(n), err == nil
}

// escape decodes the escapes of JSON and of Go.
func escape(units []unit) ([]rune, int) {
	if len(units) < 2 {
		return nil, 0
	}
	digits := map[rune]int{'u': 4, 'U': 8, 'x': 2}[units[1].r]
	if digits > 0 && len(units) >= 2+digits {
		if n, ok := hex(units[2 : 2+digits]); ok {
			return surrogates(units, n, 2+digits)
		}
	}
	if i := strings.IndexRune("abfnrtv", units[1].r); i >= 0 {
		return []rune{rune("\a\b\f\n\r\t\v"[i])}, 2
	}
	return []rune{units[1].r}, 2
}

// surrogates joins two halves of a character, as JSON writes it.
func surrogates(units []unit, first rune, length int) ([]rune, int) {
	const high, low, end, beyond = 0xD800, 0xDC00, 0xE000, 0x10000
	if first >= high && first < low && len(units) >= length+6 && units[length].r == '\\' && units[length+1].r == 'u' {
		if second, ok := hex(units[length+2 : length+6]); ok && second >= low && second < end {
			return []rune{(first-high)<<10 + second - low + beyond}, length + 6
		}
	}
	return []rune{first}, length
}
