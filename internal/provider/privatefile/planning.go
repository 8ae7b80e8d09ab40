// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package privatefile

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// planning is one plan of the resource, in all the forms that Terraform has of
// it. It asks no server.
type planning struct {
	config *model
	plan   *model
	state  *model // nil when the file is created, or replaced by one of another name
	memory memory
	wanted *certs.Content // nil while it is not known
}

// from returns the argument that gives the contents; ok is false where none
// does, as in a configuration that is not valid.
func (p *planning) from() (from argument, ok bool) {
	given := p.config.given()
	if len(given) != 1 {
		return argument{}, false
	}
	return given[0], true
}

// complete gives every computed attribute its planned value.
func (p *planning) complete(from argument) {
	p.plan.Path = types.StringUnknown()
	if !p.plan.Name.IsUnknown() {
		p.plan.Path = types.StringValue(confproxy.ObjectPath(p.plan.Name.ValueString()))
	}
	if !p.writes(from) {
		p.plan.keep(p.state)
		p.keepWriting()
		return
	}
	p.plan.ServerVersion = types.Int64Unknown()
	if p.wanted == nil || from.writeOnly {
		p.plan.showNothing() // an ephemeral value may be another one at the apply
	} else {
		p.plan.show(p.wanted)
	}
}

// writes reports whether the contents are to be uploaded.
func (p *planning) writes(from argument) bool {
	switch {
	case p.state == nil || p.state.SHA256.IsNull():
		return true
	case from.writeOnly && !p.config.ContentWOVersion.IsNull():
		return !p.plan.ContentWOVersion.Equal(p.state.ContentWOVersion) || p.memory.Written != p.memory.Canonical
	case p.wanted == nil:
		return true
	case from.writeOnly && len(p.wanted.Keys()) > 0 && p.wanted.PublicKeySHA256() != "":
		return p.wanted.PublicKeySHA256() != p.state.PublicKeySHA256.ValueString()
	}
	return p.wanted.CanonicalSHA256() != p.memory.Canonical
}

// keepWriting keeps arguments as the state has them where they are written
// differently and mean the same.
func (p *planning) keepWriting() {
	if areSet(p.config.Content, p.state.Content) && canonical(p.config.Content) == canonical(p.state.Content) {
		p.plan.Content = p.state.Content
	}
	if areSet(p.config.ContentBase64, p.state.ContentBase64) {
		p.plan.ContentBase64 = p.state.ContentBase64
	}
}

func canonical(text types.String) string {
	return certs.NewContent([]byte(text.ValueString())).CanonicalSHA256()
}

func areSet(values ...types.String) bool {
	for _, value := range values {
		if value.IsNull() || value.IsUnknown() {
			return false
		}
	}
	return true
}
