// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"strings"
	"testing"
)

// Saves of one page in a row are described on the page as it is now.
func TestReadOnlyErrorIsRelative(t *testing.T) {
	t.Parallel()
	save := func(page string) Submission { return Submission{Op: "save " + page, Request: "POST /" + page} }
	for name, test := range map[string]struct {
		submissions []Submission
		want        bool
	}{
		"one":        {[]Submission{save(PageGeneral)}, false},
		"two pages":  {[]Submission{save(PageGeneral), save(PageSecurity)}, false},
		"one page":   {[]Submission{save(PageGeneral), save(PageSecurity), save(PageGeneral)}, true},
		"two upload": {[]Submission{{Op: "upload", Request: "POST /f"}, {Op: "upload", Request: "POST /f"}}, false},
	} {
		err := &ReadOnlyError{Submissions: test.submissions}
		if got := strings.Contains(err.Error(), "relative to the page as it is now"); got != test.want {
			t.Errorf("%s: %v, want %v:\n%v", name, got, test.want, err)
		}
	}
}
