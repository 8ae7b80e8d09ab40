# The product reads replaced SAML metadata only when its module apps are restarted.
# Actions need Terraform 1.14 or newer.
action "confproxy_restart" "module_apps" {
  config {
    scope = "module_apps"
  }
}

resource "confproxy_private_file" "saml_metadata" {
  name   = "idp-metadata.xml"
  source = "${path.module}/idp-metadata.xml"

  lifecycle {
    action_trigger {
      events  = [after_update]
      actions = [action.confproxy_restart.module_apps]
    }
  }
}

# By hand: terraform apply -invoke=action.confproxy_restart.server
action "confproxy_restart" "server" {
  config {
    scope = "server"
    live_check = {
      server_name = "proxy.example.com"
    }
  }
}
