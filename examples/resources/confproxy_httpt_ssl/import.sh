# There is one a server.
terraform import confproxy_httpt_ssl.this httpt_ssl
