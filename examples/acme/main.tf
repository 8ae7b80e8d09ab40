# Renewal without hands: an ACME authority, such as Let's Encrypt, issues the
# certificate, and the same apply deploys it. Run the apply every day: it renews
# when a third of the lifetime is left, and otherwise changes nothing.
#
# The provider acme keeps the private key in the state: encrypt the state, or
# pass your own request to acme_certificate (certificate_request_pem).

terraform {
  required_version = ">= 1.11"

  required_providers {
    acme = {
      source  = "vancluever/acme"
      version = ">= 2.44"
    }
    confproxy = {
      source = "confproxy/confproxy"
    }
  }
}

variable "acme_directory" {
  description = "URL of the authority's directory. The default is the staging environment of Let's Encrypt, whose certificates no client trusts."
  type        = string
  default     = "https://acme-staging-v02.api.letsencrypt.org/directory"
}

variable "email_address" {
  description = "E-mail address for notices from the authority."
  type        = string
}

variable "server_name" {
  description = "Name by which users reach the server."
  type        = string
}

variable "dns_provider" {
  description = "DNS provider of the zone, as the provider acme names it, for example route53. Its credentials come from the environment."
  type        = string
}

provider "acme" {
  server_url = var.acme_directory
}

provider "confproxy" {}

resource "acme_registration" "this" {
  email_address = var.email_address
}

# A DNS challenge needs no port: the server itself uses port 80.
resource "acme_certificate" "this" {
  account_key_pem  = acme_registration.this.account_key_pem
  common_name      = var.server_name
  min_days_dynamic = true

  dns_challenge {
    provider = var.dns_provider
  }
}

resource "confproxy_certificate" "this" {
  name               = "acme"
  certificate_pem    = acme_certificate.this.certificate_pem
  chain_pem          = acme_certificate.this.issuer_pem
  private_key_pem_wo = acme_certificate.this.private_key_pem
}

output "not_after" {
  value = confproxy_certificate.this.not_after
}
