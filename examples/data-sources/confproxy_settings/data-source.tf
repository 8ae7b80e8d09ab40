data "confproxy_settings" "general" {
  page = "General"
}

# The rows that differ from the product's defaults.
output "overridden" {
  value = {
    for setting in data.confproxy_settings.general.settings :
    setting.name => setting.value if setting.overridden
  }
}
