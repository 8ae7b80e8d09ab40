// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// The refresh of many files takes one login and one listing, not a request for
// each file, whether the files are read one after the other or all at once.
func TestRequestsOfManyFiles(t *testing.T) {
	t.Parallel()
	const files = 200
	for name, skin := range map[string]emulator.Skin{
		"one page":         {},
		"numbers":          {PageSize: 50, Tokens: true},
		"next":             {PageSize: 50, Pager: "next", Login: "basic"},
		"buttons in a tab": {PageSize: 50, Pager: "buttons", Tabs: "fragments"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, emulator.Options{Skin: skin, Files: manyFiles(files)})
			var all sync.WaitGroup
			for i := range files {
				look := func() {
					file, err := s.client.File(t.Context(), fmt.Sprintf("file-%03d.txt", i))
					if err != nil || file.Size != int64(i) {
						t.Errorf("file %d: %+v, %v", i, file, err)
					}
				}
				if i%2 == 0 {
					all.Go(look)
				} else {
					look()
				}
			}
			all.Wait()
			if ok, failed := s.Logins(); ok != 1 || failed != 0 {
				t.Errorf("%d logins, %d failed; want 1, 0", ok, failed)
			}
			counts := s.Counts()
			if counts[product.Listing] != s.pages() || counts[product.Download] != 0 {
				t.Errorf("%d listings, %d downloads; want %d, 0", counts[product.Listing], counts[product.Download], s.pages())
			}
		})
	}
}
