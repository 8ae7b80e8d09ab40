run "apply" {
  assert {
    condition     = confproxy_private_file.key.path == "objects/server.key" && confproxy_private_file.certificate.sha256 != null
    error_message = "The files are not stored."
  }
}

run "plan_again" {
  command = plan

  assert {
    condition     = confproxy_private_file.key.path == "objects/server.key" && confproxy_private_file.certificate.sha256 != null
    error_message = "The files are not stored."
  }
}
