// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package client performs an administrator's tasks on a server, by the ways in
// to it. It decides who may read and write, makes changes that wait together in
// one go, and masks secrets in every text that it returns.
package client

import (
	"context"
	"crypto/x509"
	"log/slog"
	"net/url"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/probe"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/batch"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/deployment"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/secret"
)

// Client is a client of one server. One writer or several readers of a server
// work at a time. It is safe for concurrent use.
type Client struct {
	ways     confproxy.Ways
	lock     *batch.Lock
	puts     batch.Queue[pendingPut, confproxy.PutResult]
	removals batch.Queue[string, error]
	edits    batch.Queue[confproxy.Edit, error]
}

// New returns a client that uses the given ways. It does not connect.
func New(ways confproxy.Ways) *Client {
	return &Client{ways: ways, lock: batch.LockFor(ways.Address())}
}

// NewUnavailable returns a client of a server that is not yet known: every
// operation fails with err. It has no address and no roots.
func NewUnavailable(err error) *Client {
	ways := confproxy.Ways{Mask: &secret.Masker{}, Log: slog.New(slog.DiscardHandler)}
	return &Client{ways: ways, lock: &batch.Lock{Err: err}}
}

// Err returns the reason why the client cannot be used, nil if it can.
func (c *Client) Err() error { return c.lock.Err }

// Endpoint returns the configured address of the server, without /conf.
func (c *Client) Endpoint() *url.URL { return c.ways.Connection.Endpoint() }

// Address returns host and port of the configured endpoint.
func (c *Client) Address() string { return c.ways.Address() }

// TLSServerName returns the name that the endpoint's certificate should cover.
func (c *Client) TLSServerName() string { return c.ways.Connection.TLSServerName() }

// RootCAs returns the configured roots, nil for the system's.
func (c *Client) RootCAs() *x509.CertPool { return c.ways.Connection.RootCAs() }

// reading runs a read, concurrently with other reads of the server.
func (c *Client) reading(ctx context.Context, read func() error) error {
	return c.ways.Mask.Error(c.lock.Read(ctx, read))
}

// read runs a read that has a result, as reading does.
func read[T any](ctx context.Context, c *Client, from func() (T, error)) (result T, err error) {
	err = c.reading(ctx, func() (err error) {
		result, err = from()
		return err
	})
	return result, err
}

// writing runs a change, exclusively on the server. It begins with nothing
// shared, and all later reads are fresh.
func (c *Client) writing(ctx context.Context, change func(context.Context) error) error {
	return c.ways.Mask.Error(c.lock.Write(ctx, func() error {
		c.alone()
		defer c.alone()
		return change(ctx)
	}))
}

// alone makes sure that a change shares no reads with earlier operations.
func (c *Client) alone() {
	c.ways.Connection.Forget()
	c.lock.Separate()
}

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
