// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Command terraform-provider-confproxy serves the provider to Terraform or
// OpenTofu.
package main

import (
	"context"
	"flag"
	"log"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/confproxy/terraform-provider-confproxy/internal/provider"
)

// version is set by the build of a release.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "run until stopped, for a debugger; prints how to reattach")
	flag.Parse()
	if !*debug { // a debugger reads the log without an engine
		writeNoUnwantedLog()
	}
	err := providerserver.Serve(context.Background(), provider.New(version), providerserver.ServeOpts{
		Address: "registry.terraform.io/confproxy/confproxy",
		Debug:   *debug,
	})
	if err != nil {
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
