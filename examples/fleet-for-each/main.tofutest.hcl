run "apply" {
  assert {
    condition     = alltrue([for c in confproxy_certificate.this : c.served_sha256_fingerprint == c.sha256_fingerprint])
    error_message = "A server does not present its certificate."
  }
}

run "plan_again" {
  command = plan

  assert {
    condition     = alltrue([for c in confproxy_certificate.this : length(c.drift) == 0 && c.served_sha256_fingerprint != null])
    error_message = "A server is not as it was deployed."
  }
}
