// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package privatefile

import (
	"crypto/x509"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
)

// check tells what is remarkable about contents that are to be stored. Nothing
// of it is an error: the storage takes any file.
func check(c *certs.Content, a argument, keyFormat types.String, now time.Time) diag.Diagnostics {
	var diags diag.Diagnostics
	if err := c.Err(); err != nil {
		diags.AddAttributeWarning(a.at(), "Damaged PEM", fmt.Sprintf("%v. The file is stored as it is. A server cannot use it as a certificate, key or chain.", err))
	}
	hasKey := len(c.Keys()) > 0
	if hasKey && len(c.Certificates()) > 0 {
		diags.AddAttributeWarning(a.at(), "Certificate and private key in one file",
			"The contents hold a certificate and a private key. The server takes them as two files; and whoever may read the certificate could read the key. Split them if they are for HTTPT.")
	}
	if hasKey && !a.writeOnly && !a.isSource() {
		diags.AddAttributeWarning(a.at(), "Private key in the state",
			fmt.Sprintf("The contents hold a private key, and Terraform keeps %s in its state. Use content_wo, which is write-only, or source, of which only the digest is kept.", a.name))
	}
	for _, certificate := range c.Certificates() {
		diags.Append(checkCertificate(certificate, a, now)...)
	}
	for _, key := range c.Keys() {
		diags.Append(checkKey(key, a, keyFormat)...)
	}
	return diags
}

func checkCertificate(c *x509.Certificate, a argument, now time.Time) diag.Diagnostics {
	var diags diag.Diagnostics
	if err := certs.Problem(c); err != nil {
		diags.AddAttributeWarning(a.at(), "Certificate not checked", fmt.Sprintf("A certificate cannot be read here: %v. It is stored as it is.", err))
	}
	subject, until := c.Subject.String(), c.NotAfter.UTC().Format(time.RFC3339)
	switch {
	case c.NotAfter.IsZero(): // nothing can be told
	case now.After(c.NotAfter):
		diags.AddAttributeWarning(a.at(), "Expired certificate", fmt.Sprintf("The certificate of %q expired at %s.", subject, until))
	case now.Before(c.NotBefore):
		diags.AddAttributeWarning(a.at(), "Certificate not valid yet",
			fmt.Sprintf("The certificate of %q is valid from %s on.", subject, c.NotBefore.UTC().Format(time.RFC3339)))
	}
	return diags
}

// checkKey warns of a key that the server may not read: it is documented to
// read the traditional form.
func checkKey(key *certs.Key, a argument, keyFormat types.String) diag.Diagnostics {
	var diags diag.Diagnostics
	switch {
	case key.Problem != nil:
		diags.AddAttributeWarning(a.at(), "Private key not checked", fmt.Sprintf("The private key (%s) cannot be read here: %v. It is stored as it is.", key.Format, key.Problem))
	case keyFormat.ValueString() == keyFormatUnchanged || key.IsTraditional():
	case key.Format == certs.EncryptedPKCS8:
		diags.AddAttributeWarning(a.at(), "Key is encrypted PKCS#8",
			"The server is documented to read the traditional form of keys, and may refuse this one. It can only be converted with its passphrase: openssl pkey -in FILE -traditional -aes256 -out NEWFILE")
	case key.Algorithm == "Ed25519":
		diags.AddAttributeWarning(a.at(), "Key is Ed25519",
			"An Ed25519 key can only be written as PKCS#8. The server is documented to read the traditional form, and may refuse it. A new key that is safe: openssl ecparam -name prime256v1 -genkey -noout -out NEWFILE")
	}
	return diags
}
