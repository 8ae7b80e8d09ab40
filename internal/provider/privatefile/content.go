// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package privatefile

import (
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
)

// maxBytes bounds a file: several thousand certificates fit into it. The
// product's own limit is unknown.
const maxBytes = 16 << 20

// argument is one of the ways to give the contents.
type argument struct {
	name      string
	value     types.String
	writeOnly bool
	read      func(text string) ([]byte, error)
}

func (a argument) at() path.Path { return path.Root(a.name) }

// arguments lists the ways to give the contents, in the order of the schema.
func (m *model) arguments() []argument {
	verbatim := func(text string) ([]byte, error) { return []byte(text), nil }
	return []argument{
		{"content", m.Content, false, verbatim},
		{"content_base64", m.ContentBase64, false, decodeBase64},
		{"source", m.Source, false, readSource},
		{"content_wo", m.ContentWO, true, verbatim},
	}
}

// given returns the arguments that are set.
func (m *model) given() []argument {
	var given []argument
	for _, a := range m.arguments() {
		if !a.value.IsNull() {
			given = append(given, a)
		}
	}
	return given
}

func decodeBase64(text string) ([]byte, error) {
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("it is not base64 (%w). Use filebase64() or base64encode()", err)
	}
	return data, nil
}

func readSource(name string) ([]byte, error) {
	file, err := os.Open(name) //nolint:gosec // The file that the user named.
	if err != nil {
		return nil, fmt.Errorf("the file cannot be read (%w). The path is relative to the folder in which the command runs; use ${path.module}/ for a file of the module", err)
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%q is not a regular file", name)
	}
	data, err := io.ReadAll(io.LimitReader(file, maxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("the file cannot be read (%w)", err)
	}
	return data, nil
}

// content reads the argument, in the form in which it is to be stored. It is
// nil while the value is not known.
func (a argument) content() (*certs.Content, error) {
	if a.value.IsUnknown() {
		return nil, nil
	}
	data, err := a.read(a.value.ValueString())
	switch {
	case err != nil:
		return nil, err
	case len(data) == 0:
		return nil, fmt.Errorf("it is empty, and an empty file is of no use to the server")
	case len(data) > maxBytes:
		return nil, fmt.Errorf("it has more than %d MiB", maxBytes>>20)
	}
	content := certs.NewContent(data)
	if a.name == "content_base64" {
		return content, nil // byte for byte
	}
	return content.Normalized(), nil
}

// check tells what is remarkable about contents that are to be stored.
func check(c *certs.Content, a argument, now time.Time) diag.Diagnostics {
	var diags diag.Diagnostics
	if err := c.Err(); err != nil {
		diags.AddAttributeWarning(a.at(), "Damaged PEM", fmt.Sprintf("%v. The file is stored as it is. A server cannot use it as a certificate, key or chain.", err))
	}
	hasKey := len(c.Keys()) > 0
	if hasKey && len(c.Certificates()) > 0 {
		diags.AddAttributeWarning(a.at(), "Certificate and private key in one file",
			"The contents hold a certificate and a private key. The server takes them as two files; and whoever may read the certificate could read the key. Split them if they are for HTTPT.")
	}
	if hasKey && !a.writeOnly && a.name != "source" {
		diags.AddAttributeWarning(a.at(), "Private key in the state",
			fmt.Sprintf("The contents hold a private key, and Terraform keeps %s in its state. Use content_wo, which is write-only, or source, of which only the digest is kept.", a.name))
	}
	for _, certificate := range c.Certificates() {
		diags.Append(checkCertificate(certificate, a, now)...)
	}
	for _, key := range c.Keys() {
		if key.Problem != nil {
			diags.AddAttributeWarning(a.at(), "Private key not checked", fmt.Sprintf("The private key (%s) cannot be read here: %v. It is stored as it is.", key.Format, key.Problem))
		}
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
