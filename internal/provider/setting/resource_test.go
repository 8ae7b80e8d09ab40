// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package setting_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/acctest"
)

func row(id, name, arguments string) string {
	return fmt.Sprintf("\nresource \"confproxy_setting\" %q {\n  page = \"General\"\n  name = %q\n  %s\n}\n", id, name, arguments)
}

// mail is the configuration that the product's expiry mails need.
func mail(port string) string {
	return row("server", "Outgoing mail server (SMTP)", `value = "mail.example.com"`) +
		row("port", "SMTP port:", port) +
		row("recording", "Session recording", `value = "No (deny override)"`)
}

func TestAccSettings(t *testing.T) {
	t.Parallel()
	skin := acctest.Skin(t)
	server := acctest.Start(t, skin, 0)
	before := server.Settings()
	config := func(text string) string { return acctest.Provider(server) + text }
	holds := func(label, want string, isDefault bool) acctest.Check {
		return func() error {
			if value, byDefault, ok := server.Setting(label); !ok || byDefault != isDefault || !isDefault && value != want {
				return fmt.Errorf("%s is %q (default: %v), want %q (%v)", label, value, byDefault, want, isDefault)
			}
			return nil
		}
	}
	saves := func(most int) acctest.Check {
		return func() error {
			if n := server.Counts()[product.Save]; n > most {
				return fmt.Errorf("%d saves, want at most %d", n, most)
			}
			return nil
		}
	}
	acctest.Run(t, resource.TestCase{Steps: []resource.TestStep{
		{
			PreConfig: server.ResetRequests,
			Config:    config(mail(`value = "2525"`)),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue("confproxy_setting.port", tfjsonpath.New("overridden"), knownvalue.Bool(true)),
				statecheck.ExpectKnownValue("confproxy_setting.recording", tfjsonpath.New("kind"), knownvalue.StringExact("choice")),
				holds("SMTP port", "2525", false), holds("Session recording", "No (deny override)", false),
				holds("Outgoing mail server (SMTP)", "mail.example.com", false),
			},
		},
		{ // no field shows the line break at the end of a heredoc
			Config: config(mail(`value = "2525\n"`)), ConfigStateChecks: []statecheck.StateCheck{holds("SMTP port", "2525", false)},
		},
		{ // drift on the server
			PreConfig: func() {
				server.Set("SMTP port", "26")
				server.SetDefault("Session recording")
			},
			Config: config(mail(`value = "2525"`)),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction("confproxy_setting.port", plancheck.ResourceActionUpdate),
				plancheck.ExpectResourceAction("confproxy_setting.server", plancheck.ResourceActionNoop),
			}},
			ConfigStateChecks: []statecheck.StateCheck{holds("SMTP port", "2525", false), holds("Session recording", "No (deny override)", false)},
		},
		{ // null is the product's default
			PreConfig:         server.ResetRequests,
			Config:            config(mail("")),
			ConfigStateChecks: []statecheck.StateCheck{holds("SMTP port", "", true), saves(2)},
		},
		{
			ResourceName: "confproxy_setting.server", ImportState: true, ImportStateId: "General::Outgoing mail server (SMTP)",
			ImportStateVerify: true, ImportStateVerifyIdentifierAttribute: "name",
		},
		{Config: config(""), ConfigStateChecks: []statecheck.StateCheck{
			holds("Outgoing mail server (SMTP)", "", true), holds("Session recording", "", true),
		}},
	}})
	for label, now := range server.Settings() {
		switch label {
		case "Outgoing mail server (SMTP)", "SMTP port", "Session recording":
		default:
			if now != before[label] {
				t.Errorf("%s was changed: %+v, was %+v", label, now, before[label])
			}
		}
	}
}

func TestAccSecret(t *testing.T) {
	t.Parallel()
	skin := acctest.Skin(t)
	skin.Secret = "form"
	server := acctest.Start(t, skin, 0)
	const secret = "correct horse battery"
	config := acctest.Provider(server) + row("secret", "Database secret", fmt.Sprintf("value_wo = %q\n  value_wo_version = 1", secret))
	acctest.Run(t, resource.TestCase{Steps: []resource.TestStep{
		{Config: config, ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue("confproxy_setting.secret", tfjsonpath.New("kind"), knownvalue.StringExact("secret")),
			statecheck.ExpectKnownValue("confproxy_setting.secret", tfjsonpath.New("value"), knownvalue.Null()),
			acctest.Check(func() error {
				if value, _, _ := server.Setting("Database secret"); value != secret {
					return fmt.Errorf("another secret arrived")
				}
				return nil
			}),
		}},
		{Config: config, PlanOnly: true},
	}})
}

// The data source returns every row of a page, with its value, default and
// kind, and no secret.
func TestAccSettingsOfAPage(t *testing.T) {
	t.Parallel()
	skin := acctest.Skin(t)
	server := acctest.Start(t, skin, 0)
	const secret = "a secret that nobody is shown 7"
	server.Set("Database secret", secret)
	server.SetDefault("SMTP port")
	server.Set("Session recording", "No (deny override)")
	rows := 0
	for _, state := range server.Settings() {
		if state.Page == product.PageGeneral {
			rows++
		}
	}
	row := func(name, attribute string, want knownvalue.Check) statecheck.StateCheck {
		return statecheck.ExpectKnownOutputValueAtPath("rows", tfjsonpath.New(name).AtMapKey(attribute), want)
	}
	acctest.RunCLI(t, resource.TestCase{Steps: []resource.TestStep{{
		Config: acctest.Provider(server) + `
data "confproxy_settings" "general" {
  page = "General"
}
output "rows" {
  value = { for row in data.confproxy_settings.general.settings : row.name => row }
}
`,
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownOutputValue("rows", knownvalue.MapSizeExact(rows)),
			acctest.Secrets{secret},
			row("Database secret", "kind", knownvalue.StringExact("secret")), row("Database secret", "value", knownvalue.Null()),
			row("Database secret", "overridden", knownvalue.Bool(true)), row("Database secret", "default", knownvalue.Null()),
			row("SMTP port", "value", knownvalue.Null()), row("SMTP port", "overridden", knownvalue.Bool(false)),
			row("Session recording", "value", knownvalue.StringExact("No (deny override)")), row("Session recording", "overridden", knownvalue.Bool(true)),
			row("Session recording", "default", knownvalue.StringExact("Yes")), row("Session recording", "kind", knownvalue.StringExact("choice")),
			row("Session recording", "choices", knownvalue.ListSizeExact(4)), row("Server name", "choices", knownvalue.Null()),
		},
	}}})
}
