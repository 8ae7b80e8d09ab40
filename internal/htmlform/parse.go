// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"bytes"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// maxDepth is the number of levels to which elements may be nested. The parser
// of x/net/html has the same limit for its stack of open elements.
const maxDepth = 512

// Parse reads at most limit bytes of a page that was fetched from u and parses
// it. contentType is the value of the Content-Type header, which may be empty
// or wrong. A larger page is a [*TooLargeError], one nested absurdly deeply a
// [*TooDeepError].
func Parse(u *url.URL, contentType string, body io.Reader, limit int64) (*Page, error) {
	raw, err := io.ReadAll(io.LimitReader(body, max(limit, limit+1)))
	if err != nil {
		return nil, fmt.Errorf("reading the page: %w", err)
	}
	if int64(len(raw)) > limit {
		return nil, &TooLargeError{Limit: limit}
	}
	if u == nil {
		u = &url.URL{}
	}
	text, encodingName := decode(raw, contentType)
	src := scan(text)
	root, err := html.Parse(bytes.NewReader(src.marked))
	if err != nil {
		if strings.Contains(err.Error(), "open stack of elements") {
			return nil, &TooDeepError{Limit: maxDepth}
		}
		return nil, fmt.Errorf("parsing the page: %w", err)
	}
	doc, err := newDocument(u, encodingName, root, src)
	if err != nil {
		return nil, err
	}
	return newPage(doc, 0), nil
}

// source is what only the order of the tags in the source tells: the parsed
// tree no longer shows which form a control in a table follows.
type source struct {
	marked   []byte // the source, with forms and controls numbered
	marker   string // name of the attribute that holds the number
	tags     []formTag
	unclosed []string
}

// formTag is a tag in source order: the start of a form or a control, or the
// end of a form.
type formTag struct {
	name string
	end  bool
}

// watched are the elements whose end tags are not left out by hand: one that
// is missing means that the page was cut off.
var watched = []string{
	"html", "head", "body", "frameset", "form", "table", "select", "textarea", "fieldset", "script", "style", "title",
}

func scan(text string) *source {
	src := &source{marker: "htmlform-tag"}
	for strings.Contains(text, src.marker) {
		src.marker += "-"
	}
	open := make(map[string]int, len(watched))
	var out bytes.Buffer
	out.Grow(len(text) + len(text)/16)
	z := html.NewTokenizer(strings.NewReader(text))
	for {
		kind := z.Next()
		raw := z.Raw()
		if kind == html.ErrorToken {
			out.Write(raw)
			break
		}
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken && kind != html.EndTagToken {
			out.Write(raw)
			continue
		}
		tag := bytes.Clone(raw)
		nameBytes, _ := z.TagName()
		name := string(nameBytes)
		if kind == html.EndTagToken {
			open[name] = max(0, open[name]-1)
			if name == "form" {
				src.tags = append(src.tags, formTag{name: name, end: true})
			}
			out.Write(tag)
			continue
		}
		open[name]++
		switch name {
		case "form", "input", "select", "textarea", "button":
			cut := len(tag)
			if i := bytes.IndexAny(tag, " \t\r\n\f/>"); i > 0 {
				cut = i
			}
			out.Write(tag[:cut])
			fmt.Fprintf(&out, ` %s="%d"`, src.marker, len(src.tags))
			out.Write(tag[cut:])
			src.tags = append(src.tags, formTag{name: name})
		default:
			out.Write(tag)
		}
	}
	for _, name := range watched {
		if open[name] > 0 {
			src.unclosed = append(src.unclosed, name)
		}
	}
	src.marked = out.Bytes()
	return src
}

// unmark takes the numbers out of the tree again. Where the tree builder took
// for text what scan took for a tag, the number is part of that text.
func (src *source) unmark(nodes []*html.Node) map[int]*html.Node {
	inText := regexp.MustCompile(` ` + regexp.QuoteMeta(src.marker) + `="\d+"`)
	clean := func(text string) string {
		if !strings.Contains(text, src.marker) {
			return text
		}
		return inText.ReplaceAllString(text, "")
	}
	numbered := make(map[int]*html.Node, len(src.tags))
	for _, n := range nodes {
		if n.Type != html.ElementNode {
			n.Data = clean(n.Data)
			continue
		}
		kept := n.Attr[:0]
		for _, a := range n.Attr {
			if a.Key == src.marker {
				if number, err := strconv.Atoi(a.Val); err == nil {
					if _, twice := numbered[number]; !twice {
						numbered[number] = n
					}
				}
				continue
			}
			a.Val = clean(a.Val)
			kept = append(kept, a)
		}
		n.Attr = kept
	}
	return numbered
}

// owners replays the HTML parser's form element pointer: a control belongs to
// the form whose start tag is the last one that was open in the source.
func (src *source) owners(numbered map[int]*html.Node) map[*html.Node]*html.Node {
	owners := make(map[*html.Node]*html.Node)
	var current *html.Node
	for number, tag := range src.tags {
		node := numbered[number]
		switch {
		case tag.end:
			current = nil
		case node == nil || node.Namespace != "":
			// Dropped by the tree builder, or not an HTML element.
		case tag.name == "form":
			if current == nil {
				current = node
			}
		case current != nil:
			owners[node] = current
		}
	}
	return owners
}
