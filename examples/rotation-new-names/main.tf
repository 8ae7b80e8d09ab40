# Rotation under new names: every certificate is stored under its own name, and
# create_before_destroy changes the settings before the old files are deleted.
# The server always serves the old or the new certificate.

terraform {
  required_providers {
    confproxy = {
      source = "confproxy/confproxy"
    }
  }
}

variable "directory" {
  description = "Folder with server.crt, chain.crt and server.key."
  type        = string
}

provider "confproxy" {}

locals {
  files = {
    certificate = "server.crt"
    chain       = "chain.crt"
    key         = "server.key"
  }
  version = substr(filesha256("${var.directory}/server.crt"), 0, 8)
}

resource "confproxy_private_file" "this" {
  for_each = local.files

  name   = "${local.version}-${each.value}"
  source = "${var.directory}/${each.value}"

  lifecycle {
    create_before_destroy = true
  }
}

resource "confproxy_httpt_ssl" "this" {
  use_ssl            = true
  certificate        = confproxy_private_file.this["certificate"].path
  certificate_chain  = confproxy_private_file.this["chain"].path
  key                = confproxy_private_file.this["key"].path
  minimum_days_valid = 7
}
