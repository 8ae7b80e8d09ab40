run "apply" {
  assert {
    condition     = var.endpoint != ""
    error_message = "The endpoint is not set."
  }
}

run "plan_again" {
  command = plan

  assert {
    condition     = var.endpoint != ""
    error_message = "The endpoint is not set."
  }
}
