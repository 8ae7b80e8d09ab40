# A certificate. Line endings, BOM and encoding do not matter: PEM is stored as
# UTF-8 with LF.
resource "confproxy_private_file" "certificate" {
  name    = "server.cer"
  content = file("${path.module}/server.crt")
}

# A private key from a secret store: write-only, so that it is in no state and
# no plan. Raise the version whenever the key changes.
resource "confproxy_private_file" "key" {
  name               = "server.key"
  content_wo         = var.private_key
  content_wo_version = 1
}

# Any other file, byte for byte.
resource "confproxy_private_file" "ldap_ca" {
  name   = "ldap-ca.cer"
  source = "${path.module}/ldap-ca.cer"
}

variable "private_key" {
  description = "Private key of the certificate, in PEM form."
  type        = string
  sensitive   = true
  ephemeral   = true
}
