// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package check

import (
	"bytes"
	"errors"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
)

// openKey returns the public key of the key file, nil if it cannot be
// determined.
func (i *inspection) openKey() any {
	file, held := i.Key, i.Key.Content
	i.writing(file, RoleKey)
	if held.Err() != nil {
		i.report(Error, RoleKey, "Key cannot be read", "%s: %v.", file.Path, held.Err())
		return nil
	}
	if len(held.Keys()) != 1 {
		i.report(Error, RoleKey, "Not one private key in the file",
			"%s: expected exactly one private key in PEM form, got %d.%s", file.Path, len(held.Keys()), instead(held))
		return nil
	}
	key := held.Keys()[0]
	if key.Format == certs.OpenSSH {
		i.report(Error, RoleKey, "Key is in OpenSSH's form",
			"The key %s is in OpenSSH's own form (-----BEGIN OPENSSH PRIVATE KEY-----); expected PKCS#1 or SEC 1. "+
				"Convert it with: ssh-keygen -p -m PEM -f FILE.", file.Path)
		return nil
	}
	if !key.Encrypted && len(i.Passphrase) > 0 {
		i.report(Warning, RolePassphrase, "Passphrase not needed", "The key %s is not encrypted; the passphrase does not protect it.", file.Path)
	}
	signer, err := key.Open(i.Passphrase)
	if err == nil || errors.Is(err, certs.ErrUnsupported) { // otherwise a key or passphrase must be corrected first
		i.form(key)
	}
	if err != nil {
		i.notOpened(key, err)
		return nil
	}
	return signer.Public()
}

// form warns about a key in a form that the product may not read.
func (i *inspection) form(key *certs.Key) {
	switch {
	case key.Format == certs.EncryptedPKCS8:
		i.report(Warning, RoleKey, "Key is encrypted PKCS#8",
			"The key %s is encrypted PKCS#8; the server is documented to read the traditional form, and may refuse it. "+
				"Convert it with: %s.", i.Key.Path, certs.ConvertKey)
	case key.Algorithm == "Ed25519":
		i.report(Warning, RoleKey, "Key is Ed25519",
			"The key %s is an Ed25519 key, which can only be written as PKCS#8; the server is documented to read the traditional form, "+
				"and may refuse it. Use an RSA or EC key.", i.Key.Path)
	}
}

// notOpened reports why the key does not open.
func (i *inspection) notOpened(key *certs.Key, err error) {
	path := i.Key.Path
	switch trimmed := bytes.TrimRight(i.Passphrase, " \t\r\n\f\x00"); {
	case errors.Is(err, certs.ErrPassphraseMissing):
		i.report(Error, RolePassphrase, "Passphrase missing",
			"The key %s is encrypted (%s), and there is no passphrase. Set the passphrase that it was encrypted with, or use an unencrypted key.", path, key)
	case errors.Is(err, certs.ErrPassphraseWrong) && len(trimmed) < len(i.Passphrase) && opens(key, trimmed):
		i.report(Error, RolePassphrase, "Passphrase ends in white space",
			"The passphrase opens the key %s only without the line break or white space at its end. "+
				"Remove it; the editor or command that wrote a file often leaves one.", path)
	case errors.Is(err, certs.ErrPassphraseWrong):
		i.report(Error, RolePassphrase, "Passphrase wrong",
			"The passphrase does not open the key %s (%s). Expected the passphrase this file was encrypted with.", path, key)
	case errors.Is(err, certs.ErrDamaged):
		i.report(Error, RoleKey, "Key cannot be read", "The key %s cannot be read: %v. Use the file as it was created.", path, err)
	default:
		i.report(Warning, RoleKey, "Key not checked",
			"The key %s cannot be opened here: %v. Only a handshake after the change can show whether it belongs to the certificate.", path, err)
	}
}

func opens(key *certs.Key, passphrase []byte) bool {
	_, err := key.Open(passphrase)
	return err == nil
}

// pair compares the first certificate with the key. It returns the certificate
// that the server will present as its own, and whether that is the first.
func (i *inspection) pair(links []link, public any) (link, bool) {
	leaf := links[0]
	if public == nil {
		return leaf, true
	}
	wanted, err := certs.PublicKeySHA256(public)
	if err != nil || certs.Describe(leaf.Certificate).PublicKeySHA256 == wanted {
		return leaf, true
	}
	for _, other := range links[1:] {
		if certs.Describe(other.Certificate).PublicKeySHA256 == wanted {
			i.report(Error, RoleCertificate, "Certificates in the wrong order",
				"%s begins with the certificate of %q; expected that of %q, which belongs to the key %s and comes later, in %s. "+
					"Put the server's own certificate first, then its issuer, and so on.",
				leaf.path, certs.Title(leaf.Certificate), certs.Title(other.Certificate), i.Key.Path, other.path)
			return other, false
		}
	}
	i.report(Error, RoleKey, "Key and certificate do not match",
		"The key %s (public key SHA-256 %s) does not belong to the certificate %s of %q (public key SHA-256 %s). "+
			"Use the key that the certificate was requested with.",
		i.Key.Path, wanted, leaf.path, certs.Title(leaf.Certificate), certs.Describe(leaf.Certificate).PublicKeySHA256)
	return leaf, true
}
