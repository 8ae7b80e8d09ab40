// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// attributeNames are openssl's short names of the attributes of a name.
var attributeNames = map[string]string{
	"2.5.4.3": "CN", "2.5.4.4": "SN", "2.5.4.5": "serialNumber", "2.5.4.6": "C", "2.5.4.7": "L", "2.5.4.8": "ST",
	"2.5.4.9": "street", "2.5.4.10": "O", "2.5.4.11": "OU", "2.5.4.12": "title", "2.5.4.13": "description",
	"2.5.4.15": "businessCategory", "2.5.4.17": "postalCode", "2.5.4.42": "GN", "2.5.4.43": "initials",
	"2.5.4.46": "dnQualifier", "2.5.4.65": "pseudonym", "2.5.4.97": "organizationIdentifier",
	"0.9.2342.19200300.100.1.1": "UID", "0.9.2342.19200300.100.1.25": "DC", "1.2.840.113549.1.9.1": "emailAddress",
	"1.3.6.1.4.1.311.60.2.1.1": "jurisdictionL", "1.3.6.1.4.1.311.60.2.1.2": "jurisdictionST", "1.3.6.1.4.1.311.60.2.1.3": "jurisdictionC",
}

// attribute is one of a name, with its value left as it was encoded.
type attribute struct {
	Type  asn1.ObjectIdentifier
	Value asn1.RawValue
}

type attributeSET []attribute

// name writes a distinguished name by RFC 2253: last component first, special
// characters escaped, other than ASCII as escaped UTF-8 bytes.
func name(der []byte) string {
	var components []attributeSET
	if rest, err := asn1.Unmarshal(der, &components); err != nil || len(rest) > 0 {
		var fallback pkix.RDNSequence
		_, _ = asn1.Unmarshal(der, &fallback) // nothing more can be told
		return fallback.String()
	}
	var texts []string
	for _, component := range slices.Backward(components) {
		var parts []string
		for _, part := range slices.Backward(component) {
			parts = append(parts, part.String())
		}
		texts = append(texts, strings.Join(parts, "+"))
	}
	return strings.Join(texts, ",")
}

func (a attribute) String() string {
	short, known := attributeNames[a.Type.String()]
	if !known {
		return a.Type.String() + "=#" + strings.ToUpper(hex.EncodeToString(a.Value.FullBytes))
	}
	text, ok := stringOf(a.Value)
	if !ok {
		return short + "=#" + strings.ToUpper(hex.EncodeToString(a.Value.FullBytes))
	}
	return short + "=" + escape(text)
}

// Tags of string types that the standard library has no name for.
const tagVisibleString = 26

// stringOf decodes the string types that names are made of.
func stringOf(v asn1.RawValue) (string, bool) {
	switch v.Tag {
	case asn1.TagUTF8String:
		return string(v.Bytes), utf8.Valid(v.Bytes)
	case asn1.TagPrintableString, asn1.TagIA5String, asn1.TagNumericString, asn1.TagT61String, tagVisibleString:
		runes := make([]rune, len(v.Bytes))
		for i, b := range v.Bytes {
			runes[i] = rune(b) // as Latin-1, which is what openssl does
		}
		return string(runes), true
	case asn1.TagBMPString:
		if len(v.Bytes)%2 != 0 {
			return "", false
		}
		units := make([]uint16, len(v.Bytes)/2)
		for i := range units {
			units[i] = uint16(v.Bytes[2*i])<<8 | uint16(v.Bytes[2*i+1])
		}
		return string(utf16.Decode(units)), true
	}
	return "", false
}

func escape(text string) string {
	var b strings.Builder
	for i := range len(text) {
		c := text[i]
		switch {
		case strings.IndexByte(`,+"\<>;`, c) >= 0,
			c == ' ' && (i == 0 || i == len(text)-1), c == '#' && i == 0:
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < 0x20 || c >= 0x7F:
			fmt.Fprintf(&b, `\%02X`, c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}
