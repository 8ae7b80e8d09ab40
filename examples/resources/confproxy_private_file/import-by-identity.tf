import {
  to = confproxy_private_file.certificate
  identity = {
    name = "server.cer"
  }
}
