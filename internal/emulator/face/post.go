// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// Values of the hidden field that reports the charset of the page.
const (
	charsetUTF8 = "u"
	charsetWest = "w"
)

// post is the body of a post, decoded.
type post struct {
	values url.Values
	files  []upload
}

// upload is one part of a post with a file name.
type upload struct {
	field, name string
	body        []byte
}

func (p *post) has(name string) bool   { return len(p.values[name]) > 0 }
func (p *post) get(name string) string { return p.values.Get(name) }

// posted returns the value of the field for a key.
func (v *visit) posted(key string) string { return v.form.get(v.names.field(key)) }

// pressed reports whether the post has the field for a key, as for a button.
func (v *visit) pressed(key string) bool { return v.form.has(v.names.field(key)) }

// readPost decodes the body of a post.
func (v *visit) readPost() (*post, error) {
	kind, params, err := mime.ParseMediaType(v.r.Header.Get("Content-Type"))
	if err != nil {
		return nil, fmt.Errorf("the post has no usable Content-Type: %w", err)
	}
	p := &post{values: url.Values{}}
	switch kind {
	case "application/x-www-form-urlencoded":
		body, err := io.ReadAll(v.r.Body)
		if err != nil {
			return nil, err
		}
		if p.values, err = url.ParseQuery(string(body)); err != nil {
			return nil, err
		}
	case "multipart/form-data":
		if err := p.readParts(multipart.NewReader(v.r.Body, params["boundary"])); err != nil {
			return nil, err
		}
	default:
		return nil, errors.New("a form cannot be sent as " + kind)
	}
	return p, v.decode(p)
}

func (p *post) readParts(parts *multipart.Reader) error {
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		body, err := io.ReadAll(part)
		if err != nil {
			return err
		}
		name, file, isFile := disposition(part.Header.Get("Content-Disposition"))
		if isFile {
			p.files = append(p.files, upload{field: name, name: file, body: body})
		} else {
			p.values.Add(name, string(body))
		}
	}
}

// disposition parses name and file name as browsers write them: quoted, with %22, %0D and %0A for characters that would
// break the quotes, and literal backslashes.
func disposition(header string) (name, file string, isFile bool) {
	param := func(key string) (string, bool) {
		_, rest, ok := strings.Cut(header, "; "+key+`="`)
		if !ok {
			return "", false
		}
		value, _, ok := strings.Cut(rest, `"`)
		return strings.NewReplacer("%22", `"`, "%0D", "\r", "%0A", "\n").Replace(value), ok
	}
	name, _ = param("name")
	file, isFile = param("filename")
	return name, file, isFile
}

// decode converts text from a page in windows-1252 to UTF-8. A browser posts in the charset of the page.
func (v *visit) decode(p *post) error {
	if v.skin.Charset != "windows1252" || p.get(v.names.name("charset")) != charsetWest {
		return nil
	}
	west, failed := charmap.Windows1252.NewDecoder(), error(nil)
	decode := func(s *string) {
		d, err := west.String(*s)
		*s, failed = d, errors.Join(failed, err)
	}
	for _, values := range p.values {
		for i := range values {
			decode(&values[i])
		}
	}
	for i := range p.files {
		decode(&p.files[i].name)
	}
	return failed
}

// readForm reads the post into v.form; if the post is not acceptable, it answers and returns false.
func (v *visit) readForm(w http.ResponseWriter) bool {
	form, err := v.readPost()
	if err != nil {
		v.errorPage(w, http.StatusBadRequest, "The form could not be read: "+err.Error())
		return false
	}
	v.form = form
	owner := v.sid
	if v.page == pageLogin { // nobody is logged in there
		owner = ""
	}
	if v.skin.Tokens && !v.UseToken(form.get(v.names.name("token")), owner) {
		v.errorPage(w, http.StatusForbidden, "The form has expired or was sent twice. Open the page again.")
		return false
	}
	return true
}

// echo returns the posted values for an error page, in the skin's style; nil if the skin repeats nothing.
func (v *visit) echo() *node {
	if v.skin.Echo == "none" || v.form == nil {
		return nil
	}
	lines := el("pre")
	for _, name := range slices.Sorted(maps.Keys(v.form.values)) {
		for _, value := range v.form.values[name] {
			lines.add(name+"=", v.echoed(value), "\n")
		}
	}
	for _, file := range v.form.files {
		lines.add(file.name+"=", v.echoed(string(file.body)), "\n")
	}
	return lines
}

func (v *visit) echoed(value string) *node {
	switch v.skin.Echo {
	case "raw":
		return raw(value)
	case "url":
		value = url.QueryEscape(value)
	case "base64":
		value = base64.StdEncoding.EncodeToString([]byte(value))
	case "collapsed":
		value = strings.Join(strings.Fields(value), " ")
	case "cut":
		value = value[:min(len(value), 100)]
	}
	return group(value)
}
