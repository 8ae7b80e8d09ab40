# Orders a certificate from an authority that wants a certificate request:
#
#   terraform apply                                 # creates the key
#   terraform output -raw request >server.csr       # send this to the authority
#   terraform apply                                 # once server.crt and chain.crt are here
#
# To renew, send the same request to the authority again, replace the two files
# and apply. The provider tls keeps the private key in the state: encrypt the state.

terraform {
  required_version = ">= 1.11"

  required_providers {
    confproxy = {
      source = "confproxy/confproxy"
    }
    tls = {
      source  = "hashicorp/tls"
      version = ">= 4.0"
    }
  }
}

variable "server_name" {
  description = "Name by which users reach the server."
  type        = string
}

variable "organization" {
  description = "Registered name of the company."
  type        = string
}

provider "confproxy" {}

resource "tls_private_key" "this" {
  algorithm = "RSA"
  rsa_bits  = 2048
}

resource "tls_cert_request" "this" {
  private_key_pem = tls_private_key.this.private_key_pem
  dns_names       = [var.server_name]

  subject {
    common_name  = var.server_name
    organization = var.organization
  }
}

output "request" {
  value = tls_cert_request.this.cert_request_pem
}

resource "confproxy_certificate" "this" {
  for_each = fileset(path.module, "server.crt") # none until the authority has answered

  name               = "server"
  certificate_pem    = file("${path.module}/${each.value}")
  chain_pem          = try(file("${path.module}/chain.crt"), null) # null if server.crt has the chain
  private_key_pem_wo = tls_private_key.this.private_key_pem
}
