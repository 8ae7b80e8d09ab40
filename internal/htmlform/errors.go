// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import "fmt"

// TooLargeError reports a page of more bytes than the caller allows.
type TooLargeError struct {
	Limit int64 // bytes
}

func (e *TooLargeError) Error() string {
	return fmt.Sprintf("the page is larger than the %d bytes that are accepted; the server sent something else than the expected page", e.Limit)
}

// TooDeepError reports a page whose elements are nested more deeply than any
// page made for people.
type TooDeepError struct {
	Limit int // levels
}

func (e *TooDeepError) Error() string {
	return fmt.Sprintf("the elements of the page are nested more than %d levels deep; the server sent something else than the expected page", e.Limit)
}
