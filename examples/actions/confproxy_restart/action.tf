# Restarts the server whenever its ports change. Needs Terraform 1.14 or newer.
action "confproxy_restart" "server" {
  config {
    scope = "server"
  }
}

resource "confproxy_httpt_ssl" "this" {
  ports = [80, 443, 7615]

  lifecycle {
    action_trigger {
      events  = [after_update]
      actions = [action.confproxy_restart.server]
    }
  }
}

# Needed after SAML metadata was replaced under its name. By hand:
#   terraform apply -invoke=action.confproxy_restart.module_apps
action "confproxy_restart" "module_apps" {
  config {
    scope = "module_apps"
  }
}
