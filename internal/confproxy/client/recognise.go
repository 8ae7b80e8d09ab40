// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package client

import (
	"context"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/probe"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/deployment"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/secret"
)

// Recognise returns what the client recognises on the server, and what its port
// presents.
func (c *Client) Recognise(ctx context.Context) (found *confproxy.Recognition, err error) {
	err = c.reading(ctx, func() (err error) {
		if found, err = c.ways.Recogniser.Recognise(ctx); err == nil {
			found.TLS = c.recogniseTLS(ctx)
			if way, ok := c.ways.Settings.(interface {
				RecogniseXMLMSG(ctx context.Context) *confproxy.XMLMSGRecognition
			}); ok {
				found.XMLMSG = way.RecogniseXMLMSG(ctx)
			}
			maskRecognition(found, c.ways.Mask)
		}
		return err
	})
	return found, err
}

func (c *Client) recogniseTLS(ctx context.Context) confproxy.TLSRecognition {
	result, err := probe.Probe(ctx, probe.Options{
		Address: c.ways.Address(), ServerName: c.TLSServerName(), Roots: c.RootCAs(), Timeout: deployment.DefaultLiveTimeout,
	})
	if err != nil {
		return confproxy.TLSRecognition{Problem: err.Error()}
	}
	leaf := result.Certificates[0]
	return confproxy.TLSRecognition{
		Enabled: true, Version: result.Version, CipherSuite: result.CipherSuite,
		Subject: leaf.Subject.String(), SHA256Fingerprint: certs.Fingerprint(leaf), NotAfter: leaf.NotAfter,
		Problem: result.VerificationError,
	}
}

// maskRecognition masks all texts of the server.
func maskRecognition(r *confproxy.Recognition, m *secret.Masker) {
	for _, text := range []*string{&r.Version, &r.TLS.Subject, &r.TLS.Problem} {
		*text = m.Text(*text)
	}
	if r.XMLMSG != nil {
		r.XMLMSG.Problem = m.Text(r.XMLMSG.Problem)
	}
	for _, one := range []*confproxy.Rehearsed{&r.Rehearsal.Upload, &r.Rehearsal.Save, &r.Rehearsal.Deletion, &r.Rehearsal.Restart} {
		one.Problem = m.Text(one.Problem)
	}
	for i := range r.Pages {
		r.Pages[i].Problem = m.Text(r.Pages[i].Problem)
	}
}
