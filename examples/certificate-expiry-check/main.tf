# A check warns in every plan, long before the certificate expires.

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

check "expiry" {
  assert {
    condition     = timecmp(plantimestamp(), timeadd(confproxy_certificate.this.not_after, "-336h")) < 0
    error_message = "The certificate of the Conference Proxy expires at ${confproxy_certificate.this.not_after}."
  }
}

variable "private_key" {
  description = "Private key of the certificate, in PEM form."
  type        = string
  sensitive   = true
  ephemeral   = true
}
