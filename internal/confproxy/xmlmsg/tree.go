// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package xmlmsg

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html/charset"
)

const (
	maxBytes = 8 << 20 // of a specification or a reply
	maxDepth = 100     // levels of elements
	maxNodes = 200_000
)

// node is an element of a document. Names are without their namespaces.
type node struct {
	name     string
	attrs    map[string]string
	text     []byte // of its own, not of its children
	comment  string // directly before it, or the first inside
	children []*node
}

func newNode(start xml.StartElement, comment string) *node {
	n := &node{name: start.Name.Local, comment: comment, attrs: map[string]string{}}
	for _, attr := range start.Attr {
		n.attrs[attr.Name.Local] = attr.Value
	}
	return n
}

// inherit gives the element a comment, unless it has one.
func (n *node) inherit(comment string) {
	if n.comment == "" {
		n.comment = comment
	}
}

// own returns the text of the element itself, without surrounding space.
func (n *node) own() string { return strings.TrimSpace(string(n.text)) }

// all returns the text of the element and its descendants, on one line.
func (n *node) all() string {
	texts := []string{n.own()}
	for _, child := range n.children {
		texts = append(texts, child.all())
	}
	return strings.Join(strings.Fields(strings.Join(texts, " ")), " ")
}

// parse parses a document. It accepts no entities except those of XML itself.
func parse(data []byte) (*node, error) {
	if len(data) > maxBytes {
		return nil, fmt.Errorf("expected at most %d bytes of XML, got %d", maxBytes, len(data))
	}
	decoder := xml.NewDecoder(bytes.NewReader(data))
	decoder.CharsetReader = charset.NewReaderLabel
	root := &node{}
	stack := []*node{root}
	comment := ""
	for nodes := 0; ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("expected XML: %w", err)
		}
		top := stack[len(stack)-1]
		switch t := token.(type) {
		case xml.StartElement:
			nodes++
			if nodes > maxNodes || len(stack) > maxDepth {
				return nil, fmt.Errorf("expected at most %d elements and %d levels of XML", maxNodes, maxDepth)
			}
			child := newNode(t, comment)
			top.children = append(top.children, child)
			stack, comment = append(stack, child), ""
		case xml.EndElement:
			stack, comment = stack[:len(stack)-1], ""
		case xml.Comment:
			comment = strings.TrimSpace(string(t))
			if top != root && top.comment == "" && len(top.children) == 0 {
				top.comment = comment
			}
		case xml.CharData:
			top.text = append(top.text, t...)
		}
	}
	if len(root.children) != 1 {
		return nil, errors.New("expected an XML document")
	}
	return root.children[0], nil
}

// find returns the first element with a name, in document order; nil for none.
func (n *node) find(name string) *node {
	if n.name == name {
		return n
	}
	for _, child := range n.children {
		if found := child.find(name); found != nil {
			return found
		}
	}
	return nil
}
