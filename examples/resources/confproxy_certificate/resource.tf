resource "confproxy_certificate" "this" {
  name            = "proxy.example.com"
  certificate_pem = file("${path.module}/server.crt")
  chain_pem       = file("${path.module}/chain.crt")

  # Write-only: in no state and no plan. For the same certificate, the key is
  # sent again only when the version changes.
  private_key_pem_wo        = var.private_key
  private_key_passphrase_wo = var.key_passphrase
  private_key_wo_version    = 1

  minimum_days_valid = 14
  restart            = "when_needed"
  keep_previous      = 1

  live_check = {
    server_name = "proxy.example.com"
  }
}

# The other HTTPT settings.
resource "confproxy_httpt_ssl" "this" {
  redirect_http_to_https = true

  depends_on = [confproxy_certificate.this]
}

variable "private_key" {
  description = "Private key of the certificate, in PEM form."
  type        = string
  default     = null
  sensitive   = true
  ephemeral   = true
}

variable "key_passphrase" {
  description = "Passphrase of the private key; null if it has none."
  type        = string
  default     = null
  sensitive   = true
  ephemeral   = true
}
