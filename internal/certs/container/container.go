// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package container reads what authorities and Windows administrators deliver
// instead of certificates and keys in PEM: DER, PKCS#7, PKCS#12, and base64 of
// these.
package container

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/smallstep/pkcs7"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
)

// Bundle is a server's certificate with its issuers and key, in PEM, as an
// authority or a Windows administrator delivers it.
type Bundle struct {
	Leaf  string // the certificate of the server
	Chain string // its issuers in order, without the root; "" for none
	Key   string // unencrypted, in traditional form where it has one; "" for none
}

// PasswordError reports a missing or wrong password.
type PasswordError struct {
	Input   string // such as "PKCS#12"
	Missing bool   // there is no password
	Beyond  bool   // it contains a character that the encryption cannot express
}

func (e *PasswordError) Error() string {
	switch {
	case e.Missing:
		return "the input is " + e.Input + ", and needs a password"
	case e.Beyond:
		return "the input is " + e.Input + ", and its password can only have characters up to U+FFFF, so no emoji. " +
			"If openssl opens it, change the password: openssl pkcs12 -in FILE -nodes | openssl pkcs12 -export -out NEWFILE"
	}
	return "the input is " + e.Input + ", and the password does not open it"
}

// Open reads PEM, DER, PKCS#7 or PKCS#12, or one of these in base64. The
// password opens a PKCS#12 or an encrypted key. The same input gives the same
// bundle. Errors name the form of the input; one about the password is a
// [*PasswordError].
func Open(data []byte, password string) (*Bundle, error) {
	certificates, key, err := unpack(unwrap(data), password)
	if err != nil {
		return nil, err
	}
	leaf, err := leafFor(certificates, key)
	if err != nil {
		return nil, err
	}
	bundle := &Bundle{Leaf: toPEM("CERTIFICATE", leaf.Raw)}
	for _, issuer := range issuersOf(leaf, certificates) {
		bundle.Chain += toPEM("CERTIFICATE", issuer.Raw)
	}
	if key != nil {
		bundle.Key, err = traditionalPEM(key)
	}
	return bundle, err
}

// unwrap removes base64 around the input, even if it was encoded several times,
// and the PEM that certutil -encode of Windows writes around any file.
func unwrap(data []byte) []byte {
	inner := data
	for formOfBytes(inner) == nil && !certs.NewContent(inner).HasBlocks() {
		if inner = fromBase64(inner); len(inner) == 0 {
			return data
		}
	}
	if block, rest := pem.Decode(certs.NewContent(inner).Normalized().Bytes()); block != nil && len(bytes.TrimSpace(rest)) == 0 {
		if form := formOfBytes(block.Bytes); form != nil && (form.Name == namePKCS7 || form.Name == namePKCS12 || form == formEnveloped) {
			return block.Bytes
		}
	}
	return inner
}

// InPEM returns contents whose certificates are in PEM: the contents themselves,
// or the certificates in DER or PKCS#7, or in base64 of these, in their order.
func InPEM(c *certs.Content) *certs.Content {
	if len(c.Certificates()) > 0 {
		return c
	}
	data := unwrap(c.Bytes())
	if form := FormOf(certs.NewContent(data)); form != nil && form.Name == namePKCS12 {
		return c
	}
	certificates, _, err := unpack(data, "")
	if err != nil || len(certificates) == 0 {
		return c
	}
	var text strings.Builder
	for _, certificate := range certificates {
		text.WriteString(toPEM("CERTIFICATE", certificate.Raw))
	}
	return certs.NewContent([]byte(text.String()))
}

// unpack returns the certificates and the key of an input, in its order.
func unpack(data []byte, password string) ([]*x509.Certificate, crypto.Signer, error) {
	content := certs.NewContent(data)
	switch form := FormOf(content); {
	case content.Err() != nil:
		return nil, nil, content.Err()
	case len(content.Certificates()) > 0 || len(content.Keys()) > 0:
		return unpackPEM(content, password)
	case form == nil:
		return nil, nil, fmt.Errorf("expected certificates as PEM, DER, PKCS#7 or PKCS#12, got %s", described(content))
	case form.Name == namePKCS12:
		return unpackPKCS12(data, password)
	case form.Name == namePKCS7:
		message, err := pkcs7.Parse(data)
		if err != nil {
			return nil, nil, fmt.Errorf("expected certificates in the PKCS#7: %w", err)
		}
		return message.Certificates, nil, nil
	case form.Name == nameDER:
		certificates, err := x509.ParseCertificates(data)
		return certificates, nil, err
	default:
		return nil, nil, fmt.Errorf("expected certificates as PEM, DER, PKCS#7 or PKCS#12, got %s", form)
	}
}

