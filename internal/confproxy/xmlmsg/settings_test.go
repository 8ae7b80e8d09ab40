// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package xmlmsg_test

import (
	"log/slog"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/xmlmsg"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

const secret = `a <secret> & "more"`

// connect returns a client that changes settings by messages.
func connect(t *testing.T, server *emulator.Server, secret string) *confproxy.Client {
	t.Helper()
	ways, err := admin.New(confproxy.Config{Endpoint: server.URL(), Password: "asd", DatabaseSecret: secret})
	if err != nil {
		t.Fatal(err)
	}
	transport, ok := ways.Connection.(xmlmsg.Transport)
	if !ok {
		t.Fatal("the connection carries no messages")
	}
	ways.Settings = xmlmsg.New(transport, secret, ways.Settings, slog.New(slog.DiscardHandler))
	return confproxy.New(ways)
}

func setting(label string) confproxy.Setting {
	return confproxy.Setting{Page: confproxy.PageGeneral, Label: label}
}

// Values go by messages, defaults and everything that the interface does not know
// by the pages; nothing else changes.
func TestWrite(t *testing.T) {
	t.Parallel()
	wanted := confproxy.Values{
		confproxy.UseSSL: confproxy.YesNo(false), setting("SMTP port"): confproxy.TextValue("2525"),
		setting("Session recording"): confproxy.TextValue("No (deny override)"), confproxy.SSLCipherSuite: confproxy.TextValue("0x1302 <0x1301> &"),
	}
	for name, test := range map[string]struct {
		xml      emulator.Skin
		secret   string
		byPages  bool
		messages bool
	}{
		"plain":                    {emulator.Skin{}, secret, false, true},
		"comments inside":          {emulator.Skin{XMLMSG: "comment-inside"}, secret, false, true},
		"defaults in the reply":    {emulator.Skin{XMLMSGDefaults: true}, secret, false, true},
		"disabled":                 {emulator.Skin{XMLMSG: "disabled"}, secret, true, false},
		"wrong secret":             {emulator.Skin{}, "wrong", true, true},
		"wrong secret, with a 200": {emulator.Skin{XMLMSGErrors: true}, "wrong", true, true},
	} {
		for _, skin := range emulator.Skins()[:3] {
			t.Run(name+" "+skin.Name, func(t *testing.T) {
				t.Parallel()
				skin.XMLMSG, skin.XMLMSGErrors, skin.XMLMSGDefaults = test.xml.XMLMSG, test.xml.XMLMSGErrors, test.xml.XMLMSGDefaults
				server, err := emulator.Start(emulator.Options{Skin: skin})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = server.Close() })
				server.Set("Database secret", secret)
				c := connect(t, server, test.secret)
				before := server.Settings()
				if err := c.Edit(t.Context(), confproxy.Edit{Want: wanted}); err != nil {
					t.Fatal(err)
				}
				readings, err := c.Settings(t.Context(), wanted.Ordered()...)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(wanted, readings.Values()); diff != "" {
					t.Errorf("read back (-want +got):\n%s", diff)
				}
				saves := server.Counts()[product.Save]
				if (saves > 0) != test.byPages || (server.Counts()[product.XMLMSG] > 0) != test.messages {
					t.Errorf("%d saves, %d messages; by pages: %v, messages: %v", saves, server.Counts()[product.XMLMSG], test.byPages, test.messages)
				}
				defaults := confproxy.Values{}
				for s := range wanted {
					defaults[s] = confproxy.DefaultValue()
				}
				if err := c.Edit(t.Context(), confproxy.Edit{Want: defaults}); err != nil {
					t.Fatal(err)
				}
				for label, now := range server.Settings() {
					was := before[label]
					if _, touched := wanted[confproxy.Setting{Page: now.Page, Label: label}]; touched {
						was.Value, was.Default = now.Value, true
					}
					if now != was {
						t.Errorf("%s is %+v, was %+v", label, now, was)
					}
				}
			})
		}
	}
}

// The two ways in disagree: an error, not a guess.
func TestDisagreement(t *testing.T) {
	t.Parallel()
	server, err := emulator.Start(emulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	server.Set("Database secret", secret)
	c := connect(t, server, secret)
	port := setting("SMTP port")
	if err := c.Edit(t.Context(), confproxy.Edit{Want: confproxy.Values{port: confproxy.TextValue("26")}}); err != nil {
		t.Fatal(err)
	}
	err = c.Edit(t.Context(), confproxy.Edit{Want: confproxy.Values{port: confproxy.TextValue("27")}, Expect: confproxy.Values{port: confproxy.TextValue("25")}})
	if err == nil {
		t.Error("a row that somebody else changed was changed")
	}
	if err := c.Edit(t.Context(), confproxy.Edit{Want: confproxy.Values{port: confproxy.TextValue("no number")}}); err == nil {
		t.Error("a value that the server refuses was no error")
	}
	if value, _, _ := server.Setting("SMTP port"); value != "26" {
		t.Errorf("the port is %s, want 26", value)
	}
}
