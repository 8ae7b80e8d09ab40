// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package deployment

import (
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/secret"
)

// Warning is information for a person about a successful deployment.
type Warning struct {
	Setting         confproxy.Setting // the row that it is about; the zero value for none
	Summary, Detail string
}

// Report is the result of a deployment.
type Report struct {
	// Settings as read afterwards; nil if they could not be read.
	Settings confproxy.Values
	// RestartDue: some changes take effect at the next restart of the server.
	RestartDue bool
	// ServedBefore is the fingerprint of the certificate that the server
	// presented before, if this deployment was the first to make it serve one
	// from its storage; otherwise "".
	ServedBefore string
	Warnings     []Warning
	// Verified is the state after a successful deployment; nil after a failed
	// one, or if the settings name no certificate.
	Verified *Verified
	// Stored are the files of the deployment as they are listed afterwards.
	Stored map[string]confproxy.File
	// NotDeleted is the reason why obsolete files were not deleted; nil if they
	// were.
	NotDeleted error
	// Undone are the steps of a failed deployment that were undone, last first.
	Undone []Undone
	// TookEffect: a deployment failed although the server is as wanted, so that
	// nothing was undone.
	TookEffect bool
	// MayNeedRestart: the live check failed as it would before a restart that
	// the deployment may not make.
	MayNeedRestart bool
	// ServesAsBefore: after the steps were undone, handshakes had the same
	// result as before the deployment.
	ServesAsBefore bool
	// Serves is the result of the handshakes after the steps were undone; ""
	// for none.
	Serves string
}

// Undone is a step that was undone, or could not be.
type Undone struct {
	What   string // "the previous settings"
	Err    error  // the reason why it could not be undone; nil if it was
	Remedy string // what a person must do then, in whole sentences
}

// RolledBack reports whether a failed deployment was undone as a whole.
func (r *Report) RolledBack() bool {
	for _, undone := range r.Undone {
		if undone.Err != nil {
			return false
		}
	}
	return len(r.Undone) > 0 && r.ServesAsBefore
}

// mask hides the secrets in all texts of the server.
func (r *Report) mask(mask *secret.Masker) {
	for i := range r.Warnings {
		r.Warnings[i].Detail = mask.Text(r.Warnings[i].Detail)
	}
	for i := range r.Undone {
		r.Undone[i].Err = mask.Error(r.Undone[i].Err)
		r.Undone[i].Remedy = mask.Text(r.Undone[i].Remedy)
	}
	r.Serves = mask.Text(r.Serves)
}