// described describes contents of an unknown form.
func described(content *certs.Content) string {
	switch other := content.OtherTypes(); {
	case len(content.Bytes()) == 0:
		return "an empty input"
	case len(other) > 0:
		return "PEM that holds " + strings.Join(other, ", ")
	case certs.IsText(content.Bytes()):
		return "text without PEM"
	default:
		return fmt.Sprintf("%d bytes in another form", len(content.Bytes()))
	}
}

func unpackPEM(content *certs.Content, password string) ([]*x509.Certificate, crypto.Signer, error) {
	switch keys := content.Keys(); {
	case len(keys) == 0:
		return content.Certificates(), nil, nil
	case len(content.Certificates()) == 0:
		return nil, nil, errors.New("expected a certificate, got only a private key")
	case len(keys) == 1:
		key, err := keys[0].Open([]byte(password))
		if errors.Is(err, certs.ErrPassphraseMissing) || errors.Is(err, certs.ErrPassphraseWrong) {
			err = &PasswordError{Input: "PEM with an encrypted key", Missing: password == ""}
		}
		return content.Certificates(), key, err
	default:
		return nil, nil, fmt.Errorf("expected at most one private key, got %d; export one from the keystore: %s", len(keys), exportAlias)
	}
}

// leafFor returns the certificate that matches the key. Without a key, it
// returns the only certificate that issued no other.
func leafFor(certificates []*x509.Certificate, key crypto.Signer) (*x509.Certificate, error) {
	var leaves []*x509.Certificate
	for i, c := range certificates {
		if err := certs.Problem(c); err != nil {
			return nil, err
		}
		if slices.ContainsFunc(certificates[:i], c.Equal) {
			continue
		}
		isLeaf := !slices.ContainsFunc(certificates, func(other *x509.Certificate) bool {
			return !other.Equal(c) && bytes.Equal(other.RawIssuer, c.RawSubject)
		})
		if key != nil {
			public, ok := c.PublicKey.(interface{ Equal(crypto.PublicKey) bool })
			isLeaf = ok && public.Equal(key.Public())
		}
		if isLeaf {
			leaves = append(leaves, c)
		}
	}
	switch {
	case len(leaves) == 1:
		return leaves[0], nil
	case len(certificates) == 0:
		return nil, errors.New("expected a certificate, got none")
	case key != nil:
		return nil, fmt.Errorf("expected one of the %d certificates to match the private key, got %d", len(certificates), len(leaves))
	}
	return nil, fmt.Errorf("expected one of the %d certificates to be the server's (the issuer of no other), got %d", len(certificates), len(leaves))
}

// issuersOf returns the path from a leaf towards its root, without the root.
func issuersOf(leaf *x509.Certificate, certificates []*x509.Certificate) []*x509.Certificate {
	var path []*x509.Certificate
	for at := leaf; len(path) < len(certificates); {
		next := slices.IndexFunc(certificates, func(c *x509.Certificate) bool {
			return !c.Equal(at) && bytes.Equal(c.RawSubject, at.RawIssuer) && at.CheckSignatureFrom(c) == nil &&
				!slices.ContainsFunc(path, c.Equal) && !bytes.Equal(c.RawSubject, c.RawIssuer)
		})
		if next < 0 {
			break
		}
		at = certificates[next]
		path = append(path, at)
	}
	return path
}

// traditionalPEM returns a key in PKCS#1 or SEC 1, which the product is
// documented to read, or in PKCS#8 if it has no such form.
func traditionalPEM(key crypto.Signer) (string, error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return "", err
	}
	written := certs.NewContent([]byte(toPEM("PRIVATE KEY", der)))
	return string(written.Traditional().Bytes()), nil
}

func toPEM(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}
