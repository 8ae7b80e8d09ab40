// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"regexp"
	"strings"
	"unicode"
)

var wordParts = regexp.MustCompile(`[^A-Za-z0-9]+`)
var wordAndNumber = regexp.MustCompile(`^([A-Za-z]*)([0-9]{0,3})$`)

// longestName is the length beyond which a name is not taken for words.
const longestName = 48

// looksLikeWords reports whether a name was made by a person, as opposed to a
// token: words in the Latin alphabet, each perhaps with a short number.
func looksLikeWords(name string) bool {
	if len(name) > longestName {
		return false
	}
	for _, c := range name {
		if c > unicode.MaxASCII || c < ' ' || strings.ContainsRune(`=;@<>"'&%$`, c) {
			return false
		}
	}
	numbers := 0
	for _, part := range wordParts.Split(name, -1) {
		match := wordAndNumber.FindStringSubmatch(part)
		if match == nil {
			return false
		}
		if match[1] != "" && !isWordLike(match[1]) {
			return false
		}
		if match[2] != "" {
			numbers++
		}
	}
	return numbers <= 2
}

// isWordLike judges a run of letters: words have vowels, no long runs of
// consonants, and few capitals.
func isWordLike(word string) bool {
	if len(word) > 24 {
		return false
	}
	capitals, consonants, longest, vowels := 0, 0, 0, 0
	allUpper := strings.ToUpper(word) == word
	hexOnly := true
	for i, c := range word {
		if unicode.IsUpper(c) && i > 0 {
			capitals++
		}
		lower := unicode.ToLower(c)
		hexOnly = hexOnly && lower <= 'f'
		if strings.ContainsRune("aeiouy", lower) {
			vowels++
			consonants = 0
			continue
		}
		consonants++
		longest = max(longest, consonants)
	}
	if !allUpper && capitals*3 > len(word) {
		return false
	}
	if len(word) <= 4 {
		return true
	}
	return vowels*6 >= len(word) && longest <= 5 && (!hexOnly || len(word) < 8)
}
