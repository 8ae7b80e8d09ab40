// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package container

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
)

// Form is the form of contents that are not certificates or keys in PEM.
type Form struct {
	Name    string // such as "PKCS#12"
	Command string // converts a FILE in this form to PEM; "" for none
	advice  string // what to do if there is no command
}

// String returns the name of the form and what to do, as the end of a sentence.
func (f *Form) String() string {
	if f.Command != "" {
		return f.Name + "; convert it with: " + f.Command
	}
	return f.Name + "; " + f.advice
}

var (
	formPKCS7InPEM = &Form{Name: "PKCS#7 in PEM", Command: "openssl pkcs7 -print_certs -in FILE -out NEWFILE"}
	// These hold no certificate and no private key, or need another step first.
	formRequest = &Form{Name: "a certificate signing request",
		advice: "use the certificate that the authority issued for it, or the key that it was created with"}
	formPublicKey = &Form{Name: "a public key", advice: "use the certificate that contains it, or its private key"}
	formEnveloped = &Form{Name: "an encrypted PKCS#7 (enveloped data)",
		advice: "decrypt it with the key of its recipient: openssl cms -decrypt -inform DER -in FILE -inkey KEYFILE -out NEWFILE"}
	formZIP       = &Form{Name: "a ZIP archive", advice: "extract it, and use the file in it"}
	formJavaStore = &Form{Name: "a Java keystore", advice: "convert it to PKCS#12 with: " +
		exportAlias}
)

// exportAlias writes one key of a keystore to PKCS#12.
const exportAlias = "keytool -importkeystore -srckeystore FILE -srcalias ALIAS -destkeystore NEWFILE -deststoretype PKCS12"

// formsOfPEM are the forms by their PEM types.
var formsOfPEM = map[string]*Form{
	"PKCS7":                   formPKCS7InPEM,
	"CMS":                     formPKCS7InPEM,
	"CERTIFICATE REQUEST":     formRequest,
	"NEW CERTIFICATE REQUEST": formRequest,
	"PUBLIC KEY":              formPublicKey,
	"RSA PUBLIC KEY":          formPublicKey,
}

// FormOf returns the form of contents; nil if they hold certificates or keys
// in PEM, or their form is unknown.
func FormOf(c *certs.Content) *Form {
	if len(c.Certificates()) > 0 || len(c.Keys()) > 0 {
		return nil
	}
	for _, label := range c.OtherTypes() {
		if form := formsOfPEM[label]; form != nil {
			return form
		}
	}
	if c.HasBlocks() {
		return nil
	}
	if form := formOfBytes(c.Bytes()); form != nil {
		return form
	}
	der := fromBase64(c.Bytes())
	form := formOfBytes(der)
	if form == nil || form.Command == "" {
		return form
	}
	return &Form{
		Name:    "base64 without BEGIN and END lines of " + form.Name,
		Command: `tr -d " \r\n" < FILE | openssl base64 -d -A -out FILE.der && ` + strings.Replace(form.Command, " FILE ", " FILE.der ", 1),
	}
}

// fromBase64 decodes base64; nil if the text is not base64.
func fromBase64(text []byte) []byte {
	decoded, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(string(text)), ""))
	if err != nil {
		return nil
	}
	return decoded
}

func formOfBytes(b []byte) *Form {
	switch {
	case bytes.HasPrefix(b, []byte("PK\x03\x04")):
		return formZIP
	case bytes.HasPrefix(b, []byte("\xFE\xED\xFE\xED")), bytes.HasPrefix(b, []byte("\xCE\xCE\xCE\xCE")):
		return formJavaStore
	case len(b) == 0 || b[0] != 0x30 || certs.IsText(b): // DER begins with a SEQUENCE, which may be the character 0
		return nil
	}
	form := formOfDER(b)
	if size := announced(b); size > len(b) {
		name := "DER"
		if form != nil {
			name = form.Name
		}
		return &Form{Name: fmt.Sprintf("truncated %s (%d of %d bytes)", name, len(b), size), advice: "copy the file again"}
	}
	return form
}

// announced returns the size that the first element of DER declares; 0 for none.
func announced(der []byte) int {
	switch short, lengths := int(der[min(1, len(der)-1)]), der[min(2, len(der)):]; {
	case short < 0x80:
		return 2 + short
	case short > 0x80 && short <= 0x84 && len(lengths) >= short-0x80:
		size := 0
		for _, part := range lengths[:short-0x80] {
			size = size<<8 | int(part)
		}
		return 2 + short - 0x80 + size
	}
	return 0
}

// Object identifiers in their encoded form, because PKCS#7 and PKCS#12 are
// often BER.
const (
	oidData       = "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01"
	oidSignedData = "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02"
	oidEnveloped  = "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x03"
)

// The names of the forms that need no conversion.
const (
	namePKCS7  = "PKCS#7"
	namePKCS12 = "PKCS#12"
	nameDER    = "a certificate in DER"
)

func formOfDER(der []byte) *Form {
	head := der[:min(len(der), 32)]
	switch version := bytes.Index(head, []byte{2, 1, 3}); {
	case bytes.Contains(head[:min(len(head), 24)], []byte(oidSignedData)) && version < 0:
		return &Form{Name: namePKCS7, Command: "openssl pkcs7 -inform DER -print_certs -in FILE -out NEWFILE"}
	case version > 0 && bytes.Contains(head[version:], []byte(oidData)), version > 0 && bytes.Contains(head[version:], []byte(oidSignedData)):
		return &Form{Name: namePKCS12, Command: "openssl pkcs12 -in FILE -nodes -out NEWFILE"}
	}
	if bytes.Contains(head[:min(len(head), 24)], []byte(oidEnveloped)) {
		return formEnveloped
	}
	if !certs.IsOpaque(certs.ParseCertificate(der)) {
		return &Form{Name: nameDER, Command: "openssl x509 -inform DER -in FILE -out NEWFILE"}
	}
	if _, err := x509.ParseCertificateRequest(der); err == nil {
		return formRequest
	}
	return formOfKey(der)
}

func formOfKey(der []byte) *Form {
	if isEncryptedKey(der) {
		return &Form{Name: "an encrypted private key in DER", Command: "openssl pkey -inform DER -in FILE -traditional -aes256 -out NEWFILE"}
	}
	if isKey(der) {
		return &Form{Name: "a private key in DER", Command: "openssl pkey -inform DER -in FILE -traditional -out NEWFILE"}
	}
	if _, err := x509.ParsePKIXPublicKey(der); err == nil {
		return formPublicKey
	}
	return nil
}

func isEncryptedKey(der []byte) bool {
	keys := certs.NewContent([]byte(toPEM("ENCRYPTED PRIVATE KEY", der))).Keys()
	return len(keys) == 1 && keys[0].Problem == nil
}

func isKey(der []byte) bool {
	_, pkcs1 := x509.ParsePKCS1PrivateKey(der)
	_, sec1 := x509.ParseECPrivateKey(der)
	_, pkcs8 := x509.ParsePKCS8PrivateKey(der)
	return pkcs1 == nil || sec1 == nil || pkcs8 == nil
}
