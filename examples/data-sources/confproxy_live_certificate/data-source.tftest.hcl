run "apply" {
  assert {
    condition     = data.confproxy_live_certificate.this.verified
    error_message = "The certificate is not verified."
  }
}

run "plan_again" {
  command = plan

  assert {
    condition     = data.confproxy_live_certificate.this.verified
    error_message = "The certificate is not verified."
  }
}
