run "apply" {
  assert {
    condition     = length(data.confproxy_settings.general.settings) > 0
    error_message = "No row is read."
  }
}

run "plan_again" {
  command = plan

  assert {
    condition     = length(data.confproxy_settings.general.settings) > 0
    error_message = "No row is read."
  }
}
