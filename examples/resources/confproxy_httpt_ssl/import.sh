# A server has one set of these settings.
terraform import confproxy_httpt_ssl.this httpt_ssl
