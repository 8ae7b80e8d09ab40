run "apply" {
  assert {
    condition     = contains(output.certificates, "objects/server.cer")
    error_message = "The file is not listed."
  }
}

run "plan_again" {
  command = plan

  assert {
    condition     = contains(output.certificates, "objects/server.cer")
    error_message = "The file is not listed."
  }
}
