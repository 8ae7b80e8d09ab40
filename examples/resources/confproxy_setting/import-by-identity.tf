import {
  to = confproxy_setting.mail_server
  identity = {
    page = "General"
    name = "Outgoing mail server (SMTP)"
  }
}
