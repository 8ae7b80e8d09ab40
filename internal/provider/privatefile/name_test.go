// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package privatefile

import (
	"strings"
	"testing"
)

func TestCheckName(t *testing.T) {
	t.Parallel()
	for name, ok := range map[string]bool{
		"server.cer": true, "a": true, "server cert (2026).cer": true, "証明書.cer": true, "a&b <c> \"d\" 'e' %20 #.cer": true,
		strings.Repeat("x", 255): true, strings.Repeat("証", 85): true,
		"software_policy.xml": false, "Software_Policy.XML.csig": false, "software_policy.txt": true,
		"": false, ".htaccess": false, "..": false, "a/b": false, "objects/a": false, "/a": false, `a\b`: false,
		"a\x00b": false, "a\nb": false, "a\tb": false, "a\u0085b": false, "a\xffb": false,
		" a": false, "a ": false, "a  b": false, "\u00a0a": false, "a\u00a0b": false, "a\u200bb": false, "a\u00adb": false,
		strings.Repeat("x", 256): false, strings.Repeat("証", 86): false,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := checkName(name); (err == nil) != ok {
				t.Errorf("checkName(%q) = %v, want it to be accepted: %v", name, err, ok)
			}
		})
	}
}
