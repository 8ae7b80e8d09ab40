// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package privatefile

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
)

func TestMemoryOfWhatTheServerHolds(t *testing.T) {
	t.Parallel()
	ours, theirs := certs.NewContent([]byte("ours")), certs.NewContent([]byte("theirs"))
	for name, test := range map[string]struct {
		before memory
		state  types.String
		found  *certs.Content
		want   memory
	}{
		"an import":                   {memory{}, types.StringNull(), theirs, memory{Imported: true}},
		"as it was stored":            {memory{}, types.StringValue(ours.SHA256()), ours, memory{}},
		"changed on the server":       {memory{}, types.StringValue(ours.SHA256()), theirs, memory{Stored: ours.SHA256()}},
		"changed again":               {memory{Stored: ours.SHA256()}, types.StringValue("another"), theirs, memory{Stored: ours.SHA256()}},
		"changed back":                {memory{Stored: ours.SHA256()}, types.StringValue(theirs.SHA256()), ours, memory{Stored: ours.SHA256()}},
		"changed after an import":     {memory{Imported: true}, types.StringValue(ours.SHA256()), theirs, memory{Imported: true}},
		"the spelling of the upload":  {memory{Written: "w"}, types.StringValue(ours.SHA256()), ours, memory{Written: "w"}},
		"changed with its own source": {memory{Source: "s"}, types.StringValue(ours.SHA256()), theirs, memory{Source: "s", Stored: ours.SHA256()}},
	} {
		if got := test.before.seen(test.found, &model{SHA256: test.state}); got != test.want {
			t.Errorf("%s: expected %+v, got %+v", name, test.want, got)
		}
	}
}
