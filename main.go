// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Command terraform-provider-confproxy serves the provider to Terraform or
// OpenTofu.
package main

import (
	"context"
	"flag"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/confproxy/terraform-provider-confproxy/internal/provider"
)

// version is set by the build of a release.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "run until stopped, for a debugger; prints how to reattach")
	flag.Parse()
	err := providerserver.Serve(context.Background(), provider.New(version), providerserver.ServeOpts{
		Address: "registry.terraform.io/confproxy/confproxy",
		Debug:   *debug,
	})
	if err != nil {
		log.Fatal(err)
	}
}
