# A full chain in one variable, as many tools write it: the certificate first,
# then its chain. A root at the end is not stored.

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
  certificate_pem    = var.full_chain
  private_key_pem_wo = var.private_key
}

variable "full_chain" {
  description = "Certificate and chain, in PEM form, as in fullchain.pem."
  type        = string
}

variable "private_key" {
  description = "Private key of the certificate, in PEM form."
  type        = string
  sensitive   = true
  ephemeral   = true
}
