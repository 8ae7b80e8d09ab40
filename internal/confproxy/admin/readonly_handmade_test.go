// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"errors"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// A server written by hand counts the posts: the login is the only one. The
// table of a save shows the fields that a person would compare.
func TestHandmadeReadOnly(t *testing.T) {
	t.Parallel()
	h := newHandmade(t)
	h.files["old.txt"] = []byte("old")
	c := Connect(t, confproxy.Config{Endpoint: h.URL, Password: handmadePassword, ReadOnly: true})
	ctx := t.Context()
	_, put := c.PutFile(ctx, "new.cer", certs.NewContent([]byte("12345")), confproxy.Precondition{})
	edit := c.Edit(ctx, confproxy.Edit{Want: confproxy.Values{
		confproxy.Certificate: confproxy.TextValue("objects/new.cer"), {Page: "General", Label: "SMTP port"}: confproxy.TextValue("2525"),
	}})
	for what, err := range map[string]error{
		"upload": put, "deletion": c.DeleteFile(ctx, "old.txt"), "edit": edit,
		"secret": c.SetSecret(ctx, confproxy.KeyPassphrase, "a secret of theirs"),
	} {
		if !errors.Is(err, confproxy.ErrReadOnly) {
			t.Errorf("%s: %v, want ErrReadOnly", what, err)
		}
	}
	if _, err := c.Recognise(ctx); err != nil {
		t.Error(err)
	}
	if n, logins := h.count("POST "), h.count("POST /conf/enter"); n != 1 || logins != 1 {
		t.Errorf("%d posts, %d of them logins; want 1, 1", n, logins)
	}
	// In this style a ticked row has no control: the first save unticks it.
	const table = `  to save General:
  button   Save
  request  POST URL/conf/4711/s as application/x-www-form-urlencoded
  FIELD  LABEL                          VALUE
  k                                     as it is
  v0     Outgoing mail server (SMTP):   as it is
  v1     SMTP port:                     as it is
  d2     HTTPT ports:                   as it is
  d3     HTTPT use SSL:                 as it is
  d4     HTTPT SSL certificate:         not sent (unticked)
  d5     HTTPT SSL key:                 as it is
  d6     HTTPT SSL key passphrase:      as it is
  d7     HTTPT SSL certificate chain:   as it is
  d8     HTTPT SSL protocol:            as it is
  d9     HTTPT SSL cipher suite:        as it is
  d10    Default e-mail from address:   as it is
  v11    Note for administrators: old:  as it is
  do     Save                           save
  and then: the page once more, to set HTTPT SSL certificate to "objects/new.cer", SMTP port to "2525"; it shows the fields only after this save
`
	if got := strings.ReplaceAll(edit.Error(), h.URL, "URL"); !strings.HasSuffix(got, table) {
		t.Errorf("the error is\n%s\nwant at its end\n%s", got, table)
	}
}
