// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
)

// measure prints the table.
func (b *bench) measure(ctx context.Context) error {
	fmt.Printf("\nMedians of %d runs, side by side. Beside: %s.\n\n", b.runs, strings.Join(append(b.versions, "terraform_data for what is missing"), ", "))
	row("what", "confproxy", "other", "ratio")
	row("---", "---", "---", "---")
	for _, count := range b.files {
		if err := b.filesBeside(ctx, count); err != nil {
			return err
		}
	}
	for _, step := range []func(context.Context) error{b.hostsRead, b.start, b.requests, b.rotation} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func row(what, own, other, ratio string) {
	fmt.Printf("| %-44s | %10s | %10s | %6s |\n", what, own, other, ratio)
}

func rowOf(what string, own, other []time.Duration) {
	a, b := median(own), median(other)
	row(what, fmt.Sprintf("%d ms", a.Milliseconds()), fmt.Sprintf("%d ms", b.Milliseconds()), fmt.Sprintf("%.2f", float64(a)/float64(b)))
}

// pair times commands on both sides in turn, as often as is asked for, and
// returns the times by command.
func (b *bench) pair(ctx context.Context, own, other *side, names ...string) (mine, theirs map[string][]time.Duration, err error) {
	mine, theirs = map[string][]time.Duration{}, map[string][]time.Duration{}
	for range b.runs {
		for _, command := range commands {
			if !slices.Contains(names, command.name) {
				continue
			}
			for side, times := range map[*side]map[string][]time.Duration{own: mine, other: theirs} {
				took, err := side.timed(ctx, command.args)
				if err != nil {
					return nil, nil, err
				}
				times[command.name] = append(times[command.name], took)
			}
		}
	}
	return mine, theirs, nil
}

// compare times commands on both sides, and prints a row each.
func (b *bench) compare(ctx context.Context, what string, own, other *side, names ...string) error {
	mine, theirs, err := b.pair(ctx, own, other, names...)
	if err != nil {
		return err
	}
	for _, name := range names {
		rowOf(fmt.Sprintf("%s of %s", name, what), mine[name], theirs[name])
	}
	return nil
}

// filesBeside compares private files with local ones.
func (b *bench) filesBeside(ctx context.Context, count int) (err error) {
	own, err := b.newOwnSide(filesOf("confproxy", "", count), 0)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, own.close()) }()
	local := b.otherThan("local")
	other, err := b.newSide(filesOf(strings.Join(local, ""), filepath.Join(b.folder, "local-files"), count), local...)
	if err != nil {
		return err
	}
	return b.compare(ctx, fmt.Sprintf("%d files", count), own, other, "apply", "plan", "destroy")
}

// hostsRead compares the reading of live certificates.
func (b *bench) hostsRead(ctx context.Context) error {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	at, err := url.Parse(server.URL)
	if err != nil {
		return err
	}
	own, err := b.newSide(fmt.Sprintf(
		"provider \"confproxy\" {\n  endpoint = \"http://127.0.0.1:1\"\n  password = \"-\"\n}\n"+
			"data \"confproxy_live_certificate\" \"this\" {\n  count = %d\n  host  = %q\n  port  = %s\n}\n",
		b.hosts, at.Hostname(), at.Port()), "confproxy")
	if err != nil {
		return err
	}
	tls, text := b.otherThan("tls"), filesOf("", "", b.hosts)
	if tls != nil {
		text = fmt.Sprintf("data \"tls_certificate\" \"this\" {\n  count        = %d\n  url          = %q\n  verify_chain = false\n}\n", b.hosts, server.URL)
	}
	other, err := b.newSide(text, tls...)
	if err != nil {
		return err
	}
	if tls == nil {
		if _, err := other.timed(ctx, commands[0].args); err != nil { // so that the plan is empty
			return err
		}
	}
	return b.compare(ctx, fmt.Sprintf("%d live certificates", b.hosts), own, other, "plan")
}

