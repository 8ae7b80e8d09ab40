// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certificate

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/check"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/providerdata"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

func issue(t *testing.T, algorithm certstest.Algorithm) *certstest.Issued {
	t.Helper()
	return certstest.Issue(t, certstest.Leaf{CommonName: "proxy.example.com", DNSNames: []string{"proxy.example.com"}, Algorithm: algorithm})
}

func encrypted(t *testing.T, issued *certstest.Issued, passphrase string) string {
	t.Helper()
	key, err := issued.EncryptedKeyPEM(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	return string(key)
}

func text(s string) types.String {
	if s == "" {
		return types.StringNull()
	}
	return types.StringValue(s)
}

func TestReadPublic(t *testing.T) {
	t.Parallel()
	i, other := issue(t, certstest.ECDSA), issue(t, certstest.ECDSA)
	leaf, chain, root, key := string(i.CertPEM), string(i.ChainPEM), string(i.RootPEM), string(i.KeyPEM)
	self, err := certstest.SelfSigned(certstest.Leaf{CommonName: "alone"})
	if err != nil {
		t.Fatal(err)
	}
	const none = "no argument"
	for name, test := range map[string]struct {
		certificate, chain string
		stored, storedWith string // "" for none
		at, says           string // of the error; it is at no argument if that may hold a key
	}{
		"apart":                 {leaf, chain, leaf, chain, "", ""},
		"full chain":            {leaf + chain, "", leaf, chain, "", ""},
		"full chain with root":  {leaf + chain + root, "", leaf, chain, "", ""},
		"both":                  {leaf + chain, chain + root, leaf, chain, "", ""},
		"leaf repeated":         {leaf, leaf + chain, leaf, chain, "", ""},
		"root only":             {leaf, root, leaf, "", "", ""},
		"no chain":              {leaf, "", leaf, "", "", ""},
		"self-signed":           {string(self.CertPEM), "", string(self.CertPEM), "", "", ""},
		"other chain appended":  {leaf + chain, string(other.ChainPEM), leaf, chain + string(other.ChainPEM), "", ""},
		"CR LF, BOM and text":   {"\uFEFFissued for us\r\n" + strings.ReplaceAll(leaf, "\n", "\r\n"), "", leaf, "", "", ""},
		"key with it":           {leaf + key, "", "", "", none, argKey},
		"key in the chain":      {leaf, chain + key, "", "", none, argKey},
		"key for a certificate": {key, "", "", "", none, argKey},
		"authority first":       {chain + leaf, "", "", "", argCertificate, "number 2"},
		"damaged":               {leaf[:200], "", "", "", none, "damaged PEM"},
		"DER":                   {"nonsense", "", "", "", argCertificate, "got no certificate"},
		"nonsense as chain":     {leaf, "nonsense", "", "", argChain, "got no certificate"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, diags := readPublic(&model{CertificatePEM: text(test.certificate), ChainPEM: text(test.chain)})
			if test.at != "" {
				if p != nil || !diags.HasError() {
					t.Fatalf("no error: %v", diags)
				}
				for _, d := range diags {
					if strings.Contains(d.Detail(), "PRIVATE") || !strings.Contains(d.Detail(), test.says) {
						t.Errorf("it says %q", d.Detail())
					}
					at := none
					if d, ok := d.(diag.DiagnosticWithPath); ok {
						at = d.Path().String()
					}
					if at != test.at {
						t.Errorf("expected the error at %s, got %s", test.at, at)
					}
				}
				return
			}
			if diags.HasError() || p == nil {
				t.Fatal(diags)
			}
			var with []byte
			if p.chainFile != nil {
				with = p.chainFile.Bytes()
			}
			if string(p.certificate.Bytes()) != test.stored || string(with) != test.storedWith {
				t.Errorf("stored %q with %q", p.certificate.Bytes(), with)
			}
		})
	}
	for _, m := range []*model{
		{CertificatePEM: types.StringUnknown()}, {CertificatePEM: text(leaf), ChainPEM: types.StringUnknown()},
	} {
		if p, diags := readPublic(m); p != nil || diags.HasError() {
			t.Errorf("unknown: %v, %v", p, diags)
		}
	}
}

