// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package httptssl

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// textValidator refuses texts in which check finds a fault.
type textValidator struct {
	expected string
	check    func(string) error
}

// Description tells what is expected.
func (v textValidator) Description(context.Context) string { return v.expected }

// MarkdownDescription tells what is expected.
func (v textValidator) MarkdownDescription(context.Context) string { return v.expected }

// ValidateString checks a known value.
func (v textValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if !isSet(req.ConfigValue) {
		return
	}
	if err := v.check(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid "+req.Path.String(),
			fmt.Sprintf("Expected was %s; found was %q: %v.", v.expected, req.ConfigValue.ValueString(), err))
	}
}

// positiveDuration accepts what lasts longer than nothing.
func positiveDuration() validator.String {
	return textValidator{`a duration such as "10s" or "1m30s"`, func(text string) error {
		duration, err := time.ParseDuration(text)
		if err == nil && duration <= 0 {
			err = fmt.Errorf("it must be longer than nothing")
		}
		return err
	}}
}

// hostAndPort accepts host:port, with brackets around an IPv6 address.
func hostAndPort() validator.String {
	return textValidator{`host and port such as "proxy.example.com:443" or "[2001:db8::1]:443"`, func(text string) error {
		host, port, err := net.SplitHostPort(text)
		if err != nil {
			return err
		}
		if host == "" {
			return fmt.Errorf("the host is missing")
		}
		if number, err := strconv.ParseUint(port, 10, 16); err != nil || number == 0 {
			return fmt.Errorf("the port is no number from 1 to 65535")
		}
		return nil
	}}
}
