# A grid: the product replicates the files to every server, the settings apply to
# all servers, and the live check verifies each.

terraform {
  required_version = ">= 1.11"

  required_providers {
    confproxy = {
      source = "confproxy/confproxy"
    }
  }
}

variable "directory" {
  description = "Folder with server.crt, chain.crt and server.key."
  type        = string
}

variable "addresses" {
  description = "TLS address of every server, for example [\"proxy1.example.com:443\", \"proxy2.example.com:443\"]."
  type        = list(string)
}

# Any server of the grid. CONFPROXY_ENDPOINT and CONFPROXY_PASSWORD name it.
provider "confproxy" {}

resource "confproxy_certificate" "this" {
  name               = "server"
  certificate_pem    = file("${var.directory}/server.crt")
  chain_pem          = file("${var.directory}/chain.crt")
  private_key_pem_wo = try(file("${var.directory}/server.key"), null)

  live_check = {
    addresses   = var.addresses
    server_name = "proxy.example.com"
    timeout     = "60s"
  }
}