func TestReadKey(t *testing.T) {
	t.Parallel()
	const passphrase = "geheim"
	ec, rsa, ed := issue(t, certstest.ECDSA), issue(t, certstest.RSA), issue(t, certstest.Ed25519)
	for name, test := range map[string]struct {
		key, passphrase string
		begins          string // of what is stored
		says            string // of the error
	}{
		"EC":                  {string(ec.KeyPEM), "", "-----BEGIN EC PRIVATE KEY-----\n", ""},
		"RSA":                 {string(rsa.KeyPEM), "", "-----BEGIN RSA PRIVATE KEY-----\n", ""},
		"Ed25519":             {string(ed.KeyPEM), "", "-----BEGIN PRIVATE KEY-----\n", ""},
		"encrypted EC":        {encrypted(t, ec, passphrase), passphrase, "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n", ""},
		"encrypted RSA":       {encrypted(t, rsa, passphrase), passphrase, "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n", ""},
		"wrong passphrase":    {encrypted(t, ec, passphrase), "wrong", "-----BEGIN ENCRYPTED PRIVATE KEY-----\n", ""},
		"with certificates":   {string(ec.CertPEM) + string(ec.KeyPEM), "", "-----BEGIN EC PRIVATE KEY-----\n", ""},
		"two":                 {string(ec.KeyPEM) + string(rsa.KeyPEM), "", "", "got 2 private keys"},
		"certificate instead": {string(ec.CertPEM), "", "", "got 0 private keys"},
		"damaged":             {string(ec.KeyPEM[:100]), "", "", "damaged PEM"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			key, diags := readKey(&model{PrivateKeyPEMWO: text(test.key), PrivateKeyPassphraseWO: text(test.passphrase)})
			if test.says != "" {
				if len(diags) != 1 || !strings.Contains(diags[0].Detail(), test.says) || strings.Contains(diags[0].Detail(), test.key) {
					t.Errorf("diagnostics: %v", diags)
				}
				return
			}
			if diags.HasError() || !bytes.HasPrefix(key.Bytes(), []byte(test.begins)) || len(key.Certificates()) > 0 {
				t.Errorf("it is not stored as expected (%v)", diags)
			}
		})
	}
}

// A key has the same names however often it is encrypted; the digest covers
// everything that is stored.
func TestNames(t *testing.T) {
	t.Parallel()
	i, other := issue(t, certstest.ECDSA), issue(t, certstest.ECDSA)
	names := func(certificate, chain []byte, key, passphrase string) fileNames {
		m := &model{CertificatePEM: text(string(certificate)), ChainPEM: text(string(chain)), PrivateKeyPEMWO: text(key), PrivateKeyPassphraseWO: text(passphrase)}
		p, diags := readPublic(m)
		k, more := readKey(m)
		if diags.HasError() || more.HasError() {
			t.Fatal(diags, more)
		}
		return nameOf("www", p.certificate, k, p.chainFile)
	}
	first := names(i.CertPEM, i.ChainPEM, encrypted(t, i, "one"), "one")
	if again := names(append(i.CertPEM, i.ChainPEM...), i.RootPEM, encrypted(t, i, "one"), "one"); again != first {
		t.Errorf("the same is named %v and %v", first, again)
	}
	seen := []fileNames{first}
	for _, different := range []fileNames{
		names(i.CertPEM, i.ChainPEM, encrypted(t, i, "two"), "two"), names(i.CertPEM, i.ChainPEM, string(i.KeyPEM), ""),
		names(i.CertPEM, nil, string(i.KeyPEM), ""), names(i.CertPEM, other.ChainPEM, string(i.KeyPEM), ""), names(other.CertPEM, nil, string(i.KeyPEM), ""),
	} {
		if slices.Contains(seen, different) {
			t.Errorf("%v is the name of two sets", different)
		}
		seen = append(seen, different)
	}
	isOurs := isStoredName("www")
	for _, name := range first.all() {
		if !isOurs(name) {
			t.Errorf("%s is not found by its name", name)
		}
	}
	for _, name := range []string{"www.cer", "www-0123456789ab.crt", "www-0123456789AB.cer", "www-0123456789abc.cer", "xwww-0123456789ab.cer", "www-0123456789ab.cer.old"} {
		if isOurs(name) {
			t.Errorf("%s is taken for ours", name)
		}
	}
}

