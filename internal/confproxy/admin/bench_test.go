// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"fmt"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/client"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
)

// BenchmarkRefresh refreshes 200 private files in one run, sharing one listing,
// and in 200 runs of one file, and reports the ratios of the requests and of
// the time.
func BenchmarkRefresh(b *testing.B) {
	const files = 200
	server, err := emulator.Start(emulator.Options{Files: manyFiles(files)})
	if err != nil {
		b.Fatal(err)
	}
	defer server.Close()
	connect := func() *client.Client {
		return Connect(b, confproxy.Config{Endpoint: server.URL(), Password: "asd"})
	}
	look := func(c *client.Client, i int) {
		if _, err := c.File(b.Context(), fmt.Sprintf("file-%03d.txt", i)); err != nil {
			b.Fatal(err)
		}
	}
	var sharedTime, sharedRequests, aloneTime, aloneRequests float64
	for b.Loop() {
		server.ResetRequests()
		start := b.Elapsed()
		c := connect()
		for i := range files {
			look(c, i)
		}
		sharedTime += float64(b.Elapsed() - start)
		sharedRequests += float64(len(server.Requests()))

		server.ResetRequests()
		start = b.Elapsed()
		for i := range files {
			look(connect(), i)
		}
		aloneTime += float64(b.Elapsed() - start)
		aloneRequests += float64(len(server.Requests()))
	}
	b.ReportMetric(sharedRequests/float64(b.N), "requests/run")
	b.ReportMetric(aloneRequests/sharedRequests, "requests-alone/shared")
	b.ReportMetric(aloneTime/sharedTime, "time-alone/shared")
}

func manyFiles(n int) map[string][]byte {
	files := map[string][]byte{}
	for i := range n {
		files[fmt.Sprintf("file-%03d.txt", i)] = fmt.Appendf(nil, "file %d\n", i)
	}
	return files
}
