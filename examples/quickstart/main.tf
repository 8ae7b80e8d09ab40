# Puts a certificate on an ISL Conference Proxy and switches its HTTPT SSL
# settings to it. Renewing is replacing the files in var.directory and
# applying again: the new files get new names, the settings move to them, and
# only then the old files go.

terraform {
  required_version = ">= 1.11"

  required_providers {
    confproxy = {
      source = "confproxy/confproxy"
    }
  }
}

variable "directory" {
  description = "Folder with server.crt, chain.crt and server.key, as the authority gave them."
  type        = string
}

variable "key_passphrase" {
  description = "Passphrase of server.key; null when it has none."
  type        = string
  default     = null
  sensitive   = true
  ephemeral   = true
}

# Endpoint and password come from CONFPROXY_ENDPOINT and CONFPROXY_PASSWORD.
provider "confproxy" {}

locals {
  version = substr(filesha256("${var.directory}/server.crt"), 0, 8)
}

resource "confproxy_private_file" "certificate" {
  name    = "server-${local.version}.cer"
  content = file("${var.directory}/server.crt")

  lifecycle {
    create_before_destroy = true
  }
}

resource "confproxy_private_file" "chain" {
  name    = "chain-${local.version}.crt"
  content = file("${var.directory}/chain.crt")

  lifecycle {
    create_before_destroy = true
  }
}

# Only the digest of a source file is in the state, never the key.
resource "confproxy_private_file" "key" {
  name   = "server-${local.version}.key"
  source = "${var.directory}/server.key"

  lifecycle {
    create_before_destroy = true
  }
}

resource "confproxy_httpt_ssl" "this" {
  use_ssl           = true
  certificate       = confproxy_private_file.certificate.path
  certificate_chain = confproxy_private_file.chain.path
  key               = confproxy_private_file.key.path
  key_passphrase_wo = var.key_passphrase
}

# What the port really presents, by a handshake after the change.
data "confproxy_live_certificate" "this" {
  depends_on = [confproxy_httpt_ssl.this]
}

output "served" {
  value = {
    subject    = data.confproxy_live_certificate.this.certificates[0].subject
    issuer     = data.confproxy_live_certificate.this.certificates[0].issuer
    not_after  = data.confproxy_live_certificate.this.certificates[0].not_after
    days_left  = data.confproxy_live_certificate.this.expires_in_days
    first_mail = data.confproxy_live_certificate.this.first_expiry_mail_date
  }
}
