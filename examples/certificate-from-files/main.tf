# From building blocks to one resource: takes over a server that
# rotation-in-place set up, and destroys nothing. You can remove the blocks
# import and removed after the apply.

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

provider "confproxy" {}

resource "confproxy_certificate" "this" {
  name               = "server"
  certificate_pem    = file("${var.directory}/server.crt")
  chain_pem          = file("${var.directory}/chain.crt")
  private_key_pem_wo = try(file("${var.directory}/server.key"), null)
}

import {
  to = confproxy_certificate.this
  id = "server"
}

removed {
  from = confproxy_httpt_ssl.this
  lifecycle {
    destroy = false
  }
}

removed {
  from = confproxy_private_file.certificate
  lifecycle {
    destroy = false
  }
}

removed {
  from = confproxy_private_file.chain
  lifecycle {
    destroy = false
  }
}

removed {
  from = confproxy_private_file.key
  lifecycle {
    destroy = false
  }
}
