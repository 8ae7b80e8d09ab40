// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package privatefile

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

// maxNameBytes is the limit of file systems; the product's own limit is
// unknown.
const maxNameBytes = 255

func fileName() validator.String {
	return schemas.Text("the name of a file, without a folder", checkName)
}

// checkName rejects names that could leave the flat folder, or that a table on
// a page cannot show exactly.
func checkName(name string) error {
	if err := schemas.FlatName(name); err != nil {
		return err
	}
	switch {
	case name == "":
		return errors.New("it is empty")
	case len(name) > maxNameBytes:
		return fmt.Errorf("expected at most %d bytes, got %d", maxNameBytes, len(name))
	case confproxy.IsProductOwned(name):
		return errors.New("the product owns that file, and its online update writes it")
	case strings.HasPrefix(name, "."):
		return errors.New("it begins with a dot")
	case strings.ContainsFunc(name, isUnprintable):
		return errors.New("it contains a control or invisible character, or invalid UTF-8")
	case strings.TrimSpace(name) != name || strings.Contains(name, "  "):
		return errors.New("it begins or ends with a space, or contains several in a row, which the page of the storage does not show")
	}
	return nil
}

// isUnprintable reports whether a page cannot show a character exactly.
func isUnprintable(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.IsSpace(r) && r != ' ' || r == unicode.ReplacementChar
}