// start compares how long it takes to start a provider and to hear its schema.
func (b *bench) start(ctx context.Context) error {
	own, err := b.newSide("", "confproxy")
	if err != nil {
		return err
	}
	other, err := b.newSide("", b.otherThan("local")...)
	if err != nil {
		return err
	}
	var mine, theirs []time.Duration
	for range b.runs {
		for side, times := range map[*side]*[]time.Duration{own: &mine, other: &theirs} {
			took, err := side.timed(ctx, []string{"providers", "schema", "-json"})
			if err != nil {
				return err
			}
			*times = append(*times, took)
		}
	}
	rowOf("start of the provider, and its schema", mine, theirs)
	return nil
}

// requests counts those of files that are created, planned and deleted, and
// looks how much memory the plan takes.
func (b *bench) requests(ctx context.Context) error {
	for _, pageSize := range []int{0, 25} {
		for _, count := range b.sizes {
			if err := b.requestsOf(ctx, count, pageSize); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *bench) requestsOf(ctx context.Context, count, pageSize int) (err error) {
	own, err := b.newOwnSide(filesOf("confproxy", "", count), pageSize)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, own.close()) }()
	what := fmt.Sprintf("%d files", count)
	if pageSize > 0 {
		what += fmt.Sprintf(", %d a page", pageSize)
	}
	for _, command := range commands {
		done, most := make(chan struct{}), make(chan int64, 1)
		go func() { most <- peakMemory(filepath.Join(b.folder, "bin", "terraform-provider-confproxy"), done) }()
		took, err := own.timed(ctx, command.args)
		close(done)
		memory := <-most
		if err != nil {
			return err
		}
		requests := len(own.server.Requests())
		if command.name == "plan" {
			row("requests, plan of "+what, strconv.Itoa(requests), "", "")
			row("time and memory, plan of "+what, fmt.Sprintf("%d ms", took.Milliseconds()), fmt.Sprintf("%d MB", memory>>20), "")
			continue
		}
		row(fmt.Sprintf("requests a file, %s of %s", command.name, what), fmt.Sprintf("%.2f", float64(requests)/float64(count)), "", "")
	}
	return nil
}

const rotationHCL = `
resource "confproxy_private_file" "this" {
  for_each = toset(["server.crt", "server.key", "chain.crt"])
  name     = "${substr(filesha256("certificate/server.crt"), 0, 8)}-${each.value}"
  source   = "certificate/${each.value}"
  lifecycle { create_before_destroy = true }
}

resource "confproxy_httpt_ssl" "this" {
  use_ssl           = true
  certificate       = confproxy_private_file.this["server.crt"].path
  key               = confproxy_private_file.this["server.key"].path
  certificate_chain = confproxy_private_file.this["chain.crt"].path
}
`

// rotation counts the requests of a rotation, and its time.
func (b *bench) rotation(ctx context.Context) (err error) {
	own, err := b.newOwnSide(rotationHCL, 0)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, own.close()) }()
	const name = "conf.example.com"
	own.cli.Environ = append(own.cli.Environ, "CONFPROXY_TLS_SERVER_NAME="+name,
		"CONFPROXY_CA_CERT_FILE="+filepath.Join(own.cli.Folder, "certificate", "root.crt"))
	authority, err := certstest.New()
	if err != nil {
		return err
	}
	var times []time.Duration
	for range b.runs + 1 {
		issued, err := authority.Issue(certstest.Leaf{CommonName: name, DNSNames: []string{name}, NotAfter: time.Now().AddDate(0, 0, 90)})
		if err != nil {
			return err
		}
		for file, data := range map[string][]byte{
			"server.crt": issued.CertPEM, "server.key": issued.KeyPEM, "chain.crt": issued.ChainPEM, "root.crt": issued.RootPEM,
		} {
			path := filepath.Join(own.cli.Folder, "certificate", file)
			if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, data, 0o600)); err != nil {
				return err
			}
		}
		took, err := own.timed(ctx, commands[0].args)
		if err != nil {
			return err
		}
		times = append(times, took)
	}
	row("requests of a rotation", strconv.Itoa(len(own.server.Requests())), "", "")
	row("a rotation", fmt.Sprintf("%d ms", median(times[1:]).Milliseconds()), "", "")
	return nil
}
