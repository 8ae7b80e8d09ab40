// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package schemas has attributes, validators and conversions that several
// resources and data sources share.
package schemas

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// IsSet reports whether a value is known and not null.
func IsSet(v attr.Value) bool { return !v.IsNull() && !v.IsUnknown() }

// Text returns a validator of known strings. expected completes "Expected …";
// check returns an error that explains what is wrong.
func Text(expected string, check func(string) error) validator.String {
	return textValidator{expected, check}
}

type textValidator struct {
	expected string
	check    func(string) error
}

// Description describes the expected value.
func (v textValidator) Description(context.Context) string { return v.expected }

// MarkdownDescription describes the expected value.
func (v textValidator) MarkdownDescription(context.Context) string { return v.expected }

// ValidateString checks a known value.
func (v textValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if err := v.check(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid "+req.Path.String(),
			fmt.Sprintf("Expected %s, got %q: %v.", v.expected, req.ConfigValue.ValueString(), err))
	}
}

// PositiveDuration returns a validator that accepts positive durations.
func PositiveDuration() validator.String {
	return Text(`a duration such as "10s" or "1m30s"`, func(text string) error {
		duration, err := time.ParseDuration(text)
		if err == nil && duration <= 0 {
			err = errors.New("it must be positive")
		}
		return err
	})
}

// HostName returns a validator that accepts a name or an IP address, without
// scheme and port.
func HostName() validator.String {
	return Text(`a host name such as "proxy.example.com", without scheme and port`, func(text string) error {
		switch {
		case text == "":
			return errors.New("it is empty")
		case strings.Contains(text, "://"):
			return errors.New("it has a scheme")
		case net.ParseIP(strings.Trim(text, "[]")) != nil:
			return nil
		case strings.Contains(text, ":"):
			return errors.New("it has a port")
		case strings.ContainsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) || strings.ContainsAny(text, `/\@?#`):
			return errors.New("it contains a character that no host name can have")
		}
		return nil
	})
}

// SingleLine returns a validator that accepts a text without line breaks.
func SingleLine() validator.String {
	return Text("one line", func(text string) error {
		if strings.ContainsAny(text, "\r\n") {
			return errors.New("it contains a line break; if it comes from a file, use trimspace()")
		}
		return nil
	})
}

// HostAndPort returns a validator that accepts host:port, with brackets around
// an IPv6 address.
func HostAndPort() validator.String {
	return Text(`host and port such as "proxy.example.com:443" or "[2001:db8::1]:443"`, func(text string) error {
		host, port, err := net.SplitHostPort(text)
		if err != nil {
			return err
		}
		if host == "" {
			return errors.New("the host is missing")
		}
		if number, err := strconv.ParseUint(port, 10, 16); err != nil || number == 0 {
			return errors.New("the port is not a number from 1 to 65535")
		}
		return nil
	})
}

// FlatName checks that the name of a stored file has no folder.
func FlatName(name string) error {
	switch {
	case strings.HasPrefix(name, confproxy.ObjectPath("")):
		return fmt.Errorf("%s is how settings refer to the file, and not part of its name", confproxy.ObjectPath(""))
	case strings.ContainsAny(name, `/\`):
		return errors.New("it contains a slash or a backslash, and the Private storage has no folders")
	}
	return nil
}
