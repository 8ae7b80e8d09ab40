# The product warns by mail before its certificate expires, if a mail server is
# configured. The three rows are saved together.
resource "confproxy_setting" "mail_server" {
  page  = "General"
  name  = "Outgoing mail server (SMTP)"
  value = "mail.example.com"
}

resource "confproxy_setting" "mail_from" {
  page  = "General"
  name  = "Default e-mail from address"
  value = "conference-proxy@example.com"
}

resource "confproxy_setting" "mail_to" {
  page  = "General"
  name  = "System e-mail goes to"
  value = "administrators@example.com"
}
