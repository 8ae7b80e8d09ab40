run "apply" {
  assert {
    condition     = startswith(output.certificate, "-----BEGIN CERTIFICATE-----") && startswith(local.bundle.private_key_pem, "-----BEGIN ")
    error_message = "The bundle is not taken apart."
  }
}

run "plan_again" {
  command = plan

  assert {
    condition     = startswith(output.certificate, "-----BEGIN CERTIFICATE-----") && startswith(local.bundle.private_key_pem, "-----BEGIN ")
    error_message = "The bundle is not taken apart."
  }
}
