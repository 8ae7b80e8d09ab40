data "confproxy_settings" "general" {
  page = "General"
}

# What somebody has set, in place of the product's defaults.
output "overridden" {
  value = {
    for setting in data.confproxy_settings.general.settings :
    setting.name => setting.value if setting.overridden
  }
}
