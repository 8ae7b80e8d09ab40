# The id is the name. The provider takes over the files that the settings name, and
# assumes that key and passphrase are those of the configuration. The next apply
# sends the passphrase.
terraform import confproxy_certificate.this proxy.example.com
