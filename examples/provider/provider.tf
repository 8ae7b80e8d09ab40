terraform {
  required_providers {
    confproxy = {
      source = "confproxy/confproxy"
    }
  }
}

# The password comes from the environment variable CONFPROXY_PASSWORD.
provider "confproxy" {
  endpoint = var.endpoint
}

variable "endpoint" {
  description = "Address of the Conference Proxy, for example https://proxy.example.com:7615."
  type        = string
}
