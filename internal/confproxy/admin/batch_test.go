// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin_test

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// Files that wait at the same time share the reads before and after; deletions
// share the press of the button.
func TestFilesThatWaitTogether(t *testing.T) {
	t.Parallel()
	const n = 60
	for name, skin := range map[string]emulator.Skin{
		"all files on one page": {},
		"25 files a page":       {PageSize: 25, Tokens: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, emulator.Options{Skin: skin, Files: manyFiles(3)})
			before := len(s.Files())
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute) // as resources have
			defer cancel()
			each := func(do func(name string, data []byte) error) {
				var all sync.WaitGroup
				for i := range n {
					all.Go(func() {
						if err := do(fmt.Sprintf("new-%02d.txt", i), bytes.Repeat([]byte{'x'}, i+1)); err != nil {
							t.Error(err)
						}
					})
				}
				all.Wait()
			}
			each(func(name string, data []byte) error {
				result, err := s.client.PutFile(ctx, name, certs.NewContent(data), confproxy.Precondition{Absent: true})
				if err == nil && (result.File.Name != name || result.File.Size != int64(len(data))) {
					err = fmt.Errorf("%s: %+v", name, result)
				}
				return err
			})
			counts := s.Counts()
			// The first may be alone; those that arrive meanwhile go together.
			// A token is read for every upload.
			most := n / 2
			if skin.Tokens {
				most += n
			}
			if counts[product.Upload] != n || counts[product.Download] != n || counts[product.Listing] > most {
				t.Errorf("%d uploads, %d downloads, %d listings; want %d, %d, at most %d", counts[product.Upload], counts[product.Download], counts[product.Listing], n, n, most)
			}
			for i := range n {
				if file := s.Files()[fmt.Sprintf("new-%02d.txt", i)]; len(file.Data) != i+1 || file.Version != 1 {
					t.Errorf("file %d: %d bytes, version %d", i, len(file.Data), file.Version)
				}
			}
			s.ResetRequests()
			each(func(name string, _ []byte) error {
				return s.client.DeleteFile(ctx, name)
			})
			if presses := s.Counts()[product.Delete]; presses > n/4 {
				t.Errorf("%d presses of the button to delete %d files, want at most %d", presses, n, n/4)
			}
			if left := len(s.Files()); left != before {
				t.Errorf("%d files are left, want %d", left, before)
			}
		})
	}
}
