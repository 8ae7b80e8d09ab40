# The id is the page and the label of the row.
terraform import confproxy_setting.mail_server "General::Outgoing mail server (SMTP)"
