// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package schemas_test

import (
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

// A block that is no certificate is no entry.
func TestDamagedCertificatesAreNoEntries(t *testing.T) {
	t.Parallel()
	const garbage = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
	ca, err := certstest.New()
	if err != nil {
		t.Fatal(err)
	}
	pair, err := ca.Issue(certstest.Leaf{CommonName: "proxy.example.com"})
	if err != nil {
		t.Fatal(err)
	}
	held := certs.NewContent([]byte(garbage + string(pair.CertPEM))).Certificates()
	if got := schemas.Certificates(held); len(held) != 2 || len(got.Elements()) != 1 {
		t.Errorf("of %d blocks, got %s", len(held), got)
	}
	if got := schemas.Summaries(certs.NewContent([]byte(garbage)).Certificates()); !got.IsNull() {
		t.Errorf("got %s, want null", got)
	}
}
