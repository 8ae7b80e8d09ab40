# After terraform query -generate-config-out=generated.tf, which writes an import
# block and a resource for every file.
run "apply" {
  assert {
    condition     = confproxy_private_file.all_0.sha256 != null
    error_message = "The file is not imported."
  }
}

run "plan_again" {
  command = plan

  assert {
    condition     = confproxy_private_file.all_0.sha256 != null
    error_message = "The file is not imported."
  }
}
