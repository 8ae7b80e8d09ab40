// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
)

// lifecycleHCL creates three files and the settings; its variables rotate them
// and change the ports.
const lifecycleHCL = `
variable "directory" { type = string }
variable "ports" {
  type    = list(number)
  default = null
}
variable "version_of_names" {
  type    = string
  default = null
}
provider "confproxy" {}

locals {
  version = coalesce(var.version_of_names, substr(filesha256("${var.directory}/server.crt"), 0, 8))
  files   = { certificate = "server.crt", chain = "chain.crt", key = "server.key" }
}

resource "confproxy_private_file" "this" {
  for_each = local.files
  name     = "${local.version}-${each.value}"
  source   = "${var.directory}/${each.value}"
  lifecycle { create_before_destroy = true }
}

resource "confproxy_httpt_ssl" "this" {
  ports                  = var.ports
  use_ssl                = true
  certificate            = confproxy_private_file.this["certificate"].path
  certificate_chain      = confproxy_private_file.this["chain"].path
  key                    = confproxy_private_file.this["key"].path
  redirect_http_to_https = true
  restart                = "when_needed"
  live_check             = { timeout = "3s" }

  allow_endpoint_port_removal = true # the emulator has another default than the product
}
`

const importHCL = `
import {
  for_each = local.files
  to       = confproxy_private_file.this[each.key]
  id       = "${local.version}-${each.value}"
}
import {
  to = confproxy_httpt_ssl.this
  id = "httpt_ssl"
}
`

// cliDriver runs the phases with the real CLI.
type cliDriver struct {
	*world
	bench *bench
}

func newCLIBench(t *testing.T, skin emulator.Skin, seed int64) (*bench, *cliDriver) {
	t.Helper()
	d := &cliDriver{world: newWorld(t, skin, seed, lifecycleHCL)}
	d.cli.Environ = append(d.cli.Environ, "CONFPROXY_REQUEST_TIMEOUT=4s")
	return newBench(t, d.site, issueThree(t), func(b *bench) driver { d.bench = b; return d }), d
}

func (d *cliDriver) enter(p phase) {
	var imports []byte
	if p.imports {
		imports = []byte(importHCL)
	}
	d.write("import.tf", imports)
}

func (d *cliDriver) run(ctx context.Context, p phase) (string, error) {
	return d.cli.Run(ctx, d.command(p)...)
}

// command returns the CLI's command for the phase.
func (d *cliDriver) command(p phase) []string {
	verb := "apply"
	if p.destroy {
		verb = "destroy"
	}
	return append([]string{verb, "-auto-approve", "-input=false", "-no-color"}, d.arguments(p)...)
}

func (d *cliDriver) arguments(p phase) []string {
	var ports []string
	for _, port := range d.bench.portsOf(p) {
		ports = append(ports, strconv.Itoa(port))
	}
	var arguments []string
	if p.names != nil {
		arguments = append(arguments, "-var", "version_of_names="+d.bench.version(p))
	}
	if ports != nil {
		arguments = append(arguments, "-var", "ports=["+strings.Join(ports, ",")+"]")
	}
	return arguments
}

func (d *cliDriver) plansNothing(p phase) string {
	changes, printed, err := d.cli.HasChanges(d.tb.Context(), append([]string{"-no-color"}, d.arguments(p)...)...)
	if err != nil || changes {
		return fmt.Sprintf("the plan after it is not empty (%v):\n%s", err, printed)
	}
	return ""
}

func (d *cliDriver) statePath() string { return filepath.Join(d.folder, "terraform.tfstate") }

func (d *cliDriver) state() any {
	data, err := os.ReadFile(d.statePath())
	if err != nil {
		return nil // none before the first apply
	}
	return data
}

func (d *cliDriver) restore(state any) {
	_ = os.Remove(d.statePath() + ".backup")
	if state == nil {
		_ = os.Remove(d.statePath())
		return
	}
	d.write("terraform.tfstate", state.([]byte))
}

// filesInState returns the names of the private files in the state.
func (d *cliDriver) filesInState() ([]string, error) {
	var state struct {
		Resources []struct {
			Type      string
			Instances []struct{ Attributes struct{ Name string } }
		}
	}
	if err := json.Unmarshal(d.state().([]byte), &state); err != nil {
		return nil, err
	}
	var names []string
	for _, resource := range state.Resources {
		for _, instance := range resource.Instances {
			if resource.Type == "confproxy_private_file" {
				names = append(names, instance.Attributes.Name)
			}
		}
	}
	return names, nil
}
