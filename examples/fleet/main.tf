# Two independent servers, each with its own provider configuration.

terraform {
  required_version = ">= 1.11"

  required_providers {
    confproxy = {
      source = "confproxy/confproxy"
    }
  }
}

variable "endpoints" {
  description = "Endpoint of each server, for example https://tokyo.example.com:7615."
  type        = object({ tokyo = string, munich = string })
}

variable "passwords" {
  description = "Password of each administration."
  type        = object({ tokyo = string, munich = string })
  sensitive   = true
  ephemeral   = true
}

provider "confproxy" {
  alias    = "tokyo"
  endpoint = var.endpoints.tokyo
  password = var.passwords.tokyo
}

provider "confproxy" {
  alias    = "munich"
  endpoint = var.endpoints.munich
  password = var.passwords.munich
}

resource "confproxy_certificate" "tokyo" {
  provider = confproxy.tokyo

  name               = "server"
  certificate_pem    = file("${path.module}/tokyo/server.crt")
  chain_pem          = file("${path.module}/tokyo/chain.crt")
  private_key_pem_wo = try(file("${path.module}/tokyo/server.key"), null)
}

resource "confproxy_certificate" "munich" {
  provider = confproxy.munich

  name               = "server"
  certificate_pem    = file("${path.module}/munich/server.crt")
  chain_pem          = file("${path.module}/munich/chain.crt")
  private_key_pem_wo = try(file("${path.module}/munich/server.key"), null)
}
