# Reads what the provider recognises on a server, and changes nothing there.
data "confproxy_server" "this" {}

output "confproxy_server" {
  value = data.confproxy_server.this
}
