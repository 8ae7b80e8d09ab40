// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package privatefile

import (
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/container"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

// model is the resource in configuration, plan and state.
type model struct {
	Name             types.String   `tfsdk:"name"`
	Content          types.String   `tfsdk:"content"`
	ContentBase64    types.String   `tfsdk:"content_base64"`
	Source           types.String   `tfsdk:"source"`
	ContentWO        types.String   `tfsdk:"content_wo"`
	ContentWOVersion types.Int64    `tfsdk:"content_wo_version"`
	KeyFormat        types.String   `tfsdk:"key_format"`
	Verify           types.String   `tfsdk:"verify"`
	Overwrite        types.Bool     `tfsdk:"overwrite"`
	Path             types.String   `tfsdk:"path"`
	Size             types.Int64    `tfsdk:"size"`
	SHA256           types.String   `tfsdk:"sha256"`
	ServerVersion    types.Int64    `tfsdk:"server_version"`
	PublicKeySHA256  types.String   `tfsdk:"public_key_sha256"`
	Certificates     types.List     `tfsdk:"certificates"`
	Timeouts         timeouts.Value `tfsdk:"timeouts"`
}

// memory is the private state of the resource. It has no secrets. It is empty
// after most uploads: the engine writes it again with each change of any resource.
type memory struct {
	// Imported reports that nothing was uploaded since the import.
	Imported bool `json:"imported,omitempty"`
	// Written is the digest of the last upload, which is the same for all
	// spellings of the same PEM; "" if it is that of the stored bytes.
	Written string `json:"written,omitempty"`
	// Stored is the SHA-256 of the uploaded bytes, if the server had others
	// since; otherwise the state has it.
	Stored string `json:"stored,omitempty"`
	// Source is the SHA-256 of the contents of source at the last refresh, in
	// the form to store.
	Source string `json:"source,omitempty"`
}

// seen returns the memory after a refresh that found contents on the server.
func (m memory) seen(found *certs.Content, before *model) memory {
	switch {
	case before.SHA256.IsNull():
		m.Imported = true
	case !m.Imported && m.Stored == "" && found.SHA256() != before.SHA256.ValueString():
		m.Stored = before.SHA256.ValueString()
	}
	return m
}

// The values of key_format and verify.
const (
	keyFormatTraditional = "traditional"
	keyFormatUnchanged   = "unchanged"
	verifyWhenChanged    = "when_changed"
	verifyAlways         = "always"
)

// setFromContent stores the known fields of the contents in the model.
func (m *model) setFromContent(c *certs.Content) {
	m.Size = types.Int64Value(int64(len(c.Bytes())))
	m.SHA256 = types.StringValue(c.SHA256())
	inPEM := container.InPEM(c)
	m.PublicKeySHA256 = schemas.TextOrNull(inPEM.PublicKeySHA256())
	m.Certificates = schemas.Summaries(inPEM.Certificates())
}

// setUnknown plans contents that are not yet known.
func (m *model) setUnknown() {
	m.Size, m.SHA256, m.PublicKeySHA256 = types.Int64Unknown(), types.StringUnknown(), types.StringUnknown()
	m.Certificates = types.ListUnknown(schemas.SummaryType)
}

// setFromState plans the contents as in the state.
func (m *model) setFromState(state *model) {
	m.Size, m.SHA256, m.PublicKeySHA256, m.Certificates = state.Size, state.SHA256, state.PublicKeySHA256, state.Certificates
	m.ServerVersion = state.ServerVersion
}

// setFromListing stores the fields of the server's table in the model.
func (m *model) setFromListing(file confproxy.File) {
	m.Path = types.StringValue(confproxy.ObjectPath(file.Name))
	m.ServerVersion = schemas.ServerVersion(file)
}

// knownFile returns the file as the state last saw it.
func (m *model) knownFile() confproxy.File {
	file := confproxy.File{Name: m.Name.ValueString(), Size: m.Size.ValueInt64(), Version: -1}
	if !m.ServerVersion.IsNull() {
		file.Version = m.ServerVersion.ValueInt64()
	}
	return file
}

// setArgumentsFromServer stores the contents on the server in the argument that
// held them, so that the plan shows the change. Contents that may hold a private
// key are not stored in the state.
func (m *model) setArgumentsFromServer(c *certs.Content, imported bool) {
	switch {
	case c.MayHoldKey():
		m.Content, m.ContentBase64 = types.StringNull(), types.StringNull()
	case !m.ContentBase64.IsNull():
		m.ContentBase64 = types.StringValue(encodeBase64(c.Bytes()))
	case (imported || !m.Content.IsNull()) && certs.IsText(c.Bytes()):
		m.Content = types.StringValue(string(c.Bytes()))
	default:
		m.Content = types.StringNull()
	}
}

// sourceDigest returns the digest of the local file for [memory], "" if it
// cannot be read.
func (m *model) sourceDigest() string {
	for _, a := range m.given() {
		if !a.isSource() {
			continue
		}
		if c, err := a.content(m.KeyFormat); err == nil {
			return c.SHA256()
		}
	}
	return ""
}
