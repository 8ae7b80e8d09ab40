// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certificate

import (
	"crypto/x509"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

// model is the resource in configuration, plan and state.
type model struct {
	Name                    types.String   `tfsdk:"name"`
	CertificatePEM          types.String   `tfsdk:"certificate_pem"`
	ChainPEM                types.String   `tfsdk:"chain_pem"`
	PrivateKeyPEMWO         types.String   `tfsdk:"private_key_pem_wo"`
	PrivateKeyWOVersion     types.Int64    `tfsdk:"private_key_wo_version"`
	PrivateKeyPassphraseWO  types.String   `tfsdk:"private_key_passphrase_wo"`
	MinimumDaysValid        types.Int64    `tfsdk:"minimum_days_valid"`
	Restart                 types.String   `tfsdk:"restart"`
	LiveCheck               types.Object   `tfsdk:"live_check"`
	OnDestroy               types.String   `tfsdk:"on_destroy"`
	KeepPrevious            types.Int64    `tfsdk:"keep_previous"`
	Drift                   types.List     `tfsdk:"drift"`
	CertificatePath         types.String   `tfsdk:"certificate_path"`
	KeyPath                 types.String   `tfsdk:"key_path"`
	ChainPath               types.String   `tfsdk:"chain_path"`
	Subject                 types.String   `tfsdk:"subject"`
	Issuer                  types.String   `tfsdk:"issuer"`
	DNSNames                types.List     `tfsdk:"dns_names"`
	IPAddresses             types.List     `tfsdk:"ip_addresses"`
	NotBefore               types.String   `tfsdk:"not_before"`
	NotAfter                types.String   `tfsdk:"not_after"`
	SHA256Fingerprint       types.String   `tfsdk:"sha256_fingerprint"`
	PublicKeySHA256         types.String   `tfsdk:"public_key_sha256"`
	ServedSHA256Fingerprint types.String   `tfsdk:"served_sha256_fingerprint"`
	Timeouts                timeouts.Value `tfsdk:"timeouts"`
}

// describe stores the fields of a certificate in the model.
func (m *model) describe(leaf *x509.Certificate) {
	d := certs.Describe(leaf)
	m.Subject, m.Issuer = schemas.TextOrNull(d.Subject), schemas.TextOrNull(d.Issuer)
	m.DNSNames, m.IPAddresses = schemas.TextList(d.DNSNames), schemas.TextList(d.IPAddresses)
	m.NotBefore, m.NotAfter = schemas.TextOrNull(schemas.Stamp(d.NotBefore)), schemas.TextOrNull(schemas.Stamp(d.NotAfter))
	m.SHA256Fingerprint, m.PublicKeySHA256 = schemas.TextOrNull(d.SHA256Fingerprint), schemas.TextOrNull(d.PublicKeySHA256)
}

// describeNothing plans a certificate that is not yet known.
func (m *model) describeNothing() {
	for _, text := range []*types.String{&m.Subject, &m.Issuer, &m.NotBefore, &m.NotAfter, &m.SHA256Fingerprint, &m.PublicKeySHA256} {
		*text = types.StringUnknown()
	}
	m.DNSNames, m.IPAddresses = types.ListUnknown(types.StringType), types.ListUnknown(types.StringType)
}

// name stores the paths of a set in the model; nil means unknown names.
func (m *model) name(set *fileNames) {
	if set == nil {
		m.CertificatePath, m.KeyPath, m.ChainPath = types.StringUnknown(), types.StringUnknown(), types.StringUnknown()
		return
	}
	m.CertificatePath, m.KeyPath, m.ChainPath = objectPath(set.Certificate), objectPath(set.Key), objectPath(set.Chain)
}

// keep copies all computed attributes from another model.
func (m *model) keep(from *model) {
	m.Drift = from.Drift
	m.CertificatePath, m.KeyPath, m.ChainPath = from.CertificatePath, from.KeyPath, from.ChainPath
	m.Subject, m.Issuer, m.DNSNames, m.IPAddresses = from.Subject, from.Issuer, from.DNSNames, from.IPAddresses
	m.NotBefore, m.NotAfter = from.NotBefore, from.NotAfter
	m.SHA256Fingerprint, m.PublicKeySHA256 = from.SHA256Fingerprint, from.PublicKeySHA256
	m.ServedSHA256Fingerprint = from.ServedSHA256Fingerprint
}
