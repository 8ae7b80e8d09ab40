// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// Values of the hidden field that says in which charset a page was sent.
const (
	charsetUTF8 = "u"
	charsetWest = "w"
)

// posted is the body of a post, decoded.
type posted struct {
	values url.Values
	files  []upload
}

// upload is one part of a post with a file name.
type upload struct {
	field, name string
	body        []byte
}

func (p *posted) has(name string) bool   { return len(p.values[name]) > 0 }
func (p *posted) get(name string) string { return p.values.Get(name) }

// readPost decodes the body of a post.
func (v *visit) readPost() (*posted, error) {
	kind, params, err := mime.ParseMediaType(v.r.Header.Get("Content-Type"))
	if err != nil {
		return nil, fmt.Errorf("the post has no usable Content-Type: %w", err)
	}
	p := &posted{values: url.Values{}}
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

func (p *posted) readParts(parts *multipart.Reader) error {
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

// disposition reads name and file name as browsers write them: quoted, with %22, %0D and %0A for what would break the
// quotes, and backslashes meaning themselves.
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

// decode brings text from a page in windows-1252 to UTF-8. A browser posts in the page's own charset.
func (v *visit) decode(p *posted) error {
	if v.skin.Charset != "windows1252" || p.get(v.names.name("charset")) != charsetWest {
		return nil
	}
	west := charmap.Windows1252.NewDecoder()
	for name, values := range p.values {
		for i, s := range values {
			d, err := west.String(s)
			if err != nil {
				return err
			}
			p.values[name][i] = d
		}
	}
	for i, f := range p.files {
		d, err := west.String(f.name)
		if err != nil {
			return err
		}
		p.files[i].name = d
	}
	return nil
}

// readForm reads the post into v.form; it answers and returns false when it is not acceptable.
func (v *visit) readForm(w http.ResponseWriter) bool {
	form, err := v.readPost()
	if err != nil {
		v.errorPage(w, http.StatusBadRequest, "The form could not be read: "+err.Error())
		return false
	}
	v.form = form
	if v.skin.Tokens && !v.UseToken(form.get(v.names.name("token")), v.tokenOwner()) {
		v.errorPage(w, http.StatusForbidden, "The form has expired or was sent twice. Open the page again.")
		return false
	}
	return true
}

// tokenOwner is whom the tokens of the page's form belong to: nobody is logged in on the login page.
func (v *visit) tokenOwner() string {
	if v.page == pageLogin {
		return ""
	}
	return v.sid
}
