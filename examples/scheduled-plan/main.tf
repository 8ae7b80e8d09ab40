# A plan that fails when the served certificate expires too soon. It needs no
# password, no key and no state, and changes nothing.

terraform {
  required_version = ">= 1.11"

  required_providers {
    confproxy = {
      source = "confproxy/confproxy"
    }
  }
}

variable "minimum_days" {
  description = "Minimum number of days that must be left."
  type        = number
  default     = 14
}

# The endpoint comes from CONFPROXY_ENDPOINT.
provider "confproxy" {}

data "confproxy_live_certificate" "this" {
  lifecycle {
    postcondition {
      condition     = self.expires_in_days >= var.minimum_days
      error_message = "The certificate expires in ${self.expires_in_days} days."
    }
  }
}

output "expires_in_days" {
  value = data.confproxy_live_certificate.this.expires_in_days
}

# The day of the product's first mail.
output "first_expiry_mail_date" {
  value = data.confproxy_live_certificate.this.first_expiry_mail_date
}
