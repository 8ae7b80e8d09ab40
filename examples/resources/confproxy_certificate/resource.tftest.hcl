# terraform test of Terraform 1.11 fails if an ephemeral variable has no value
# ("No value for required variable"), although plan and apply do not. For a key
# without a passphrase, remove key_passphrase from resource.tf, or use OpenTofu.

run "apply" {
  assert {
    condition     = confproxy_certificate.this.served_sha256_fingerprint == confproxy_certificate.this.sha256_fingerprint
    error_message = "The server does not present the certificate."
  }
}

run "plan_again" {
  command = plan

  assert {
    condition     = length(confproxy_certificate.this.drift) == 0 && confproxy_certificate.this.served_sha256_fingerprint != null
    error_message = "The server is not as it was deployed."
  }
}
