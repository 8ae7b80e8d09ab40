// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package diagnostics_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/deployment"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/diagnostics"
)

// Nothing is undone while the new certificate is served. A server that would have
// to be restarted first calls for the argument that allows it.
func TestAfterAFailure(t *testing.T) {
	t.Parallel()
	for want, report := range map[string]*deployment.Report{
		"has taken effect":            {TookEffect: true},
		`set restart = "when_needed"`: {Undone: []deployment.Undone{{What: "the settings"}}, ServesAsBefore: true, Serves: "EOF", MayNeedRestart: true},
	} {
		if got := diagnostics.Undone(report); !strings.Contains(got, want) {
			t.Errorf("got %q, want %q in it", got, want)
		}
	}
}

// What the server answers after a roll-back calls for a restart, unless somebody
// else changed it meanwhile.
func TestUndone(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		err      error
		asBefore bool
		want     string
	}{
		"restored":                  {nil, true, "answers as before: a certificate."},
		"not restored":              {errors.New("refused"), false, "Restart it"},
		"restored, and yet another": {nil, false, "Restart it"},
		"somebody else's":           {&confproxy.Error{Kind: confproxy.ErrConflict}, false, "Somebody else changed the server meanwhile. It answers now: a certificate."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			report := &deployment.Report{Undone: []deployment.Undone{{What: "the settings", Err: test.err}}, ServesAsBefore: test.asBefore, Serves: "a certificate"}
			if got := diagnostics.Undone(report); !strings.Contains(got, test.want) || strings.Contains(got, "Restart it") != (test.want == "Restart it") {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// While a passphrase is due, nothing else helps.
func TestFailed(t *testing.T) {
	t.Parallel()
	for kind, says := range map[error]bool{confproxy.ErrLive: true, confproxy.ErrPassphraseDue: false} {
		failed := diagnostics.Failed("Unable to deploy", "NOT restored: all.", &confproxy.Error{Kind: kind}, diagnostics.Attributes{})
		if detail := failed[0].Detail(); strings.Contains(detail, "NOT restored") != says {
			t.Errorf("got %q", detail)
		}
	}
}
