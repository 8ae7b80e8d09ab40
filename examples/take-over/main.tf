# Takes over the certificate of a server that was set up by hand. You can remove
# the import block after the first apply.

terraform {
  required_version = ">= 1.11"

  required_providers {
    confproxy = {
      source = "confproxy/confproxy"
    }
  }
}

# Endpoint and password come from CONFPROXY_ENDPOINT and CONFPROXY_PASSWORD.
provider "confproxy" {}

import {
  to = confproxy_certificate.this
  id = "server"
}
