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
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// measure prints the table.
func (b *bench) measure(ctx context.Context) error {
	b.print(fmt.Sprintf("\nMedians of %d runs, side by side, of this provider and of: %s.\n", b.runs, strings.Join(b.beside(), ", ")))
	b.row("what", "confproxy", "other", "ratio")
	b.row("---", "---", "---", "---")
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

// beside lists the providers to compare with.
func (b *bench) beside() []string {
	if len(b.had) == len(others) {
		return b.versions
	}
	return append(b.versions, "terraform_data, if a provider is not available")
}

func (b *bench) print(line string) {
	fmt.Println(line)
	b.table.WriteString(line + "\n")
}

func (b *bench) row(what, own, other, ratio string) {
	b.print(fmt.Sprintf("| %-44s | %10s | %10s | %6s |", what, own, other, ratio))
}

func milliseconds(d time.Duration) string { return fmt.Sprintf("%d ms", d.Milliseconds()) }

func ratio[N int | int64 | time.Duration](own, other N) string {
	if other == 0 {
		return ""
	}
	return fmt.Sprintf("%.2f", float64(own)/float64(other))
}

// compare times commands on both sides in turn, b.runs times, and prints a row
// for each command.
func (b *bench) compare(ctx context.Context, what string, own, other *side, names ...string) error {
	mine, theirs := map[string][]time.Duration{}, map[string][]time.Duration{}
	for range b.runs {
		for side, times := range map[*side]map[string][]time.Duration{own: mine, other: theirs} {
			if err := side.timedAll(ctx, names, times); err != nil {
				return err
			}
		}
	}
	for _, name := range names {
		took, otherTook := median(mine[name]), median(theirs[name])
		b.row(fmt.Sprintf("%s of %s", name, what), milliseconds(took), milliseconds(otherTook), ratio(took, otherTook))
	}
	for _, name := range names {
		if requests := own.requests[name]; requests > 0 && name != "plan" { // requestsOf counts those of plans
			b.row(fmt.Sprintf("requests, %s of %s", name, what), strconv.Itoa(requests), "", "")
		}
	}
	return nil
}

// timedAll runs the named commands and adds their durations.
func (s *side) timedAll(ctx context.Context, names []string, times map[string][]time.Duration) error {
	for _, command := range commands {
		if !slices.Contains(names, command.name) {
			continue
		}
		took, err := s.timed(ctx, command.args)
		if err != nil {
			return err
		}
		times[command.name] = append(times[command.name], took)
		if s.server != nil {
			s.requests[command.name] = len(s.server.Requests())
		}
	}
	return nil
}

// filesBeside compares private files with local files.
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
	what := fmt.Sprintf("%d files", count)
	if err := b.compare(ctx, what, own, other, "apply", "plan", "destroy"); err != nil {
		return err
	}
	return b.memoryBeside(ctx, what, own, other, "confproxy", strings.Join(local, ""))
}

// memoryBeside compares the peak memory of the providers during a plan.
func (b *bench) memoryBeside(ctx context.Context, what string, own, other *side, names ...string) error {
	var most [2]int64
	for i, s := range []*side{own, other} {
		if _, err := s.timed(ctx, commands[0].args); err != nil {
			return err
		}
		var err error
		if _, most[i], err = b.watchedPlan(ctx, s, names[i]); err != nil {
			return err
		}
		if _, err := s.timed(ctx, commands[2].args); err != nil {
			return err
		}
	}
	b.row("memory, plan of "+what, megabytes(most[0]), megabytes(most[1]), ratio(most[0], most[1]))
	return nil
}

// hostsRead compares reads of live certificates.
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

// start compares the time to start a provider and get its schema.
func (b *bench) start(ctx context.Context) error {
	own, err := b.newSide("", "confproxy")
	if err != nil {
		return err
	}
	other, err := b.newSide("", b.otherThan("local")...)
	if err != nil {
		return err
	}
	return b.compare(ctx, "the provider, and its schema", own, other, "start")
}
