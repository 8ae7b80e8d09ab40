// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package session

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

func (s *Session) parse(resp *response) (*htmlform.Page, error) {
	if s.capture != nil {
		s.capture.Page(resp.trail, resp.contentType(), []byte(s.secrets.Text(string(resp.body))))
	}
	page, err := htmlform.Parse(resp.url, resp.contentType(), bytes.NewReader(resp.body), maxPageBytes)
	if err != nil {
		return nil, &confproxy.Error{
			Kind: confproxy.ErrLayout, Op: "read the page " + s.Address(resp.url), Cause: s.quoteError(err),
			Advice: "Check that the endpoint is the administration of an ISL Conference Proxy.",
		}
	}
	return page, nil
}

// whole makes sure that a page is complete. Pages may omit the end tags of body
// and html: such a page is read again, and accepted if it has not changed.
func (s *Session) whole(ctx context.Context, resp *response, page *htmlform.Page) (*htmlform.Page, error) {
	unclosed := page.Unclosed()
	if len(unclosed) == 0 || s.sloppy.Load() && !isCutOff(unclosed) {
		return page, nil
	}
	again, err := s.get(ctx, resp.url, maxPageBytes)
	if err != nil {
		return nil, err
	}
	if page, err = s.parse(again); err != nil {
		return nil, err
	}
	unclosed = page.Unclosed()
	if isCutOff(unclosed) {
		return nil, &confproxy.Error{
			Kind: confproxy.ErrLayout, Op: "read the page " + s.Address(resp.url),
			Found:  fmt.Sprintf("It seems to be cut off: <%s> is not closed.", strings.Join(unclosed, ">, <")),
			Advice: "Try again. If this persists, a proxy or the server truncates pages.",
		}
	}
	if len(unclosed) > 0 {
		s.sloppy.Store(true)
	}
	return page, nil
}

// isCutOff reports whether elements are open whose end tags HTML requires. Such
// a page must not be saved, and does not count as a complete list.
func isCutOff(unclosed []string) bool {
	return slices.ContainsFunc(unclosed, func(name string) bool { return name != "html" && name != "head" && name != "body" })
}
