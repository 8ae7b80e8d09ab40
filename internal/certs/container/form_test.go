// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package container_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/container"
)

// TestForm runs the command that a form recommends.
func TestForm(t *testing.T) {
	t.Parallel()
	certstest.RequireOpenSSL(t)
	f := certstest.NewFamily(t)
	certificate, key := f.Leaf.PEM(), f.Leaf.KeyPEM(t)
	both := certstest.File(t, append(certificate, key...))
	der := certstest.RunOpenSSL(t, key, "pkey", "-outform", "DER")
	pkcs12 := func(args ...string) []byte {
		return certstest.RunOpenSSL(t, nil, append([]string{"pkcs12", "-export", "-in", both, "-inkey", both, "-passout", "pass:x"}, args...)...)
	}
	base64 := func(der []byte) []byte { return certstest.RunOpenSSL(t, der, "base64") }
	tests := map[string]struct {
		data []byte
		want string
		keys int
	}{
		"DER":             {f.Leaf.Raw, "a certificate in DER", 0},
		"DER key":         {der, "a private key in DER", 1},
		"DER EC key":      {certstest.RunOpenSSL(t, key, "ec", "-outform", "DER"), "a private key in DER", 1},
		"DER encrypted":   {certstest.RunOpenSSL(t, key, "pkcs8", "-topk8", "-outform", "DER", "-passout", "pass:x"), "an encrypted private key in DER", 1},
		"PKCS#7":          {certstest.RunOpenSSL(t, nil, "crl2pkcs7", "-nocrl", "-certfile", both, "-outform", "DER"), "PKCS#7", 0},
		"PKCS#7 in PEM":   {certstest.RunOpenSSL(t, nil, "crl2pkcs7", "-nocrl", "-certfile", both), "PKCS#7 in PEM", 0},
		"PKCS#12":         {pkcs12(), "PKCS#12", 1},
		"PKCS#12, legacy": {pkcs12("-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"), "PKCS#12", 1},
		"base64":          {base64(f.Leaf.Raw), "base64 without BEGIN and END lines of a certificate in DER", 0},
		"base64, PKCS#12": {base64(pkcs12()), "base64 without BEGIN and END lines of PKCS#12", 1},
		"base64, PKCS#7":  {base64(certstest.RunOpenSSL(t, nil, "crl2pkcs7", "-nocrl", "-certfile", both, "-outform", "DER")), "base64 without BEGIN and END lines of PKCS#7", 0},
		"PEM":             {certificate, "", 0},
		"text":            {[]byte("hello"), "", 0},
		"base64 of text":  {base64([]byte("hello")), "", 0},
		"empty":           {nil, "", 0},
		"a sequence":      {[]byte("\x30\x00"), "", 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			form := container.FormOf(certs.NewContent(test.data))
			if form == nil || test.want == "" {
				if form != nil || test.want != "" {
					t.Fatalf("form %v, expected %q", form, test.want)
				}
				return
			}
			if form.Name != test.want {
				t.Errorf("form %q, expected %q", form.Name, test.want)
			}
			folder := t.TempDir()
			if err := os.WriteFile(filepath.Join(folder, "FILE"), test.data, 0o600); err != nil {
				t.Fatal(err)
			}
			command := form.Command
			for _, program := range []string{"openssl pkcs12", "openssl pkey"} {
				command = strings.Replace(command, program, program+" -passin pass:x", 1)
			}
			command = strings.Replace(command, "-aes256", "-aes256 -passout pass:y", 1)
			run := exec.CommandContext(t.Context(), "sh", "-c", command)
			run.Dir = folder
			if output, err := run.CombinedOutput(); err != nil {
				t.Fatalf("%s: %v\n%s", command, err, output)
			}
			converted, err := os.ReadFile(filepath.Join(folder, "NEWFILE"))
			content := certstest.Parse(t, certstest.Must(t, converted, err))
			if len(content.Keys()) != test.keys || content.PublicKeySHA256() == "" && !strings.Contains(test.want, "encrypted") {
				t.Errorf("the command gives %d keys, and the public key %q", len(content.Keys()), content.PublicKeySHA256())
			}
		})
	}
}
