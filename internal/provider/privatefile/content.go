// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package privatefile

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
)

// maxBytes bounds a file to several thousand certificates. The product's own
// limit is unknown.
const maxBytes = 16 << 20

// argument is one of the arguments for the contents.
type argument struct {
	name      string
	value     types.String
	writeOnly bool
	read      func(text string) ([]byte, error)
}

func (a argument) at() path.Path { return path.Root(a.name) }

// isSource reports whether the contents are in a local file, which may change
// at any time.
func (a argument) isSource() bool { return a.name == "source" }

// arguments lists the arguments for the contents, in the order of the schema.
func (m *model) arguments() []argument {
	verbatim := func(text string) ([]byte, error) { return []byte(text), nil }
	return []argument{
		{"content", m.Content, false, verbatim},
		{"content_base64", m.ContentBase64, false, decodeBase64},
		{"source", m.Source, false, readSource},
		{"content_wo", m.ContentWO, true, verbatim},
	}
}

// given returns the arguments that are set.
func (m *model) given() []argument {
	var given []argument
	for _, a := range m.arguments() {
		if !a.value.IsNull() {
			given = append(given, a)
		}
	}
	return given
}

func decodeBase64(text string) ([]byte, error) {
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("expected base64, got other text (%w); use filebase64() or base64encode()", err)
	}
	return data, nil
}

// readSource reads a regular file. It opens no other file: a FIFO could block
// forever.
func readSource(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, missingSourceError{err}
	}
	if err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("expected a regular file, got %q (%s)", name, info.Mode().Type())
	}
	var file *os.File
	if err == nil {
		file, err = os.Open(name) //nolint:gosec // The file that the user named.
	}
	if err != nil {
		return nil, fmt.Errorf("the file cannot be read (%w)", err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("the file cannot be read (%w)", err)
	}
	return data, nil
}

// missingSourceError is a source that does not exist, or not yet.
type missingSourceError struct{ cause error }

func (e missingSourceError) Error() string {
	return fmt.Sprintf("the file cannot be read (%v). The path is relative to the folder in which the command runs. "+
		"Use ${path.module}/ for a file of the module. "+
		"If another resource of this configuration writes the file, make the path depend on a computed attribute of that resource, "+
		`for example source = local_file.key.id == "" ? "" : local_file.key.filename`, e.cause)
}

// content reads the argument and returns the form to store. It returns nil
// while the value or the format is unknown.
func (a argument) content(keyFormat types.String) (*certs.Content, error) {
	if a.value.IsUnknown() || keyFormat.IsUnknown() {
		return nil, nil
	}
	data, err := a.read(a.value.ValueString())
	switch {
	case err != nil:
		return nil, err
	case len(data) == 0:
		return nil, errors.New("it is empty, and the server cannot use an empty file")
	case len(data) > maxBytes:
		return nil, fmt.Errorf("it has more than %d MiB", maxBytes>>20)
	}
	content := certs.NewContent(data)
	if a.name == "content_base64" {
		return content, nil // byte for byte
	}
	content = content.Normalized()
	if keyFormat.ValueString() != keyFormatUnchanged {
		content = content.Traditional()
	}
	return content, nil
}

func encodeBase64(data []byte) string { return base64.StdEncoding.EncodeToString(data) }

// sentence writes an error as a sentence.
func sentence(err error) string {
	first, size := utf8.DecodeRuneInString(err.Error())
	return string(unicode.ToUpper(first)) + strings.TrimSuffix(err.Error()[size:], ".") + "."
}
