import {
  to = confproxy_certificate.this
  identity = {
    name = "proxy.example.com"
  }
}
