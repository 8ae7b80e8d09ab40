// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"context"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/progress"
)

// toldFiles logs the results for files, and their durations.
type toldFiles struct{ files }

// Put stores files.
func (t toldFiles) Put(ctx context.Context, uploads []confproxy.Upload) []confproxy.PutResult {
	begin := time.Now()
	results := t.files.Put(ctx, uploads)
	var stored, failed []string
	for i, result := range results {
		switch {
		case result.Err != nil:
			failed = append(failed, uploads[i].Name)
		case !result.Adopted:
			stored = append(stored, uploads[i].Name)
		}
	}
	t.tell(ctx, "uploaded", stored, begin)
	t.tell(ctx, "not uploaded", failed, begin)
	return results
}

// Delete deletes files.
func (t toldFiles) Delete(ctx context.Context, removals []confproxy.Removal) []error {
	begin := time.Now()
	errs := t.files.Delete(ctx, removals)
	var deleted, failed []string
	for i, err := range errs {
		if err != nil {
			failed = append(failed, removals[i].Name)
		} else {
			deleted = append(deleted, removals[i].Name)
		}
	}
	t.tell(ctx, "deleted", deleted, begin)
	t.tell(ctx, "not deleted", failed, begin)
	return errs
}

func (t toldFiles) tell(ctx context.Context, message string, names []string, begin time.Time) {
	if len(names) > 0 {
		t.log.InfoContext(ctx, message, "files", names, "took", progress.Since(begin))
	}
}

// toldSecrets logs that a secret was set.
type toldSecrets struct{ secrets }

// Set enters a secret.
func (t toldSecrets) Set(ctx context.Context, setting confproxy.Setting, secret string) error {
	begin := time.Now()
	err := t.secrets.Set(ctx, setting, secret)
	message := "set"
	if err != nil {
		message = "not set"
	}
	t.log.InfoContext(ctx, message, "setting", setting.Label, "took", progress.Since(begin))
	return err
}
