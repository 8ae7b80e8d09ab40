# Puts a certificate on an ISL Conference Proxy and makes its ports present it.
# To renew, replace the files in var.directory and apply again.

terraform {
  required_version = ">= 1.11"

  required_providers {
    confproxy = {
      source = "confproxy/confproxy"
    }
  }
}

variable "directory" {
  description = "Folder with server.crt, chain.crt and server.key, as the authority issued them."
  type        = string
}

variable "key_passphrase" {
  description = "Passphrase of server.key; null if it has none."
  type        = string
  default     = null
  sensitive   = true
  ephemeral   = true
}

# Endpoint and password come from CONFPROXY_ENDPOINT and CONFPROXY_PASSWORD.
provider "confproxy" {}

resource "confproxy_certificate" "this" {
  name            = "server"
  certificate_pem = file("${var.directory}/server.crt")
  chain_pem       = file("${var.directory}/chain.crt")

  # Write-only: in no state and no plan. Without the file, for example in CI,
  # a plan still shows drift.
  private_key_pem_wo        = try(file("${var.directory}/server.key"), null)
  private_key_passphrase_wo = var.key_passphrase
}

output "certificate" {
  value = {
    subject   = confproxy_certificate.this.subject
    issuer    = confproxy_certificate.this.issuer
    not_after = confproxy_certificate.this.not_after
    served    = confproxy_certificate.this.served_sha256_fingerprint
  }
}
