run "apply" {
  assert {
    condition     = data.confproxy_live_certificate.this.expires_in_days > 0
    error_message = "The certificate has expired."
  }
}

run "plan_again" {
  command = plan

  assert {
    condition     = data.confproxy_live_certificate.this.expires_in_days > 0
    error_message = "The certificate has expired."
  }
}
