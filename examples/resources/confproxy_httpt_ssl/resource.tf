resource "confproxy_httpt_ssl" "this" {
  use_ssl           = true
  certificate       = "objects/server.cer"
  certificate_chain = "objects/chain.crt"
  key               = "objects/server.key"

  key_passphrase_wo         = var.key_passphrase
  key_passphrase_wo_version = 1

  # Saved last, once a handshake has verified the certificate.
  redirect_http_to_https = true

  minimum_days_valid = 14
  restart            = "when_needed"

  live_check = {
    server_name = "proxy.example.com"
  }
}

variable "key_passphrase" {
  description = "Passphrase of the private key."
  type        = string
  sensitive   = true
  ephemeral   = true
}