func TestObsolete(t *testing.T) {
	t.Parallel()
	set := func(stem string) fileNames { return fileNames{stem + ".cer", stem + ".key", stem + "-chain.crt"} }
	a, b, c := set("www-aaaaaaaaaaaa"), set("www-bbbbbbbbbbbb"), set("www-cccccccccccc")
	byHand := fileNames{"server.cer", "server.key", ""}
	orphan, theirs := "www-dddddddddddd.key", "www.txt"
	for name, test := range map[string]struct {
		memory   memory
		set      fileNames
		keep     int64
		previous []fileNames
		files    []string
	}{
		"first":             {memory{}, a, 0, nil, []string{orphan}},
		"again":             {memory{Set: &a}, a, 0, nil, []string{orphan}},
		"rotated":           {memory{Set: &a}, b, 0, nil, append(a.all(), orphan)},
		"kept":              {memory{Set: &b, Previous: []fileNames{a}}, c, 1, []fileNames{b}, append(a.all(), orphan)},
		"both kept":         {memory{Set: &b, Previous: []fileNames{a}}, c, 2, []fileNames{b, a}, []string{orphan}},
		"back to a kept":    {memory{Set: &b, Previous: []fileNames{a}}, a, 1, []fileNames{b}, []string{orphan}},
		"imported":          {memory{Set: &byHand}, a, 0, nil, append(byHand.all(), orphan)},
		"all, at a destroy": {memory{Set: &b, Previous: []fileNames{a}}, fileNames{}, 0, nil, slices.Concat(a.all(), b.all(), []string{orphan})},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			listed := map[string]confproxy.File{orphan: {}, theirs: {}}
			known := append([]fileNames{test.set}, test.memory.Previous...)
			if test.memory.Set != nil {
				known = append(known, *test.memory.Set)
			}
			for _, s := range known {
				for _, name := range s.all() {
					listed[name] = confproxy.File{Name: name}
				}
			}
			previous, files := test.memory.obsolete(test.set, listed, isStoredName("www"), test.keep)
			slices.Sort(test.files)
			if !slices.Equal(previous, test.previous) || !slices.Equal(files, test.files) {
				t.Errorf("keeps %v and deletes %v; want %v and %v", previous, files, test.previous, test.files)
			}
		})
	}
}

