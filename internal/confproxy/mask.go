// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"errors"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/check"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/secret"
)

// Every text that leaves a [Client] is masked here: errors, reports,
// recognition.

// maskedError is an error whose text shows no secret. It keeps its identity for
// [errors.Is] and [errors.As].
type maskedError struct {
	text  string
	cause error
}

func (e *maskedError) Error() string { return e.text }

func (e *maskedError) Unwrap() error { return e.cause }

// masked returns an error without secrets in its text.
func (c *Client) masked(err error) error {
	if err == nil {
		return nil
	}
	if failed, ok := errors.AsType[*CheckError](err); ok {
		maskFindings(c.ways.Mask, failed.Findings)
	}
	if text := c.ways.Mask.Text(err.Error()); text != err.Error() {
		return &maskedError{text, err}
	}
	return err
}

func maskFindings(m *secret.Masker, findings []check.Finding) {
	for i := range findings {
		findings[i].Detail = m.Text(findings[i].Detail)
	}
}

func (r *Recognition) mask(m *secret.Masker) {
	for _, text := range []*string{&r.Version, &r.TLS.Subject, &r.TLS.Problem} {
		*text = m.Text(*text)
	}
	if r.XMLMSG != nil {
		r.XMLMSG.Problem = m.Text(r.XMLMSG.Problem)
	}
	for _, one := range []*Rehearsed{&r.Rehearsal.Upload, &r.Rehearsal.Save, &r.Rehearsal.Deletion, &r.Rehearsal.Restart} {
		one.Problem = m.Text(one.Problem)
	}
	for i := range r.Pages {
		r.Pages[i].Problem = m.Text(r.Pages[i].Problem)
	}
}

// know adds a passphrase to the mask; it ignores nil.
func (c *Client) know(passphrase *string) {
	if passphrase != nil {
		c.ways.Mask.Add(*passphrase)
	}
}
