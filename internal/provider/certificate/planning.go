// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certificate

import (
	"context"
	"crypto/x509"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/check"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/deployment"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

// planning holds the configuration, the plan and the state of one change. It
// decides what to do; it does not contact the server.
type planning struct {
	config *model
	plan   *model
	state  *model // nil for a new resource
	memory memory
	public *public        // nil while unknown
	key    *certs.Content // as stored; nil if it is not set or unknown
}

// read reads the PEM arguments.
func (p *planning) read() diag.Diagnostics {
	public, diags := readPublic(p.config)
	key, more := readKey(p.config)
	p.public, p.key = public, key
	return append(diags, more...)
}

func (p *planning) creates() bool { return p.state == nil }

// stores reports whether to store a set of files under new names: for another
// certificate, chain or version, and to repair files that somebody else stored.
// After an import, the first version has no meaning.
func (p *planning) stores() bool {
	return p.creates() || p.public == nil || !slices.Equal(p.public.fingerprints(), p.memory.Certificates) ||
		p.repairs() && !isStoredName(p.state.Name.ValueString())(p.memory.Set.Certificate) ||
		!p.memory.Imported && !p.plan.PrivateKeyWOVersion.Equal(p.state.PrivateKeyWOVersion)
}

// repairs reports whether to repeat the last deployment.
func (p *planning) repairs() bool {
	return len(p.state.Drift.Elements()) > 0 || p.memory.Pending != nil && p.mayRestart()
}

func (p *planning) mayRestart() bool { return schemas.MayRestart(p.plan.Restart) }

// verifies reports whether another live check is to be made.
func (p *planning) verifies() bool { return !p.plan.LiveCheck.Equal(p.state.LiveCheck) }

// completesImport reports whether the passphrase is to be sent, which an import
// could not read.
func (p *planning) completesImport() bool {
	return p.memory.Imported && p.memory.Passphrase && !p.config.PrivateKeyPassphraseWO.IsNull()
}

// requiresApply reports whether the server is to be changed.
func (p *planning) requiresApply() bool {
	return p.stores() || p.repairs() || p.verifies() || p.completesImport() || p.keepsFewer() || len(p.memory.Leftover) > 0
}

// keepsFewer reports whether keep_previous was lowered, so that earlier sets are
// to be deleted.
func (p *planning) keepsFewer() bool {
	keep := p.plan.KeepPrevious
	return !keep.IsUnknown() && keep.ValueInt64() < min(p.state.KeepPrevious.ValueInt64(), int64(len(p.memory.Previous)))
}

// needsKey reports whether to send the key.
func (p *planning) needsKey() bool {
	return p.stores() || slices.Contains(p.memory.Lost, p.memory.Set.Key)
}

// setComputed gives every computed attribute its planned value.
func (p *planning) setComputed() {
	if !p.creates() {
		keepSpelling(&p.plan.CertificatePEM, p.state.CertificatePEM)
		keepSpelling(&p.plan.ChainPEM, p.state.ChainPEM)
	}
	if !p.requiresApply() {
		p.plan.keep(p.state)
		return
	}
	p.plan.Drift = schemas.TextList(nil)
	p.plan.ServedSHA256Fingerprint = types.StringUnknown()
	if p.public == nil {
		p.plan.describeNothing()
	} else {
		p.plan.describe(p.public.leaf)
	}
	p.plan.name(p.names())
}

// keepSpelling plans the text of the state if the configured one has the same
// certificates.
func keepSpelling(plan *types.String, state types.String) {
	if !schemas.IsSet(*plan) || !schemas.IsSet(state) {
		return
	}
	certificates := func(text types.String) []*x509.Certificate {
		return certs.NewContent([]byte(text.ValueString())).Certificates()
	}
	if slices.EqualFunc(certificates(*plan), certificates(state), (*x509.Certificate).Equal) {
		*plan = state
	}
}

// names returns the files that will be served; nil while they are unknown.
func (p *planning) names() *fileNames {
	switch {
	case !p.stores():
		return p.memory.Set
	case p.public == nil || p.key == nil || p.plan.Name.IsUnknown():
		return nil
	}
	names := nameOf(p.plan.Name.ValueString(), p.public.certificate, p.key, p.public.chainFile)
	return &names
}

// missing reports a secret that the change needs and the configuration lacks.
func (p *planning) missing() []check.Finding {
	switch {
	case !p.requiresApply():
	case p.needsKey() && p.config.PrivateKeyPEMWO.IsNull():
		why := "the resource is created, the certificate or private_key_wo_version changes, or the key was lost on the server"
		return []check.Finding{{
			Severity: check.Error, Subject: check.RoleKey, Summary: "Missing private key",
			Detail: "Expected " + argKey + ", because a key is sent when " + why + ", got null. Set it for the apply; " +
				"a plan without changes and a destroy need no key. With try(file(…), null), the file does not exist or is not UTF-8 text " +
				"(a key in DER is not); file(…) alone shows the error.",
		}}
	case p.losesPassphrase() && p.config.PrivateKeyPassphraseWO.IsNull():
		return []check.Finding{{
			Severity: check.Error, Subject: check.RolePassphrase, Summary: "Missing passphrase",
			Detail: "The key on the server is encrypted, and the server no longer has its passphrase. Expected " + argPassphrase + " to send it again.",
		}}
	}
	return nil
}

// losesPassphrase reports whether the server lacks the passphrase of its key.
func (p *planning) losesPassphrase() bool {
	return !p.needsKey() && p.memory.Passphrase && slices.Contains(p.memory.Lost, lostPassphrase)
}

// check checks the new certificate as far as it is known. If nothing will
// change, it ignores the secrets, and an error is a warning.
func (p *planning) check(serverName string) diag.Diagnostics {
	if p.public == nil {
		return nil
	}
	var key *certs.Content
	if p.requiresApply() {
		key = p.key
	}
	deployed := ""
	if len(p.memory.Certificates) > 0 {
		deployed = p.memory.Certificates[0]
	}
	findings := p.public.check(key, p.config.PrivateKeyPassphraseWO, serverName, p.plan.MinimumDaysValid.ValueInt64(), deployed)
	return attributes.Findings(findings, p.requiresApply())
}

// deployment returns the deployment for the client, and the files that will be
// served.
func (p *planning) deployment(ctx context.Context) (deployment.Deployment, fileNames, diag.Diagnostics) {
	live, diags := schemas.LiveCheckOf(ctx, p.plan.LiveCheck)
	diags.Append(attributes.Findings(p.missing(), true)...)
	names := p.names()
	if planned := plannedNames(p.plan); planned != nil {
		names = planned // an ephemeral key may be encoded differently than at the plan
	}
	if diags.HasError() || names == nil || p.public == nil {
		if !diags.HasError() {
			diags.AddError("Unable to deploy the certificate", "The value of "+argCertificate+", "+argChain+" or "+argKey+" is still unknown.")
		}
		return deployment.Deployment{}, fileNames{}, diags
	}
	d := deployment.Deployment{
		Files: p.files(*names), Want: names.values(), Live: live,
		Restart:          p.mayRestart(),
		MinimumDaysValid: p.plan.MinimumDaysValid.ValueInt64(),
		ServedBefore:     p.memory.ServedBefore,
		PlainKey:         p.memory.Set != nil && !p.memory.Passphrase,
		Resave:           p.memory.Unfinished,
	}
	if p.memory.Set != nil {
		d.Verified = p.memory.verified()
	}
	if p.stores() || p.repairs() || p.completesImport() { // otherwise the server has the passphrase
		d.Passphrase = p.config.PrivateKeyPassphraseWO.ValueStringPointer()
	}
	switch {
	case !p.encrypts():
		d.Want[confproxy.KeyPassphrase] = confproxy.DefaultValue()
	case d.Passphrase != nil:
		d.Want[confproxy.KeyPassphrase], d.SendPassphrase = confproxy.TextValue(""), true
	}
	return d, *names, diags
}

// encrypts reports whether the key that will be served is encrypted.
func (p *planning) encrypts() bool {
	if !p.needsKey() {
		return p.memory.Passphrase
	}
	return p.key != nil && len(p.key.Keys()) > 0 && p.key.Keys()[0].Encrypted
}

// files returns the files to store: a whole set, or the lost ones. A repair sends
// the passphrase, and with it the key, which may be encrypted anew.
func (p *planning) files(names fileNames) map[string]*certs.Content {
	files := map[string]*certs.Content{names.Certificate: p.public.certificate, names.Key: p.key}
	if names.Chain != "" {
		files[names.Chain] = p.public.chainFile
	}
	if !p.stores() {
		needed := p.memory.Lost
		if p.repairs() && p.encrypts() && p.key != nil {
			needed = append(slices.Clone(needed), names.Key)
		}
		maps.DeleteFunc(files, func(name string, _ *certs.Content) bool { return !slices.Contains(needed, name) })
	}
	return files
}
