# terraform query lists the files that can be imported (Terraform 1.14 or newer).
list "confproxy_private_file" "all" {
  provider = confproxy
}
