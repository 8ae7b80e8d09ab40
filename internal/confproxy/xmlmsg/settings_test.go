// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package xmlmsg_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/client"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/xmlmsg"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

const secret = `a <secret> & "more"`

// connect returns a client that changes settings by messages.
func connect(t *testing.T, server *emulator.Server, secret string) *client.Client {
	t.Helper()
	return connectWith(t, confproxy.Config{Endpoint: server.URL(), Password: "asd", DatabaseSecret: secret})
}

func connectWith(t *testing.T, config confproxy.Config) *client.Client {
	t.Helper()
	ways, err := admin.New(config)
	if err != nil {
		t.Fatal(err)
	}
	transport, ok := ways.Connection.(xmlmsg.Transport)
	if !ok {
		t.Fatal("the connection carries no messages")
	}
	ways.Settings = xmlmsg.New(transport, config.DatabaseSecret, ways.Settings, ways.Log)
	return client.New(ways)
}

func setting(label string) confproxy.Setting {
	return confproxy.Setting{Page: confproxy.PageGeneral, Label: label}
}

// messages returns how many the server got.
func messages(server *emulator.Server) int {
	posted := 0
	for _, request := range server.Requests() {
		if request.Class == product.XMLMSG && request.Method == http.MethodPost {
			posted++
		}
	}
	return posted
}

// A read-only client reports the message and sends none, not even to ask.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	server, err := emulator.Start(emulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	server.Set("Database secret", secret)
	c := connectWith(t, confproxy.Config{Endpoint: server.URL(), Password: "asd", DatabaseSecret: secret, ReadOnly: true})
	err = c.Edit(t.Context(), confproxy.Edit{Want: confproxy.Values{
		setting("SMTP port"): confproxy.TextValue("2525"), confproxy.UseSSL: confproxy.YesNo(true),
	}})
	if !errors.Is(err, confproxy.ErrReadOnly) {
		t.Fatalf("%v, want ErrReadOnly", err)
	}
	for _, text := range []string{"change settings by XMLMSG", "as text/xml", "2525"} {
		if !strings.Contains(err.Error(), text) {
			t.Errorf("%q is not in the error:\n%v", text, err)
		}
	}
	found, err := c.Recognise(t.Context())
	if err != nil || found.XMLMSG.SecretAccepted != nil || !strings.Contains(found.XMLMSG.Problem, "A query by XMLMSG is a POST") {
		t.Errorf("%+v, %v", found, err)
	}
	for _, request := range server.Requests() {
		if request.Method == http.MethodPost && request.Class != product.Login {
			t.Errorf("it was sent: %+v", request)
		}
	}
}

// Values are sent by messages, defaults and settings that the interface does
// not know by the pages; nothing else changes.
func TestWrite(t *testing.T) {
	t.Parallel()
	wanted := confproxy.Values{
		confproxy.UseSSL: confproxy.YesNo(false), setting("SMTP port"): confproxy.TextValue("2525"),
		setting("Session recording"): confproxy.TextValue("No (deny override)"), confproxy.SSLCipherSuite: confproxy.TextValue("0x1302 <0x1301> &"),
	}
	for name, test := range map[string]struct {
		xml     emulator.Skin
		secret  string
		byPages bool
		asked   int // messages with the secret while nothing is changed by them
	}{
		"plain":                    {emulator.Skin{}, secret, false, 0},
		"comments inside":          {emulator.Skin{XMLMSG: "comment-inside"}, secret, false, 0},
		"defaults in the reply":    {emulator.Skin{XMLMSGDefaults: true}, secret, false, 0},
		"disabled":                 {emulator.Skin{XMLMSG: "disabled"}, secret, true, 0},
		"untrusted":                {emulator.Skin{XMLMSG: "untrusted"}, secret, true, 0},
		"untrusted, with a 200":    {emulator.Skin{XMLMSG: "untrusted", XMLMSGErrors: true}, secret, true, 0},
		"wrong secret":             {emulator.Skin{}, "wrong", true, 1},
		"wrong secret, with a 200": {emulator.Skin{XMLMSGErrors: true}, "wrong", true, 1},
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
				if saves := server.Counts()[product.Save]; (saves > 0) != test.byPages {
					t.Errorf("%d saves; by pages: %v", saves, test.byPages)
				}
				defaults := confproxy.Values{}
				for s := range wanted {
					defaults[s] = confproxy.DefaultValue()
				}
				if err := c.Edit(t.Context(), confproxy.Edit{Want: defaults}); err != nil {
					t.Fatal(err)
				}
				if asked := messages(server); test.byPages && asked != test.asked {
					t.Errorf("%d messages were sent with what is refused, want %d", asked, test.asked)
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
