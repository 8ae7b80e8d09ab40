// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package httptssl

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/providerdata"
)

func TestValidatePair(t *testing.T) {
	t.Parallel()
	certificate := withText(confproxy.Certificate, "objects/server.cer")
	key := withText(confproxy.Key, "objects/server.key")
	passphrase := withPassphrase(types.StringValue("correct horse"))
	for name, test := range map[string]struct {
		config           *model
		errors, warnings int
	}{
		"whole":                      {a(wholePair, passphrase), 0, 0},
		"nothing":                    {a(), 0, 0},
		"certificate without key":    {a(withUseSSL(true), certificate), 1, 0},
		"key without certificate":    {a(withUseSSL(true), key), 1, 0},
		"key unknown":                {a(withUseSSL(true), certificate, with(confproxy.Key, nil)), 0, 0},
		"SSL off":                    {a(withUseSSL(false), certificate), 0, 0},
		"SSL not decided here":       {a(certificate), 0, 0},
		"passphrase without key":     {a(passphrase), 0, 1},
		"passphrase and unknown key": {a(passphrase, with(confproxy.Key, nil)), 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diags := validatePair(test.config)
			if diags.ErrorsCount() != test.errors || diags.WarningsCount() != test.warnings {
				t.Errorf("got %v, want %d errors and %d warnings", diags, test.errors, test.warnings)
			}
		})
	}
}

func TestValidatePaths(t *testing.T) {
	t.Parallel()
	r := &settingsResource{providerdata.Resource[client]{Run: providerdata.NewRun()}}
	for text, warnings := range map[string]int{
		"objects/server.cer": 0, "server.cer": 3, "/etc/ssl/server.cer": 3, "objects/": 3, "Objects/server.cer": 3,
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			diags := r.validatePaths(a(withText(confproxy.Certificate, text), withText(confproxy.Key, text), withText(confproxy.CertificateChain, text)))
			if diags.HasError() || diags.WarningsCount() != warnings {
				t.Errorf("got %v, want %d warnings", diags, warnings)
			}
		})
	}
	if diags := r.validatePaths(a(with(confproxy.Certificate, nil))); len(diags) > 0 {
		t.Errorf("an unknown path: %v", diags)
	}
}
