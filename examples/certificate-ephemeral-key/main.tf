# A key that exists only in a secret store. An ephemeral resource of the store's
# provider reads it or, as here, an ephemeral variable: TF_VAR_private_key.
# Without the variable, a plan still shows drift and a destroy still works.

terraform {
  required_providers {
    confproxy = {
      source = "confproxy/confproxy"
    }
  }
}

provider "confproxy" {}

resource "confproxy_certificate" "this" {
  name               = "server"
  certificate_pem    = file("${path.module}/server.crt")
  chain_pem          = file("${path.module}/chain.crt")
  private_key_pem_wo = var.private_key
}

variable "private_key" {
  description = "Private key of the certificate, in PEM form."
  type        = string
  default     = null
  sensitive   = true
  ephemeral   = true
}
