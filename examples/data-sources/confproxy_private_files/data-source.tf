data "confproxy_private_files" "certificates" {
  name_regex = "\\.(cer|crt)$"
}

output "certificates" {
  value = data.confproxy_private_files.certificates.files[*].path
}
