// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"slices"
	"strings"
)

// Form is an encoding of certificates and keys other than their PEM.
type Form struct {
	Name    string // such as "PKCS#12"
	Command string // converts a FILE in this form to PEM
}

// Form returns the other form in which the contents hold certificates or keys;
// nil if they hold PEM, or nothing that is recognised.
func (c *Content) Form() *Form {
	r := c.read()
	switch {
	case len(r.certificates) > 0 || len(r.keys) > 0:
		return nil
	case slices.Contains(r.other, "PKCS7") || slices.Contains(r.other, "CMS"):
		return &Form{"PKCS#7 in PEM", "openssl pkcs7 -print_certs -in FILE -out NEWFILE"}
	case len(r.sections) > 1:
		return nil
	}
	if form := formOfDER(c.Bytes()); form != nil {
		return form
	}
	der, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(string(c.Bytes())), ""))
	if err != nil {
		return nil
	}
	form := formOfDER(der)
	if form == nil {
		return nil
	}
	return &Form{
		Name:    "base64 without BEGIN and END lines of " + form.Name,
		Command: `tr -d " \r\n" < FILE | openssl base64 -d -A -out FILE.der && ` + strings.Replace(form.Command, " FILE ", " FILE.der ", 1),
	}
}

// Object identifiers in their encoded form, because PKCS#7 and PKCS#12 are
// often BER.
const (
	oidData       = "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01"
	oidSignedData = "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02"
)

func formOfDER(der []byte) *Form {
	if len(der) == 0 || der[0] != 0x30 { // a SEQUENCE
		return nil
	}
	head := der[:min(len(der), 32)]
	switch version := bytes.Index(head, []byte{2, 1, 3}); {
	case bytes.Contains(head[:min(len(head), 24)], []byte(oidSignedData)) && version < 0:
		return &Form{"PKCS#7", "openssl pkcs7 -inform DER -print_certs -in FILE -out NEWFILE"}
	case version > 0 && bytes.Contains(head[version:], []byte(oidData)), version > 0 && bytes.Contains(head[version:], []byte(oidSignedData)):
		return &Form{"PKCS#12", "openssl pkcs12 -in FILE -nodes -out NEWFILE"}
	}
	if !isOpaque(ParseCertificate(der)) {
		return &Form{"a certificate in DER", "openssl x509 -inform DER -in FILE -out NEWFILE"}
	}
	if _, err := parsePBES2(der); err == nil {
		return &Form{"an encrypted private key in DER", "openssl pkey -inform DER -in FILE -traditional -aes256 -out NEWFILE"}
	}
	for _, parse := range []func([]byte) (any, error){keyTypes["RSA PRIVATE KEY"].parse, keyTypes["EC PRIVATE KEY"].parse, x509.ParsePKCS8PrivateKey} {
		if _, err := parse(der); err == nil {
			return &Form{"a private key in DER", "openssl pkey -inform DER -in FILE -traditional -out NEWFILE"}
		}
	}
	return nil
}
