// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"os"
	"testing"
)

func TestWriteNoUnwantedLog(t *testing.T) {
	for _, test := range []struct{ log, ofProviders, want string }{
		{"", "", "off"},
		{"DEBUG", "", "WARN"},
		{"", "INFO", "WARN"},
	} {
		t.Run(test.log+test.ofProviders, func(t *testing.T) {
			t.Setenv("TF_LOG", test.log)
			t.Setenv("TF_LOG_PROVIDER", test.ofProviders)
			for _, name := range logLevels {
				t.Setenv(name, "WARN")
			}
			writeNoUnwantedLog()
			for _, name := range logLevels {
				if got := os.Getenv(name); got != test.want {
					t.Errorf("%s is %q, want %q", name, got, test.want)
				}
			}
		})
	}
}
