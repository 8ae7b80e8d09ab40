# By the name. The files are those that the settings name; key and passphrase
# are taken for those of the configuration. A passphrase is sent by the next apply.
terraform import confproxy_certificate.this proxy.example.com
