run "apply" {
  assert {
    condition     = confproxy_httpt_ssl.this.served_sha256_fingerprint != null
    error_message = "The server presents no certificate."
  }
}

run "plan_again" {
  command = plan

  assert {
    condition     = confproxy_httpt_ssl.this.served_sha256_fingerprint != null
    error_message = "The server presents no certificate."
  }
}
