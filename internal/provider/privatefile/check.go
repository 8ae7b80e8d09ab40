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
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/container"
)

// check warns about contents that a server may not be able to use. They are not
// errors, because the storage accepts any file.
func check(c *certs.Content, a argument, keyFormat types.String, now time.Time) diag.Diagnostics {
	var diags diag.Diagnostics
	if err := c.Err(); err != nil {
		diags.AddAttributeWarning(a.at(), "Invalid PEM",
			fmt.Sprintf("%v. The file is stored unchanged. The server cannot use it as a certificate, key or chain.", err))
	}
	hasKey := len(c.Keys()) > 0
	if hasKey && len(c.Certificates()) > 0 {
		diags.AddAttributeWarning(a.at(), "Certificate and private key in one file",
			"The contents include a certificate and a private key. The server needs them in two files, "+
				"and everyone who can read the certificate could read the key. Split them if they are for HTTPT.")
	}
	if hasKey && !a.writeOnly && !a.isSource() {
		diags.AddAttributeWarning(a.at(), "Private key in the state",
			fmt.Sprintf("The contents include a private key, and Terraform stores %s in its state. "+
				"Use content_wo, which is write-only, or source, of which the state keeps only the digest.", a.name))
	}
	for _, certificate := range container.InPEM(c).Certificates() {
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
		diags.AddAttributeWarning(a.at(), "Certificate not checked", fmt.Sprintf("The provider cannot read a certificate: %v. It is stored unchanged.", err))
	}
	subject, until := c.Subject.String(), c.NotAfter.UTC().Format(time.RFC3339)
	switch {
	case c.NotAfter.IsZero(): // unknown
	case now.After(c.NotAfter):
		diags.AddAttributeWarning(a.at(), "Certificate has expired", fmt.Sprintf("The certificate %q expired at %s.", subject, until))
	case now.Before(c.NotBefore):
		diags.AddAttributeWarning(a.at(), "Certificate is not valid yet",
			fmt.Sprintf("The certificate %q is valid from %s.", subject, c.NotBefore.UTC().Format(time.RFC3339)))
	}
	return diags
}

// checkKey warns about a key that is not in the traditional format, the only
// one that the server is documented to read.
func checkKey(key *certs.Key, a argument, keyFormat types.String) diag.Diagnostics {
	var diags diag.Diagnostics
	switch {
	case key.Problem != nil:
		diags.AddAttributeWarning(a.at(), "Private key not checked",
			fmt.Sprintf("The provider cannot read the private key (%s): %v. It is stored unchanged.", key.Format, key.Problem))
	case keyFormat.ValueString() == keyFormatUnchanged || key.IsTraditional():
	case key.Format == certs.EncryptedPKCS8:
		diags.AddAttributeWarning(a.at(), "Key is encrypted PKCS#8",
			"The server is documented to read keys in the traditional format, and may refuse this one. "+
				"The conversion needs the passphrase: openssl pkey -in FILE -traditional -aes256 -out NEWFILE")
	case key.Algorithm == "Ed25519":
		diags.AddAttributeWarning(a.at(), "Key is Ed25519",
			"An Ed25519 key exists only as PKCS#8. The server is documented to read keys in the traditional format, and may refuse this one. "+
				"Create another key: openssl ecparam -name prime256v1 -genkey -noout -out NEWFILE")
	}
	return diags
}
