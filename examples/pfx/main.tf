# Deploys a server.pfx from a Windows administrator: certificate, chain and key in
# one file. To renew, replace the file and apply again.
#
# A plan that is saved with terraform plan -out contains the two variables: the
# file with the key, and its password. Apply without a saved plan, or protect and
# delete that file like the key. They cannot be ephemeral, because certificate_pem
# comes from the same file and is stored in the state.

terraform {
  required_version = ">= 1.11"

  required_providers {
    confproxy = {
      source = "confproxy/confproxy"
    }
  }
}

variable "pfx_base64" {
  description = "Base64 contents of the file, for example from TF_VAR_pfx_base64=\"$(base64 -w0 server.pfx)\"."
  type        = string
  sensitive   = true
}

variable "pfx_password" {
  description = "Password of the file."
  type        = string
  sensitive   = true
}

# Endpoint and password come from CONFPROXY_ENDPOINT and CONFPROXY_PASSWORD.
provider "confproxy" {}

locals {
  bundle = provider::confproxy::certificate_bundle(var.pfx_base64, var.pfx_password)
}

resource "confproxy_certificate" "this" {
  name               = "server"
  certificate_pem    = nonsensitive(local.bundle.certificate_pem)
  chain_pem          = nonsensitive(local.bundle.chain_pem)
  private_key_pem_wo = local.bundle.private_key_pem
}
