// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// awaitReplication waits until every server of a grid has the files that the
// settings will name, for at most the time of the live check.
func (d *deployment) awaitReplication(ctx context.Context) error {
	if !d.target.ServesStorage() || !d.rereads() {
		return nil
	}
	end := time.Now().Add(d.Live.Timeout)
	wait := d.client.waitFor("every server of the grid to have the files")
	for {
		behind, err := d.client.ways.Files.Behind(ctx)
		if err != nil {
			return err
		}
		missing := d.missing(behind)
		if len(missing) == 0 {
			return nil
		}
		if !time.Now().Before(end) || wait.Pause(ctx, 500*time.Millisecond) != nil {
			return &Error{
				Kind: ErrNotReplicated, Op: "have the files on every server",
				Found:  fmt.Sprintf("After %s there is another version, or none, of %s.", d.Live.Timeout, strings.Join(missing, "; ")),
				Advice: "Check these servers in Activity monitor > Servers.",
			}
		}
		d.client.ways.Connection.Forget()
	}
}

// missing returns the named files that some servers do not have yet, with these
// servers.
func (d *deployment) missing(behind map[string][]string) []string {
	var missing []string
	for _, setting := range fileSettings {
		name, ok := d.target[setting].object()
		if servers := behind[name]; ok && len(servers) > 0 {
			missing = append(missing, fmt.Sprintf("%s on the servers %s", ObjectPath(name), strings.Join(slices.Sorted(slices.Values(servers)), ", ")))
		}
	}
	return missing
}
