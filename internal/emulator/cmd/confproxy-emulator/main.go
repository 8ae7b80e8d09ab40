// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Command confproxy-emulator runs a stand-in for ISL Conference Proxy until it is interrupted.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "confproxy-emulator:", err)
		stop()
		os.Exit(1) //nolint:gocritic // stop was called.
	}
}

func run(ctx context.Context, args []string, out, errs io.Writer) error {
	o := emulator.Options{Log: errs, Skin: emulator.Skins()[0]}
	flags := flag.NewFlagSet("confproxy-emulator", flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.Func("skin", "face of the product: a `name` of -list-skins, or random:<seed> (default plain)", func(name string) (err error) {
		o.Skin, err = chooseSkin(name)
		return err
	})
	flags.Func("ports", "`ports` to bind; 0 is a free one (default 0,0)", func(list string) (err error) {
		o.Ports, err = parsePorts(list)
		return err
	})
	flags.Func("trusted", "`networks` that may use the administration, as CIDRs separated by commas (default loopback)", func(list string) error {
		o.TrustedNetworks = strings.Split(list, ",")
		return nil
	})
	list := flags.Bool("list-skins", false, "list the named skins and exit")
	flags.StringVar(&o.Host, "host", "127.0.0.1", "`address` to bind")
	flags.StringVar(&o.Password, "password", "asd", "administrator's `password`")
	flags.Int64Var(&o.Seed, "seed", 0, "`seed` of the opaque names; 0 picks a random one")
	flags.IntVar(&o.Servers, "servers", 1, "`number` of servers in the grid")
	flags.BoolFunc("quiet", "do not log requests", func(string) error { o.Log = nil; return nil })
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *list {
		for _, s := range emulator.Skins() {
			fmt.Fprintln(out, s.Name)
		}
		return nil
	}
	s, err := emulator.Start(o)
	if err != nil {
		return err
	}
	introduce(out, s, o.Password)
	<-ctx.Done()
	fmt.Fprintln(out, "Stopping.")
	return s.Close()
}

func chooseSkin(name string) (emulator.Skin, error) {
	if seed, ok := strings.CutPrefix(name, "random:"); ok {
		n, err := strconv.ParseInt(seed, 10, 64)
		if err != nil {
			return emulator.Skin{}, fmt.Errorf("the seed %q is not a whole number", seed)
		}
		return emulator.RandomSkin(n), nil
	}
	skin, ok := emulator.SkinNamed(name)
	if !ok {
		return skin, errors.New("there is no such skin; -list-skins lists the named skins")
	}
	return skin, nil
}

func parsePorts(list string) ([]int, error) {
	var ports []int
	for p := range strings.SplitSeq(list, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(p))
		if err != nil || n < 0 || n > 65535 {
			return nil, fmt.Errorf("%q is not a port number from 0 to 65535", p)
		}
		ports = append(ports, n)
	}
	return ports, nil
}

func introduce(out io.Writer, s *emulator.Server, password string) {
	fmt.Fprintf(out, `ISL Conference Proxy emulator, skin %[1]s, seed %[2]d
Administration: %[3]s/conf
           and: %[4]s/conf (self-signed certificate)
User: admin
Password: %[5]s

provider "confproxy" {
  endpoint = %[3]q
  username = "admin"
  password = %[5]q
}

export CONFPROXY_ENDPOINT='%[3]s' CONFPROXY_USERNAME='admin' CONFPROXY_PASSWORD='%[5]s'

Ctrl-C ends it.
`, s.Skin().Name, s.Seed(), s.URL(), s.HTTPSURL(), password)
}
