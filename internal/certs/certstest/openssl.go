// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certstest

import (
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// OpenSSL creates a root, an intermediate and a leaf in the folder with the
// openssl command, which must be on the PATH, as an administrator would. The
// leaf's key is RSA unless Leaf says otherwise; NotBefore is ignored.
func OpenSSL(folder string, leaf Leaf) (*Issued, error) {
	o := &openSSL{folder: folder}
	days := 90
	if !leaf.NotAfter.IsZero() {
		days = max(1, int(math.Ceil(time.Until(leaf.NotAfter).Hours()/24)))
	}
	names := []string{}
	for _, name := range leaf.DNSNames {
		names = append(names, "DNS:"+name)
	}
	for _, ip := range leaf.IPs {
		names = append(names, "IP:"+ip.String())
	}
	extensions := "basicConstraints=critical,CA:FALSE\nkeyUsage=digitalSignature,keyEncipherment\nextendedKeyUsage=serverAuth\n"
	if len(names) > 0 {
		extensions += "subjectAltName=" + strings.Join(names, ",") + "\n"
	}
	o.write("ca.ext", "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n")
	o.write("leaf.ext", extensions)

	o.key("root", ECDSA)
	o.run("req", "-new", "-key", "root.key", "-subj", "/O=Demo Authority/CN=Demo Root", "-out", "root.csr")
	o.run("x509", "-req", "-in", "root.csr", "-signkey", "root.key", "-days", "3650", "-extfile", "ca.ext", "-out", "root.crt")
	o.key("intermediate", ECDSA)
	o.run("req", "-new", "-key", "intermediate.key", "-subj", "/O=Demo Authority/CN=Demo Intermediate", "-out", "intermediate.csr")
	o.run("x509", "-req", "-in", "intermediate.csr", "-CA", "root.crt", "-CAkey", "root.key", "-CAcreateserial", "-days", "1825", "-extfile", "ca.ext", "-out", "intermediate.crt")
	o.key("server", leaf.Algorithm)
	o.run("req", "-new", "-key", "server.key", "-subj", "/CN="+leaf.CommonName, "-out", "server.csr")
	o.run("x509", "-req", "-in", "server.csr", "-CA", "intermediate.crt", "-CAkey", "intermediate.key", "-CAcreateserial", "-days", strconv.Itoa(days), "-extfile", "leaf.ext", "-out", "server.crt")

	issued := &Issued{
		CertPEM: o.read("server.crt"), KeyPEM: o.read("server.key"), ChainPEM: o.read("intermediate.crt"), RootPEM: o.read("root.crt"),
	}
	if o.err != nil {
		return nil, o.err
	}
	err := issued.parse()
	return issued, err
}

func (i *Issued) parse() error {
	certificate, _ := pem.Decode(i.CertPEM)
	key, _ := pem.Decode(i.KeyPEM)
	if certificate == nil || key == nil {
		return errors.New("expected PEM from openssl, got none")
	}
	var err error
	if i.Cert, err = x509.ParseCertificate(certificate.Bytes); err != nil {
		return err
	}
	parsed, err := x509.ParsePKCS8PrivateKey(key.Bytes)
	if err != nil {
		return err
	}
	signer, ok := parsed.(crypto.Signer)
	if !ok {
		return fmt.Errorf("openssl wrote a key of an unexpected type %T", parsed)
	}
	i.Signer = signer
	return nil
}

// openSSL runs commands in a folder until one fails.
type openSSL struct {
	folder string
	err    error
}

func (o *openSSL) run(args ...string) {
	if o.err != nil {
		return
	}
	command := exec.Command("openssl", args...)
	command.Dir = o.folder
	if output, err := command.CombinedOutput(); err != nil {
		o.err = fmt.Errorf("openssl %s: %w\n%s", strings.Join(args, " "), err, output)
	}
}

func (o *openSSL) key(name string, algorithm Algorithm) {
	arguments := map[Algorithm][]string{
		ECDSA:   {"-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"},
		RSA:     {"-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"},
		Ed25519: {"-algorithm", "ED25519"},
	}[algorithm]
	o.run(append([]string{"genpkey", "-out", name + ".key"}, arguments...)...)
}

func (o *openSSL) write(name, text string) {
	if o.err == nil {
		o.err = os.WriteFile(filepath.Join(o.folder, name), []byte(text), 0o600)
	}
}

func (o *openSSL) read(name string) []byte {
	if o.err != nil {
		return nil
	}
	data, err := os.ReadFile(filepath.Join(o.folder, name))
	o.err = err
	return data
}
