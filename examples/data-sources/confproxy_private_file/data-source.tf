# A file on the server, whoever uploaded it.
data "confproxy_private_file" "certificate" {
  name = "server.cer"
}

output "certificate" {
  value = {
    sha256    = data.confproxy_private_file.certificate.sha256
    not_after = data.confproxy_private_file.certificate.certificates[0].not_after
  }
}
