// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"os"
	"testing"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
)

func example(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile("../../../examples/" + name + "/main.tf")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// rotations is the number of rotations in a test; CONFPROXY_ROTATIONS=100 sets
// it to a hundred.
func rotations(t *testing.T) int {
	t.Helper()
	if os.Getenv("CONFPROXY_ROTATIONS") == "100" {
		return 100
	}
	return 1
}

// A client that makes handshakes in a loop sees the old or the new certificate,
// and none of its handshakes fails.
func TestRotationUnderNewNames(t *testing.T) {
	t.Parallel()
	for name, reread := range map[string]string{"quickstart": "on-upload", "rotation-new-names": "on-save"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			skin := emulator.Skins()[0]
			skin.CertReread = reread
			w := newWorld(t, skin, 0, example(t, name))
			rotate(t, w, w.issue)
		})
	}
}

// rotate applies the certificate in the folder, and each one that renew writes
// there.
func rotate(t *testing.T, w *world, renew func()) {
	t.Helper()
	w.mustApply()
	total := 0
	for range rotations(t) {
		old := certs.Fingerprint(w.served.Cert)
		renew()
		watch := w.watch(w.server.Ports()[0], []string{old, certs.Fingerprint(w.served.Cert)}, false, 5*time.Millisecond)
		w.mustApply()
		handshakes, bad := watch.end()
		if total += handshakes; len(bad) > 0 {
			t.Fatalf("%d of %d handshakes failed: %s", len(bad), len(bad)+handshakes, bad[0])
		}
		w.mustServe()
	}
	t.Logf("%d rotations, %d handshakes, none failed", rotations(t), total)
	w.mustHaveEmptyPlan()
}

// In place, under stable names, the server ends with the new certificate. Its
// behaviour between two uploads is its own, and documented.
func TestRotationInPlace(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Skins()[0], 0, example(t, "rotation-in-place"))
	w.mustApply()
	for range rotations(t) {
		old := certs.Fingerprint(w.served.Cert)
		w.issue()
		watch := w.watch(w.server.Ports()[0], []string{old, certs.Fingerprint(w.served.Cert)}, false, 5*time.Millisecond)
		w.mustApply()
		// This skin reads files again only at a save, so no handshake fails
		// even here.
		if handshakes, bad := watch.end(); len(bad) > 0 {
			t.Fatalf("%d of %d handshakes failed: %s", len(bad), len(bad)+handshakes, bad[0])
		}
		w.mustServe()
	}
	w.mustHaveEmptyPlan()
}
