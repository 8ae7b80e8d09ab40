# An encrypted key, in the form that OpenSSL 3 writes by default. The product is
# documented to read the traditional form, so the key is stored in that form,
# encrypted with the same passphrase. Raise the version when the passphrase changes.

terraform {
  required_providers {
    confproxy = {
      source = "confproxy/confproxy"
    }
  }
}

provider "confproxy" {}

resource "confproxy_certificate" "this" {
  name            = "server"
  certificate_pem = file("${path.module}/server.crt")
  chain_pem       = file("${path.module}/chain.crt")

  private_key_pem_wo        = file("${path.module}/encrypted.key")
  private_key_passphrase_wo = var.key_passphrase
  private_key_wo_version    = 1
}

variable "key_passphrase" {
  description = "Passphrase of the private key."
  type        = string
  sensitive   = true
  ephemeral   = true
}
