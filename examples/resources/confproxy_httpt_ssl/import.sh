# The id is always httpt_ssl: a server has one set of these settings.
terraform import confproxy_httpt_ssl.this httpt_ssl
