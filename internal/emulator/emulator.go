// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"io"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/face"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/xmlmsg"
)

// Options say what to start. The zero value is a plain server on two free ports of 127.0.0.1.
type Options struct {
	Skin               Skin
	Seed               int64             // names of addresses and fields; 0 draws one, see [Server.Seed]
	Username           string            // "" is admin
	Password           string            // "" is asd, the documented default
	MustChangePassword bool              // the account has to choose another password before anything else
	Host               string            // address to bind; "" is 127.0.0.1
	Ports              []int             // ports to bind, the product default of HTTPT ports; 0 is a free one; nil is two free ones
	XMLMSG             xmlmsg.Skin       // what is unknown of the XML interface
	Servers            int               // servers of the grid; 0 is one
	RedirectHost       string            // host name that redirects after a post lead to, on the same port; "" is the one that was asked
	Dir                string            // folder to keep the data in; "" is memory
	TrustedNetworks    []string          // CIDRs that may use the administration; nil is loopback
	Files              map[string][]byte // private files to begin with, beside the product's own
	Log                io.Writer         // a line for every event; nil is silence
	RestartDelay       time.Duration     // how long a restart keeps the ports closed; 0 is 50 ms
	RestartBegins      time.Duration     // how long the server goes on answering after a restart was ordered; 0 is not at all
	LoginWindow        time.Duration     // how long a failed login counts; 0 is 5 minutes
}

// Server is a running emulator. Its methods may be called from any goroutine.
type Server struct {
	*product.Server
	skin Skin
}

// Start starts an emulator; the caller has to Close it.
func Start(o Options) (*Server, error) {
	s, err := product.Start(product.Options{
		Behaviour: o.Skin.Behaviour(), Seed: o.Seed, Username: o.Username, Password: o.Password, MustChangePassword: o.MustChangePassword,
		Host: o.Host, Ports: o.Ports, Servers: o.Servers, Dir: o.Dir, TrustedNetworks: o.TrustedNetworks, Files: o.Files, Log: o.Log,
		RestartDelay: o.RestartDelay, RestartBegins: o.RestartBegins, LoginWindow: o.LoginWindow,
	}, func(s *product.Server) product.Face {
		return xmlmsg.New(s, o.XMLMSG, face.New(s, o.Skin, o.RedirectHost))
	})
	if err != nil {
		return nil, err
	}
	return &Server{Server: s, skin: o.Skin}, nil
}

// Skin is the skin the server was started with.
func (s *Server) Skin() Skin { return s.skin }

// FreePort returns a port of host that nothing is bound to, and that no other call in this process was given.
func FreePort(host string) (int, error) { return product.FreePort(host) }
