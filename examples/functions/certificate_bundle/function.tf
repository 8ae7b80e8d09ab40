# Splits a server.pfx from a Windows administrator.
variable "pfx_base64" {
  description = "The file, for example filebase64(\"server.pfx\")."
  type        = string
  sensitive   = true
}

variable "pfx_password" {
  description = "Password of the file."
  type        = string
  sensitive   = true
}

locals {
  bundle = provider::confproxy::certificate_bundle(var.pfx_base64, var.pfx_password)
}

output "certificate" {
  value     = local.bundle.certificate_pem
  sensitive = true
}
