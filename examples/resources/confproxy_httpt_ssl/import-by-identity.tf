import {
  to = confproxy_httpt_ssl.this
  identity = {
    id = "httpt_ssl"
  }
}
