// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// A login without a field for the user name is not refused to a user.
func TestRefusedWithoutUserName(t *testing.T) {
	t.Parallel()
	for field, isNamed := range map[string]bool{"": false, "<input name=u>": true} {
		server := hostile{handler: func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `<form method=post action="/conf">`+field+`<input type=password name=p><button>Log in</button></form>`)
		}}
		c, _ := server.client(t, "never to be shown")
		_, err := c.Files(t.Context())
		if !errors.Is(err, confproxy.ErrAuth) || strings.Contains(err.Error(), `as "admin"`) != isNamed || strings.Contains(err.Error(), "user name or password") != isNamed {
			t.Errorf("with the field %q: %v", field, err)
		}
	}
}
