# Shows what the provider recognises on a server, and changes nothing there.

terraform {
  required_providers {
    confproxy = {
      source = "confproxy/confproxy"
    }
  }
}

provider "confproxy" {
  read_only = true
}

data "confproxy_server" "this" {}

output "confproxy_server" {
  value = data.confproxy_server.this
}