// The certificate, the version and the drift decide what a plan does, never the
// bytes of the key.
func TestPlanning(t *testing.T) {
	t.Parallel()
	i, other := issue(t, certstest.ECDSA), issue(t, certstest.ECDSA)
	base := func() *model {
		return &model{Name: text("www"), CertificatePEM: text(string(i.CertPEM)), ChainPEM: text(string(i.ChainPEM)), Restart: text(schemas.RestartNever), Drift: schemas.TextList(nil)}
	}
	public, _ := readPublic(base())
	set := fileNames{"www-aaaaaaaaaaaa.cer", "www-aaaaaaaaaaaa.key", "www-aaaaaaaaaaaa-chain.crt"}
	for name, test := range map[string]struct {
		change        func(p *planning)
		creates       bool
		acts, stores  bool
		missing       string
		knowsTheNames bool
	}{
		"nothing":              {change: func(*planning) {}, knowsTheNames: true},
		"another key":          {change: func(p *planning) { p.config.PrivateKeyPEMWO = text(string(other.KeyPEM)) }, knowsTheNames: true},
		"key unknown":          {change: func(p *planning) { p.config.PrivateKeyPEMWO = types.StringUnknown() }, knowsTheNames: true},
		"chain repeated":       {change: func(p *planning) { p.config.ChainPEM = text(string(i.ChainPEM) + string(i.ChainPEM)) }, knowsTheNames: true},
		"create without a key": {change: func(*planning) {}, creates: true, acts: true, stores: true, missing: argKey},
		"create": {change: func(p *planning) { p.config.PrivateKeyPEMWO = text(string(i.KeyPEM)) }, creates: true,
			acts: true, stores: true, knowsTheNames: true},
		"create, key unknown": {change: func(p *planning) { p.config.PrivateKeyPEMWO = types.StringUnknown() }, creates: true, acts: true, stores: true},
		"certificate unknown": {change: func(p *planning) {
			p.config.CertificatePEM, p.config.PrivateKeyPEMWO = types.StringUnknown(), types.StringUnknown()
		}, acts: true, stores: true},
		"no chain": {change: func(p *planning) {
			p.config.ChainPEM, p.config.PrivateKeyPEMWO = types.StringNull(), text(string(i.KeyPEM))
		},
			acts: true, stores: true, knowsTheNames: true},
		"version": {change: func(p *planning) {
			p.plan.PrivateKeyWOVersion, p.config.PrivateKeyPEMWO = types.Int64Value(2), text(string(i.KeyPEM))
		},
			acts: true, stores: true, knowsTheNames: true},
		"version without a key":  {change: func(p *planning) { p.plan.PrivateKeyWOVersion = types.Int64Value(2) }, acts: true, stores: true, missing: argKey},
		"version, just imported": {change: func(p *planning) { p.plan.PrivateKeyWOVersion, p.memory.Imported = types.Int64Value(2), true }, knowsTheNames: true},
		"passphrase, just imported": {change: func(p *planning) {
			p.memory.Imported, p.memory.Passphrase, p.config.PrivateKeyPassphraseWO = true, true, types.StringUnknown()
		}, acts: true, knowsTheNames: true},
		"drift": {change: func(p *planning) { p.state.Drift = schemas.TextList([]string{"x"}) }, acts: true, knowsTheNames: true},
		"key lost": {change: func(p *planning) { p.state.Drift, p.memory.Lost = schemas.TextList([]string{"x"}), []string{set.Key} },
			acts: true, knowsTheNames: true, missing: argKey},
		"passphrase lost": {change: func(p *planning) {
			p.state.Drift, p.memory.Lost, p.memory.Passphrase = schemas.TextList([]string{"x"}), []string{lostPassphrase}, true
		}, acts: true, knowsTheNames: true, missing: argPassphrase},
		"restart due":            {change: func(p *planning) { p.memory.Pending = []string{"x"} }, knowsTheNames: true},
		"restart due, permitted": {change: func(p *planning) { p.memory.Pending, p.plan.Restart = []string{"x"}, text(schemas.RestartWhenNeeded) }, acts: true, knowsTheNames: true},
		"another live check":     {change: func(p *planning) { p.state.LiveCheck = types.ObjectUnknown(nil) }, acts: true, knowsTheNames: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &planning{config: base(), plan: base(), state: base(), memory: memory{Set: &set, Certificates: public.fingerprints()}}
			if test.creates {
				p.state, p.memory = nil, memory{}
			}
			test.change(p)
			if diags := p.read(); diags.HasError() {
				t.Fatal(diags)
			}
			if p.requiresApply() != test.acts || p.requiresApply() && p.stores() != test.stores {
				t.Errorf("acts %v, stores %v; want %v, %v", p.requiresApply(), p.stores(), test.acts, test.stores)
			}
			p.setComputed()
			if known := plannedNames(p.plan) != nil; known != test.knowsTheNames {
				t.Errorf("the names are known: %v, want %v", known, test.knowsTheNames)
			}
			missing := p.missing()
			if (test.missing != "") != (len(missing) > 0) || test.missing != "" && !strings.Contains(missing[0].Detail, test.missing) {
				t.Errorf("missing: %v, want %q", missing, test.missing)
			}
		})
	}
}

// Without a key, the certificate and its chain are checked nevertheless.
func TestCheckWithoutAKey(t *testing.T) {
	t.Parallel()
	i := issue(t, certstest.ECDSA)
	p, diags := readPublic(&model{CertificatePEM: text(string(i.CertPEM)), ChainPEM: text(string(i.ChainPEM))})
	if diags.HasError() {
		t.Fatal(diags)
	}
	if findings := p.check(nil, types.StringNull(), "", 0, ""); len(findings) > 0 {
		t.Errorf("findings: %v", findings)
	}
	days := int64(time.Until(i.Cert.NotAfter).Hours()/24) + 10
	if findings := p.check(nil, types.StringNull(), "", days, ""); len(findings) != 1 || findings[0].Subject != check.RoleCertificate {
		t.Errorf("findings: %v", findings)
	}
}

// serverOf is a client that knows only the server's name, or not even that.
type serverOf struct {
	client
	name string
	err  error
}

func (c serverOf) Err() error { return c.err }

func (c serverOf) TLSServerName() string {
	if c.err != nil {
		panic("the server is not known")
	}
	return c.name
}

func TestServerName(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		client client
		want   string
	}{
		"not configured":   {nil, ""},
		"unknown endpoint": {serverOf{err: errors.New("unknown")}, ""},
		"this machine":     {serverOf{name: "localhost"}, ""},
		"its address":      {serverOf{name: "127.0.0.1"}, ""},
		"another":          {serverOf{name: "proxy.example.com"}, "proxy.example.com"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := &certificateResource{providerdata.Resource[client]{Client: test.client}}
			if got, diags := r.serverName(t.Context(), &model{}); got != test.want || diags.HasError() {
				t.Errorf("got %q, %v; want %q", got, diags, test.want)
			}
		})
	}
}
