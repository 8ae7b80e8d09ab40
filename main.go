// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Command terraform-provider-confproxy serves the provider to Terraform or
// OpenTofu.
package main

import (
	"flag"
	"log"
	"os"
	"runtime/debug"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/confproxy/terraform-provider-confproxy/internal/provider"
)

// version is set by the build of a release.
var version = "dev"

func main() {
	underDebugger := flag.Bool("debug", false, "run until stopped, for a debugger; prints how to reattach")
	flag.Parse()
	var options []tf6server.ServeOpt
	if *underDebugger { // it reads the log without an engine
		options = append(options, tf6server.WithManagedDebug())
	} else {
		writeNoUnwantedLog()
	}
	collectLessGarbage()
	if err := tf6server.Serve("registry.terraform.io/confproxy/confproxy", provider.New(version), options...); err != nil {
		log.Fatal(err)
	}
}

// logLevels are the variables with the levels of the logs that the provider writes.
var logLevels = []string{"TF_LOG_SDK", "TF_LOG_PROVIDER_CONFPROXY"}

// writeNoUnwantedLog turns logs off where nobody asks for a log of providers.
// Otherwise, every call would be written, and read and dropped by the engine: a
// third of the time of a plan.
func writeNoUnwantedLog() {
	if os.Getenv("TF_LOG") != "" || os.Getenv("TF_LOG_PROVIDER") != "" {
		return
	}
	for _, name := range logLevels {
		_ = os.Setenv(name, "off")
	}
}

// collectLessGarbage lets the heap of this short process grow more between
// collections, which would otherwise take a fifth of the time of an apply.
func collectLessGarbage() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(175)
	}
}
