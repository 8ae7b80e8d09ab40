run "apply" {
  assert {
    condition     = confproxy_setting.mail_server.overridden && confproxy_setting.mail_server.value == "mail.example.com"
    error_message = "The row is not set."
  }
}

run "plan_again" {
  command = plan

  assert {
    condition     = confproxy_setting.mail_server.overridden && confproxy_setting.mail_server.value == "mail.example.com"
    error_message = "The row is not set."
  }
}
