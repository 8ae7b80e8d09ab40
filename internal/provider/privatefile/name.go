// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package privatefile

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

// maxNameBytes is what file systems allow; the product's own limit is unknown.
const maxNameBytes = 255

func fileName() validator.String {
	return schemas.Text("the name of a file, without a folder", checkName)
}

// checkName refuses names that could leave the flat folder, or that a table in
// a page cannot show as they are.
func checkName(name string) error {
	switch {
	case name == "":
		return errors.New("it is empty")
	case len(name) > maxNameBytes:
		return fmt.Errorf("it has %d bytes, and at most %d are allowed", len(name), maxNameBytes)
	case strings.ContainsAny(name, `/\`):
		return errors.New("the Private storage has no folders, so that it must hold no slash and no backslash")
	case strings.EqualFold(name, "software_policy.xml") || strings.EqualFold(name, "software_policy.xml.csig"):
		return errors.New("that file is the product's own, and its online update writes it")
	case strings.HasPrefix(name, "."):
		return errors.New("it begins with a dot")
	case strings.ContainsFunc(name, func(r rune) bool { return unicode.IsControl(r) || r == unicode.ReplacementChar }):
		return errors.New("it holds a control character, or is no valid UTF-8")
	case strings.TrimSpace(name) != name || strings.Contains(name, "  "):
		return errors.New("it begins or ends with a space, or holds several in a row, which the page of the storage does not show")
	}
	return nil
}
