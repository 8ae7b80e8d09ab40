// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package deployment

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// putBack returns steps that do nothing, and whose undo restores the contents
// of files before they were replaced for the deployment. Because they come
// first, the settings name those files again by then; they are saved again
// after it.
func (d *deployment) putBack() []step {
	names := d.replaced()
	if len(names) == 0 {
		return nil
	}
	steps := []step{{undo: d.readAgain}}
	for _, name := range names {
		steps = append(steps, step{undo: func(ctx context.Context) *Undone { return d.putBackFile(ctx, name) }})
	}
	return steps
}

// replaced returns the files that were replaced for the deployment, and that
// the settings named before it.
func (d *deployment) replaced() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(d.Previous)), func(name string) bool {
		return !slices.ContainsFunc(confproxy.FileSettings, func(setting confproxy.Setting) bool {
			object, ok := confproxy.ObjectName(d.before[setting].Text)
			return ok && object == name
		})
	})
}

func (d *deployment) putBackFile(ctx context.Context, name string) *Undone {
	previous := certs.NewContent(d.Previous[name])
	d.ways.Connection.Trust(previous.Leaf())
	results := d.ways.Files.Put(ctx, []confproxy.Upload{{Name: name, Data: previous.Bytes()}})
	return &Undone{
		What: fmt.Sprintf("the previous contents of %s", confproxy.ObjectPath(name)), Err: results[0].Err,
		Remedy: "Upload them again by hand.",
	}
}

// readAgain saves the settings unchanged, so that the server reads the restored
// files.
func (d *deployment) readAgain(ctx context.Context) *Undone {
	want := confproxy.Values{}
	for _, setting := range confproxy.FileSettings {
		if value, known := d.before[setting]; known {
			want[setting] = value
		}
	}
	if err := d.ways.Settings.Write(ctx, confproxy.Edit{Want: want, Always: true}); err != nil {
		return &Undone{What: "the file contents that the server had read", Err: err, Remedy: "Save General by hand."}
	}
	return nil
}

// refuse restores the files of a deployment that its checks refused. Nothing
// was saved since they were replaced, so the server need not read them again.
func (d *deployment) refuse(ctx context.Context, why error) {
	names := d.replaced()
	if len(names) == 0 {
		return
	}
	d.awaitServer(ctx, why)
	ctx, cancel := confproxy.Detached(ctx)
	defer cancel()
	for _, name := range names {
		d.report.Undone = append(d.report.Undone, *d.putBackFile(ctx, name))
	}
}
