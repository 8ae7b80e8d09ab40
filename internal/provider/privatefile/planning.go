// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package privatefile

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/diagnostics"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

// planning holds the configuration, the plan and the state of one change. It
// does not contact the server.
type planning struct {
	config *model
	plan   *model
	state  *model // nil for a new file, or the replacement of a file with another name
	memory memory
	from   *argument      // the argument with the contents; nil for none
	wanted *certs.Content // nil while unknown or not available
	// absent reports that the contents are not available and count as
	// unchanged.
	absent bool
}

// load reads the contents.
func (p *planning) load() diag.Diagnostics {
	if p.isPinned() {
		p.absent = true // the contents are not needed
		return nil
	}
	given := p.config.given()
	if len(given) == 0 {
		p.absent = true
		return p.missing()
	}
	p.from = &given[0]
	var err error
	p.wanted, err = p.from.content(p.plan.KeyFormat)
	var gone missingSourceError
	switch {
	case errors.As(err, &gone) && p.isSameSource():
		p.absent = true
		return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(p.from.at(), "Missing source",
			fmt.Sprintf("The file cannot be read (%v). Its contents are assumed to be unchanged. They are needed only to upload the file "+
				"again.", gone.cause))}
	case err != nil:
		return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(p.from.at(), "Invalid "+p.from.name, sentence(err)+" "+diagnostics.DestroyAnyway)}
	case p.wanted != nil && schemas.IsSet(p.config.SHA256) && p.config.SHA256.ValueString() != p.wanted.SHA256():
		return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("sha256"), "Unexpected contents",
			fmt.Sprintf("Expected contents whose stored form has the SHA-256 %s, got %s. %s",
				p.config.SHA256.ValueString(), p.wanted.SHA256(), diagnostics.DestroyAnyway))}
	}
	return p.changedSince()
}

// missing reports contents that are not set but are needed for an upload.
func (p *planning) missing() diag.Diagnostics {
	switch {
	case p.state == nil:
		return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("content"), "Missing contents",
			"Expected one of content, content_base64, source and content_wo to create the file, got none. "+diagnostics.DestroyAnyway)}
	case !p.config.ContentWOVersion.IsNull() && !p.plan.ContentWOVersion.Equal(p.state.ContentWOVersion):
		return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("content_wo"), "Missing contents",
			"content_wo_version has changed, so content_wo must be sent, but it is null. Set content_wo. "+diagnostics.DestroyAnyway)}
	case p.isDrifted():
		return diag.Diagnostics{diag.NewWarningDiagnostic("Missing contents",
			"The file was changed on the server. Restoring it needs its contents. Set one of content, content_base64, source and content_wo.")}
	}
	return nil
}

// changedSince rejects a source that changed after the plan. The private state,
// and so a saved plan, has the digest from the last refresh.
func (p *planning) changedSince() diag.Diagnostics {
	seen := p.memory.Source
	if !p.from.isSource() || p.wanted == nil || !p.isSameSource() || seen == "" || seen == p.wanted.SHA256() {
		return nil
	}
	if seen == p.state.SHA256.ValueString() || seen == p.memory.Stored && !p.isDrifted() {
		return nil // no upload was planned for these contents
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(p.from.at(), "Contents changed after the plan", changed(seen, p.wanted.SHA256()))}
}

func changed(planned, now string) string {
	return fmt.Sprintf("Expected contents with the SHA-256 %s, as planned, got %s. Nothing was uploaded. Make a new plan, with a refresh.", planned, now)
}

// isPinned reports whether sha256 in the configuration equals that of the state.
// That is also so under ignore_changes = all.
func (p *planning) isPinned() bool {
	return p.state != nil && schemas.IsSet(p.config.SHA256) && p.config.SHA256.Equal(p.state.SHA256)
}

// isSameSource reports whether source and key_format are unchanged.
func (p *planning) isSameSource() bool {
	return p.state != nil && schemas.IsSet(p.config.Source) && p.config.Source.Equal(p.state.Source) && p.plan.KeyFormat.Equal(p.state.KeyFormat)
}

// isDrifted reports whether the bytes on the server differ from the stored
// ones.
func (p *planning) isDrifted() bool {
	return p.memory.Stored != "" && p.memory.Stored != p.state.SHA256.ValueString()
}

// setComputed sets every computed attribute to its planned value.
func (p *planning) setComputed() {
	p.plan.Path = types.StringUnknown()
	if !p.plan.Name.IsUnknown() {
		p.plan.Path = types.StringValue(confproxy.ObjectPath(p.plan.Name.ValueString()))
	}
	if p.config.Content.IsNull() {
		p.plan.Content = types.StringNull()
		if p.state != nil && len(p.config.given()) == 0 {
			p.plan.Content = p.state.Content
		}
	}
	if !p.requiresUpload() {
		p.plan.setFromState(p.state)
		p.keepSpelling()
		return
	}
	p.plan.ServerVersion = types.Int64Unknown()
	if p.isCertain() {
		p.plan.setFromContent(p.wanted)
		return
	}
	p.plan.setUnknown()
	if !p.config.SHA256.IsNull() {
		p.plan.SHA256 = p.config.SHA256
	}
}

// isCertain reports whether the contents that are known now will be uploaded.
// An ephemeral value may differ at the apply; so may a file, whose digest only
// a refresh records.
func (p *planning) isCertain() bool {
	switch {
	case p.wanted == nil || p.from.writeOnly || p.config.SHA256.IsUnknown():
		return false
	case p.from.isSource():
		return p.isSameSource() && p.memory.Source == p.wanted.SHA256()
	}
	return true
}

// requiresUpload reports whether to upload the contents.
func (p *planning) requiresUpload() bool {
	switch {
	case p.state == nil:
		return true
	case p.isPinned():
		return false
	case !p.config.SHA256.IsNull(): // pinned to other or unknown contents
		return true
	case p.absent:
		return p.isDrifted()
	case p.from.writeOnly && !p.config.ContentWOVersion.IsNull():
		return !p.plan.ContentWOVersion.Equal(p.state.ContentWOVersion) || !p.plan.KeyFormat.Equal(p.state.KeyFormat) || p.isDrifted()
	case p.wanted == nil:
		return true
	case p.wanted.SHA256() == p.state.SHA256.ValueString():
		return false
	}
	written := cmp.Or(p.memory.Written, p.state.SHA256.ValueString())
	return p.isDrifted() || p.memory.Imported || p.wanted.CanonicalSHA256() != written
}

// keepSpelling keeps content as in the state if the new text is an equivalent
// PEM.
func (p *planning) keepSpelling() {
	if schemas.IsSet(p.config.Content) && schemas.IsSet(p.state.Content) && canonical(p.config.Content) == canonical(p.state.Content) {
		p.plan.Content = p.state.Content
	}
}

func canonical(text types.String) string {
	return certs.NewContent([]byte(text.ValueString())).CanonicalSHA256()
}
