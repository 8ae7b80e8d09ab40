// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package deployment

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strconv"
	"syscall"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

func endpointPort(ways confproxy.Ways) int64 {
	_, port, _ := net.SplitHostPort(ways.Address())
	n, _ := strconv.ParseInt(port, 10, 64) // WithDefaults has validated it
	return n
}

// atPort returns the address of another port at the endpoint's host.
func atPort(ways confproxy.Ways, port int64) string {
	return net.JoinHostPort(ways.Connection.Endpoint().Hostname(), strconv.FormatInt(port, 10))
}

// tryAddress connects, for at most 5 s, and disconnects.
func tryAddress(ctx context.Context, address string) error {
	conn, err := (&net.Dialer{Timeout: 5 * time.Second}).DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	return conn.Close()
}

// holdAddress connects, and returns an error if the connection does not last: a
// proxy in between may accept connections for a server that is down.
func holdAddress(ctx context.Context, address string) error {
	conn, err := (&net.Dialer{Timeout: 5 * time.Second}).DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.SetReadDeadline(time.Now().Add(200 * time.Millisecond)); err != nil {
		return err
	}
	if _, err = conn.Read(make([]byte, 1)); errors.Is(err, os.ErrDeadlineExceeded) {
		return nil // it waits for a request
	}
	return err
}

// listsEndpointPort reports whether ports include the endpoint's. The product's
// default, and a text that is no list of ports, are assumed to include it.
func listsEndpointPort(ways confproxy.Ways, ports confproxy.Value) bool {
	return ports.Ports() == nil || slices.Contains(ports.Ports(), endpointPort(ways))
}

// removesEndpointPort reports whether a change of the ports removes the
// endpoint's. If the server did not list it before, something in between maps
// it, and the endpoint does not depend on the list.
func removesEndpointPort(ways confproxy.Ways, before, after confproxy.Value) bool {
	return listsEndpointPort(ways, before) && !listsEndpointPort(ways, after)
}

// CheckPorts refuses a change of the ports that removes the port that this
// client uses ([ErrEndpointPort]): by a list, or by the documented default. It
// does not contact the server.
func CheckPorts(ways confproxy.Ways, before, after confproxy.Value) error {
	ports, what := after, "new list"
	if after.Default {
		ports, what = confproxy.PortsValue(confproxy.DefaultPorts), "product's default"
	}
	if !removesEndpointPort(ways, before, ports) {
		return nil
	}
	return &confproxy.Error{
		Kind: confproxy.ErrEndpointPort, Op: "change HTTPT ports",
		Found: fmt.Sprintf("The %s %v lacks port %d, which the client uses to manage the server. Nothing was changed.",
			what, ports.Ports(), endpointPort(ways)),
		Advice: "Keep that port in the list.",
	}
}

// checkPorts refuses ports that another program uses, and a list that would
// remove the port of the administration.
func checkPorts(ctx context.Context, ways confproxy.Ways, current, wanted confproxy.Value, allowRemoval bool) ([]Warning, error) {
	if !listsEndpointPort(ways, current) {
		return nil, nil // mapped: an answer at the endpoint's host has no meaning
	}
	if !allowRemoval {
		if err := CheckPorts(ways, current, wanted); err != nil {
			return nil, err
		}
	}
	var warnings []Warning
	for _, port := range wanted.Ports() {
		if slices.Contains(current.Ports(), port) || port == endpointPort(ways) {
			continue
		}
		address := atPort(ways, port)
		switch held, err := heldByAnother(ctx, ways, address); {
		case err != nil:
			warnings = append(warnings, Warning{
				Setting: confproxy.Ports, Summary: "Port not checked",
				Detail: fmt.Sprintf("It is unknown whether port %d is free: %v.", port, err),
			})
		case held:
			return nil, &confproxy.Error{
				Kind: confproxy.ErrCheck, Op: "change HTTPT ports",
				Found:  fmt.Sprintf("Another program answers at %s. Nothing was changed.", address),
				Advice: "Choose another port, or free it first.",
			}
		}
	}
	return warnings, nil
}

// heldByAnother reports whether another program listens at an address. The
// proxy presents the same certificate at all of its ports.
func heldByAnother(ctx context.Context, ways confproxy.Ways, address string) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if err := tryAddress(ctx, address); errors.Is(err, syscall.ECONNREFUSED) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	both := handshakeAll(ctx, ways, LiveCheck{Addresses: []string{ways.Address(), address}, ServerName: ways.Connection.TLSServerName()})
	own, there := both[0], both[1]
	if own.fingerprint() == "" && there.isPlain() {
		return false, fmt.Errorf("something listens there without TLS, as the proxy does")
	}
	return own.fingerprint() != there.fingerprint(), nil
}

// pendingPorts describes a change of ports that is not in effect yet, in a
// whole sentence; "" if there is none. The product's default is assumed to be
// the documented one.
func pendingPorts(ctx context.Context, ways confproxy.Ways, before, now confproxy.Value) string {
	open := func(port int64) bool { return tryAddress(ctx, atPort(ways, port)) == nil }
	if !listsEndpointPort(ways, before) || !listsEndpointPort(ways, now) {
		return "" // mapped: an answer at the endpoint's host has no meaning
	}
	if !now.Default && now.Ports() == nil {
		return "" // it is unknown which ports such a text means
	}
	for _, port := range now.Ports() {
		if !open(port) {
			return fmt.Sprintf("The server does not listen at port %d yet.", port)
		}
	}
	kept := append(now.Ports(), endpointPort(ways))
	if now.Default {
		kept = append(kept, confproxy.DefaultPorts...)
	}
	for _, port := range before.Ports() {
		if !slices.Contains(kept, port) && open(port) {
			return fmt.Sprintf("The server still listens at port %d.", port)
		}
	}
	return ""
}

// awaitPorts waits until the server listens on all given ports.
func awaitPorts(ctx context.Context, ways confproxy.Ways, ports []int64) error {
	ctx, cancel := context.WithTimeout(ctx, restartTimeout)
	defer cancel()
	for _, port := range ports {
		address := atPort(ways, port)
		wait := ways.WaitFor("the server to listen at " + address)
		for {
			err := tryAddress(ctx, address)
			if err == nil {
				break
			}
			if wait.Pause(ctx, 100*time.Millisecond) != nil {
				return &confproxy.Error{
					Kind: confproxy.ErrLive, Op: fmt.Sprintf("find port %d open after the restart", port), Cause: err,
					Found:  fmt.Sprintf("Nothing listened at %s within %s.", address, restartTimeout),
					Advice: "Another program may use the port; check the log of the server.",
				}
			}
		}
	}
	return nil
}
