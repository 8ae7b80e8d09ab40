run "apply" {
  assert {
    condition     = confproxy_private_file.saml_metadata.path == "objects/idp-metadata.xml"
    error_message = "The file is not stored."
  }
}

run "plan_again" {
  command = plan

  assert {
    condition     = confproxy_private_file.saml_metadata.path == "objects/idp-metadata.xml"
    error_message = "The file is not stored."
  }
}
