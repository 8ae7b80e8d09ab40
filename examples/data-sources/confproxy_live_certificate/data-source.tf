data "confproxy_live_certificate" "this" {}

check "certificate" {
  assert {
    condition     = data.confproxy_live_certificate.this.verified
    error_message = "Clients do not trust the certificate: ${coalesce(data.confproxy_live_certificate.this.verification_error, "unknown reason")}"
  }

  assert {
    condition     = data.confproxy_live_certificate.this.expires_in_days >= 14
    error_message = "The certificate expires in ${data.confproxy_live_certificate.this.expires_in_days} days."
  }
}
