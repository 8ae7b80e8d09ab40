# Rotation in place: the files keep their names. The settings refer to their
# paths, and are saved and verified again when a file changes.
#
# The files are uploaded one by one. Between two uploads, the server has a
# certificate and a key that do not match. If it reads them then, TLS fails until
# the last upload. If that matters, rotate under new names instead.

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

resource "confproxy_private_file" "certificate" {
  name   = "server.cer"
  source = "${var.directory}/server.crt"
}

resource "confproxy_private_file" "chain" {
  name   = "chain.crt"
  source = "${var.directory}/chain.crt"
}

resource "confproxy_private_file" "key" {
  name   = "server.key"
  source = "${var.directory}/server.key"
}

resource "confproxy_httpt_ssl" "this" {
  use_ssl           = true
  certificate       = confproxy_private_file.certificate.path
  certificate_chain = confproxy_private_file.chain.path
  key               = confproxy_private_file.key.path
}
