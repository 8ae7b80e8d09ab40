// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package schemas

import (
	"crypto/x509"
	"errors"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	datasource "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	resource "github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
)

// field is one attribute of a certificate.
type field struct {
	name        string
	description string
	kind        attr.Type
	value       func(certs.Description) attr.Value
}

func text(name, description string, get func(certs.Description) string) field {
	return field{name, description, types.StringType, func(d certs.Description) attr.Value {
		return TextOrNull(get(d)) // null for unknown
	}}
}

func texts(name, description string, get func(certs.Description) []string) field {
	return field{name, description, textList, func(d certs.Description) attr.Value {
		return TextList(get(d))
	}}
}

var textList = types.ListType{ElemType: types.StringType}

// summary are the attributes of a certificate in a plan.
var summary = []field{
	text("subject", "Subject, in the form of RFC 2253.", func(d certs.Description) string { return d.Subject }),
	text("issuer", "Issuer, in the form of RFC 2253.", func(d certs.Description) string { return d.Issuer }),
	text("not_before", "Start of the validity period, RFC 3339 in UTC.", func(d certs.Description) string { return Stamp(d.NotBefore) }),
	text("not_after", "End of the validity period, RFC 3339 in UTC.", func(d certs.Description) string { return Stamp(d.NotAfter) }),
	texts("dns_names", "DNS names that it covers.", func(d certs.Description) []string { return d.DNSNames }),
	texts("ip_addresses", "IP addresses that it covers.", func(d certs.Description) []string { return d.IPAddresses }),
	text("public_key_algorithm", "Algorithm of its key: `RSA`, `ECDSA`, `Ed25519` or `DSA`; null if it is unknown.",
		func(d certs.Description) string { return d.PublicKeyAlgorithm }),
	text("sha256_fingerprint", "SHA-256 of the certificate, lower-case hex.", func(d certs.Description) string { return d.SHA256Fingerprint }),
}

// details are the additional attributes of a certificate in a data source.
var details = []field{
	text("pem", "The certificate in PEM form.", func(d certs.Description) string { return d.PEM }),
	text("serial_number", "Serial number, lower-case hex.", func(d certs.Description) string { return d.SerialNumber }),
	{"is_ca", "Whether it may issue certificates.", types.BoolType, func(d certs.Description) attr.Value { return types.BoolValue(d.IsCA) }},
	text("signature_algorithm", "Algorithm of its signature, such as `SHA256-RSA`.", func(d certs.Description) string { return d.SignatureAlgorithm }),
	text("sha1_fingerprint", "SHA-1 of the certificate, lower-case hex.", func(d certs.Description) string { return d.SHA1Fingerprint }),
	text("public_key_sha256", "SHA-256 of the public key (SubjectPublicKeyInfo), lower-case hex; equal to that of the matching private key.",
		func(d certs.Description) string { return d.PublicKeySHA256 }),
}

var everything = slices.Concat(summary, details)

// SummaryType is the type of a certificate in a plan.
var SummaryType = typeOf(summary)

// Summaries returns certificates as a list of [SummaryType], null for none.
func Summaries(certificates []*x509.Certificate) types.List {
	return list(certificates, SummaryType, summary)
}

// NoCertificates returns an empty list for [DataSourceCertificates].
func NoCertificates() types.List {
	return types.ListValueMust(typeOf(everything), []attr.Value{})
}

// Certificates returns certificates as a list for [DataSourceCertificates], null
// for none. Bytes that are no certificate, whatever their PEM type says, are left
// out, as in [Summaries].
func Certificates(certificates []*x509.Certificate) types.List {
	return list(certificates, typeOf(everything), everything)
}

func typeOf(fields []field) types.ObjectType {
	kinds := map[string]attr.Type{}
	for _, f := range fields {
		kinds[f.name] = f.kind
	}
	return types.ObjectType{AttrTypes: kinds}
}

func list(certificates []*x509.Certificate, typ types.ObjectType, fields []field) types.List {
	certificates = slices.DeleteFunc(slices.Clone(certificates), func(c *x509.Certificate) bool { return errors.Is(certs.Problem(c), certs.ErrDamaged) })
	if len(certificates) == 0 {
		return types.ListNull(typ)
	}
	elements := make([]attr.Value, len(certificates))
	for i, c := range certificates {
		description, values := certs.Describe(c), map[string]attr.Value{}
		for _, f := range fields {
			values[f.name] = f.value(description)
		}
		elements[i] = types.ObjectValueMust(typ.AttrTypes, values)
	}
	return types.ListValueMust(typ, elements)
}

// ResourceCertificates is a computed list of certificates in a resource, each of
// [SummaryType].
func ResourceCertificates(description string) resource.ListNestedAttribute {
	attributes := map[string]resource.Attribute{}
	for _, f := range summary {
		if f.kind == textList {
			attributes[f.name] = resource.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: f.description}
			continue
		}
		attributes[f.name] = resource.StringAttribute{Computed: true, MarkdownDescription: f.description}
	}
	return resource.ListNestedAttribute{
		MarkdownDescription: description, Computed: true,
		NestedObject: resource.NestedAttributeObject{Attributes: attributes},
	}
}

// DataSourceCertificates is a computed list of certificates in a data source,
// with all their attributes.
func DataSourceCertificates(description string) datasource.ListNestedAttribute {
	attributes := map[string]datasource.Attribute{}
	for _, f := range everything {
		switch f.kind {
		case types.BoolType:
			attributes[f.name] = datasource.BoolAttribute{Computed: true, MarkdownDescription: f.description}
		case textList:
			attributes[f.name] = datasource.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: f.description}
		default:
			attributes[f.name] = datasource.StringAttribute{Computed: true, MarkdownDescription: f.description}
		}
	}
	return datasource.ListNestedAttribute{
		MarkdownDescription: description, Computed: true,
		NestedObject: datasource.NestedAttributeObject{Attributes: attributes},
	}
}
