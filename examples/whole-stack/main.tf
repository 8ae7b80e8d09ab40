# Everything about the certificate of one server: the certificate itself, the
# ports, protocol and redirect, the mails before it expires, and a check.

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

# The ports redirect to HTTPS only once the certificate is served.
resource "confproxy_httpt_ssl" "this" {
  ports                  = var.ports
  ssl_protocol           = "0x0303-0x10000" # TLS 1.2 and newer
  redirect_http_to_https = true

  depends_on = [confproxy_certificate.this]
}

# The product sends mails 60 and 30 days before the certificate expires, and daily
# from 15 days before, if a mail server is configured. The rows are saved together.
resource "confproxy_setting" "mail" {
  for_each = {
    "Outgoing mail server (SMTP)" = "mail.example.com"
    "Default e-mail from address" = "conference-proxy@example.com"
    "System e-mail goes to"       = "administrators@example.com"
  }

  page  = "General"
  name  = each.key
  value = each.value
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

variable "ports" {
  description = "Ports that the server listens on, including the port of its administration."
  type        = list(number)
  default     = [80, 443, 7615]
}
