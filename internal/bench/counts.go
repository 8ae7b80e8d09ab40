// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
)

// requests counts the requests to create, delete and plan files, and measures
// the time and memory of the plan.
func (b *bench) requests(ctx context.Context) error {
	for _, pageSize := range []int{0, 25} {
		var previous time.Duration
		for i, count := range b.sizes {
			took, err := b.requestsOf(ctx, count, pageSize)
			if err != nil {
				return err
			}
			if i > 0 && i == len(b.sizes)-1 {
				b.row(fmt.Sprintf("plan of %d files next to one of %d%s", count, b.sizes[i-1], paged(pageSize)),
					milliseconds(took), milliseconds(previous), ratio(took, previous))
			}
			previous = took
		}
	}
	return nil
}

func paged(pageSize int) string {
	if pageSize == 0 {
		return ""
	}
	return fmt.Sprintf(", %d a page", pageSize)
}

// created is the number of files to create and delete besides those on the server.
const created = 50

// requestsOf counts the requests on a server that holds a number of files, and
// returns the duration of their plan.
func (b *bench) requestsOf(ctx context.Context, count, pageSize int) (plan time.Duration, err error) {
	own, err := b.newOwnSide(filesOf("confproxy", "", created), pageSize)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, own.close()) }()
	for i := range count {
		own.server.PutFile(storedName(strconv.Itoa(i)), []byte(storedContent))
	}
	where := fmt.Sprintf("beside %d%s", count, paged(pageSize))
	for _, command := range []int{0, 2} {
		if _, err := own.timed(ctx, commands[command].args); err != nil {
			return 0, err
		}
		requests := float64(len(own.server.Requests())) / created
		b.row(fmt.Sprintf("requests for each file, %s of %d %s", commands[command].name, created, where), fmt.Sprintf("%.2f", requests), "", "")
	}
	if err := b.take(ctx, own, count); err != nil {
		return 0, err
	}
	var times []time.Duration
	var most int64
	for range b.runs {
		took, memory, err := b.watchedPlan(ctx, own, "confproxy")
		if err != nil {
			return 0, err
		}
		times, most = append(times, took), max(most, memory)
	}
	what := fmt.Sprintf("%d files%s", count, paged(pageSize))
	b.row("requests, plan of "+what, strconv.Itoa(len(own.server.Requests())), "", "")
	b.row("memory, plan of "+what, megabytes(most), "", "")
	return median(times), nil
}

const storedContent = "one of many files\n"

func storedName(index string) string { return "stored-" + index + ".txt" }

// take adds the files on the server to the configuration and the state.
func (b *bench) take(ctx context.Context, own *side, count int) error {
	configure := func(count int) error {
		return own.configure(inBlocks("confproxy_private_file", count, func(index string) string {
			return fmt.Sprintf("  name    = %q\n  content = %q\n", storedName(index), storedContent)
		}), "confproxy")
	}
	if err := configure(1); err != nil {
		return err
	}
	if _, err := own.timed(ctx, commands[0].args); err != nil {
		return err
	}
	return errors.Join(multiply(own.cli.Folder, count), configure(count))
}

// watchedPlan plans, and returns the duration and the peak memory of the
// provider with that name.
func (b *bench) watchedPlan(ctx context.Context, s *side, provider string) (took time.Duration, memory int64, err error) {
	// terraform_data has no binary.
	binary, _ := filepath.EvalSymlinks(filepath.Join(b.folder, "bin", "terraform-provider-"+provider))
	done, most := make(chan struct{}), make(chan int64, 1)
	go func() { most <- peakMemory(binary, done) }()
	took, err = s.timed(ctx, commands[1].args)
	close(done)
	return took, <-most, err
}

func megabytes(n int64) string { return fmt.Sprintf("%d MB", n>>20) }

const rotationHCL = `
resource "confproxy_certificate" "this" {
  name               = "server"
  certificate_pem    = file("certificate/server.crt")
  chain_pem          = file("certificate/chain.crt")
  private_key_pem_wo = file("certificate/server.key")
}
`

// rotation counts the requests of a rotation, and measures its time.
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
	b.row("requests of a rotation, including the plan and two logins", strconv.Itoa(len(own.server.Requests())), "", "")
	b.row("a rotation", milliseconds(median(times[1:])), "", "")
	return nil
}
