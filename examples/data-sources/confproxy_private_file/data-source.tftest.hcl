run "apply" {
  assert {
    condition     = output.certificate.sha256 == data.confproxy_private_file.certificate.sha256 && length(output.certificate.not_after) > 0
    error_message = "The file is not read."
  }
}

run "plan_again" {
  command = plan

  assert {
    condition     = output.certificate.sha256 == data.confproxy_private_file.certificate.sha256 && length(output.certificate.not_after) > 0
    error_message = "The file is not read."
  }
}
