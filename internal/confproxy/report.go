// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
)

// Report tells what the client recognises on a server. Making it changes
// nothing there.
type Report struct {
	Endpoint string
	Login    LoginKind
	Version  string // as the server discloses it in its answers; may be empty
	Menu     []string
	Pages    []PageReport
	TLS      TLSReport
}

// PageReport tells what was recognised of one page that the client needs.
type PageReport struct {
	Name       string
	Found      bool
	Recognised []string // labels of rows, headers of columns, texts of buttons
	Missed     []string
	Problem    string // why the page could not be opened, if so
}

// TLSReport is what the endpoint's port presents.
type TLSReport struct {
	Enabled           bool
	Version           string // of the protocol, such as "TLS 1.3"
	CipherSuite       string
	Subject           string
	SHA256Fingerprint string
	NotAfter          time.Time
	Problem           string // why there is no TLS, or why the certificate is not trusted
}

// Report reads the pages that the client needs and tells what it finds. Only a
// server that cannot be reached or refuses the login is an error.
func (c *Client) Report(ctx context.Context) (*Report, error) {
	report := &Report{Endpoint: c.base.String()}
	err := c.lock.read(ctx, func() error {
		root, err := withLogin(ctx, c.session, func() (*view, error) { return c.session.openRoot(ctx) })
		if err != nil {
			return err
		}
		report.Menu = root.menu()
		report.Pages = []PageReport{
			c.reportSettings(ctx, menuGeneral),
			c.reportSettings(ctx, menuSecurity),
			c.reportStorage(ctx),
			c.reportServers(ctx),
		}
		report.TLS = c.reportTLS(ctx)
		return ctx.Err()
	})
	c.session.mu.Lock()
	defer c.session.mu.Unlock()
	report.Login, report.Version = c.session.login, c.session.version
	return report, err
}

// note records a text as recognised or missed.
func (p *PageReport) note(text string, found bool) {
	if found {
		p.Recognised = append(p.Recognised, text)
	} else {
		p.Missed = append(p.Missed, text)
	}
}

func (c *Client) reportSettings(ctx context.Context, name string) PageReport {
	report := PageReport{Name: name}
	page, err := c.readSettings(ctx, name)
	if err != nil {
		report.Problem = err.Error()
		return report
	}
	report.Found = true
	var problems []error
	for _, setting := range AllSettings {
		if setting.Page() != name {
			continue
		}
		row, err := page.row(setting)
		if err == nil {
			_, err = row.value()
		}
		report.note(setting.Label(), err == nil)
		if err != nil && page.rows[setting] != nil {
			problems = append(problems, err)
		}
		if err == nil {
			_, _, err = page.form(row)
			if err != nil && len(problems) == 0 {
				problems = append(problems, err)
			}
		}
	}
	report.note(buttonSave, len(page.page.Buttons(buttonSave)) > 0)
	if err := errors.Join(problems...); err != nil {
		report.Problem = err.Error()
	}
	return report
}

func (c *Client) reportStorage(ctx context.Context) PageReport {
	report := PageReport{Name: menuFileStorage}
	leaf, err := c.session.openPrivate(ctx)
	if err != nil {
		report.Problem = err.Error()
		return report
	}
	report.Found = true
	for _, column := range []string{columnSelect, columnFile, columnBytes, columnDownload, columnVersion} {
		report.note(column, len(leaf.page.Tables(columnFile, column)) > 0)
	}
	report.note(labelUploadFile, strings.Contains(leaf.page.Text(), labelUploadFile))
	report.note(buttonUpload, uploadForm(leaf.page) != nil)
	report.note(buttonDeleteSelected, len(leaf.page.Buttons(buttonDeleteSelected)) > 0)
	return report
}

func (c *Client) reportServers(ctx context.Context) PageReport {
	report := PageReport{Name: menuServers}
	v, err := c.session.open(ctx, serversPage)
	if err != nil {
		report.Problem = err.Error()
		return report
	}
	report.Found = true
	report.note(buttonRestart, len(restartTriggers(v)) == 1)
	return report
}

func (c *Client) reportTLS(ctx context.Context) TLSReport {
	live := c.liveTarget(LiveCheck{}, nil)
	result, err := certs.Probe(ctx, certs.ProbeOptions{
		Address: live.Address, ServerName: live.ServerName, Roots: c.roots, Timeout: c.config.RequestTimeout,
	})
	if err != nil {
		return TLSReport{Problem: err.Error()}
	}
	leaf := result.Certificates[0]
	return TLSReport{
		Enabled: true, Version: result.Version, CipherSuite: result.CipherSuite,
		Subject: leaf.Subject.String(), SHA256Fingerprint: certs.Fingerprint(leaf), NotAfter: leaf.NotAfter,
		Problem: result.VerificationError,
	}
}
