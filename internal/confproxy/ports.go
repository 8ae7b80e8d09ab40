// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"syscall"
	"time"
)

// documentedPorts is the product's default of "HTTPT ports".
var documentedPorts = []int64{80, 443, 7615}

func (c *Client) endpointPort() int64 {
	_, port, _ := net.SplitHostPort(c.Address())
	n, _ := strconv.ParseInt(port, 10, 64) // parseEndpoint made sure of it
	return n
}

func (c *Client) removesEndpointPort(ports []int64) bool {
	return len(ports) > 0 && !slices.Contains(ports, c.endpointPort())
}

// CheckEndpointPort refuses a list of ports without the one through which this
// client talks to the server ([ErrCheck]). It asks no server.
func (c *Client) CheckEndpointPort(ports []int64) error {
	if !c.removesEndpointPort(ports) {
		return nil
	}
	return &Error{
		Kind: ErrCheck, Op: "change HTTPT ports",
		Found:  fmt.Sprintf("The new list %v does not hold port %d, through which this provider talks to the server. Nothing was changed.", ports, c.endpointPort()),
		Advice: "Keep that port in the list, or set allow_endpoint_port_removal = true and change the provider's endpoint afterwards.",
	}
}

// checkPorts refuses ports that another program holds, and a list that would
// shut the provider out.
func (c *Client) checkPorts(ctx context.Context, current, wanted Value, allowRemoval bool) ([]Warning, error) {
	const advice = "Choose another port, or free it first. Nothing was changed."
	if wanted.Default {
		if !slices.Contains(documentedPorts, c.endpointPort()) {
			return []Warning{{
				Setting: Ports, Summary: "Endpoint may go with the next restart",
				Detail: fmt.Sprintf("HTTPT ports go back to the product's default, documented as 80, 443 and 7615. The endpoint's port %d is not among these.", c.endpointPort()),
			}}, nil
		}
		return nil, nil
	}
	if !allowRemoval {
		if err := c.CheckEndpointPort(wanted.Ports()); err != nil {
			return nil, err
		}
	}
	var warnings []Warning
	for _, port := range wanted.Ports() {
		if slices.Contains(current.Ports(), port) || port == c.endpointPort() {
			continue
		}
		address := net.JoinHostPort(c.base.Hostname(), strconv.FormatInt(port, 10))
		switch held, err := c.heldByAnother(ctx, address); {
		case err != nil:
			warnings = append(warnings, Warning{
				Setting: Ports, Summary: "Port not checked",
				Detail: fmt.Sprintf("Whether port %d is free could not be found out from here: %v.", port, err),
			})
		case held:
			return nil, &Error{
				Kind: ErrCheck, Op: "change HTTPT ports",
				Found:  fmt.Sprintf("Another program answers at %s.", address),
				Advice: advice,
			}
		}
	}
	return warnings, nil
}

// heldByAnother reports whether somebody else than the proxy listens at an
// address. The proxy presents the same certificate at all of its ports.
func (c *Client) heldByAnother(ctx context.Context, address string) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		if errors.Is(err, syscall.ECONNREFUSED) {
			return false, nil
		}
		return false, err
	}
	if err := conn.Close(); err != nil {
		return false, err
	}
	own := c.look(ctx, c.liveTarget(LiveCheck{}, nil))
	there := c.look(ctx, LiveCheck{Address: address, ServerName: c.TLSServerName()})
	if own.fingerprint() == "" && there.isPlain() {
		return false, fmt.Errorf("something listens there without TLS, as the proxy does")
	}
	return own.fingerprint() != there.fingerprint(), nil
}
