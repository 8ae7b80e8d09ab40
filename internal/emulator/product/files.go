// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package product

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// Tabs of File storage (documented) with a special meaning for the product.
const (
	TabPrivate = "Private"
	tabLocal   = "Private (local)"
)

// TabNames are the documented tabs of File storage in order; the last name is documented up to "Mod".
var TabNames = []string{"Public", TabPrivate, tabLocal, "Programs", "Plugins", "Actions", "Translations", "Modules"}

// policySize is the documented size of software_policy.xml, in bytes.
const policySize = 37477

// initialFiles are the initial files of the storage. Some names occur in several tabs with different contents.
// software_policy.xml and its signature belong to the product (documented).
func initialFiles() map[string]map[string]*File {
	const head, foot = `<softwarePolicy> <scopes> <scope name="default">`, "\n</scopes></softwarePolicy>\n"
	policy := head + strings.Repeat("\n", policySize-len(head)-len(foot)) + foot
	file := func(body string) *File { return &File{Data: []byte(body), Version: 1 + len(body)%3} }
	return map[string]map[string]*File{
		"Public": {
			"logo.svg":            file("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
			"software_policy.xml": file("<!-- the public one -->"),
			"robots.txt":          file("User-agent: *\nDisallow: /conf\n"),
		},
		TabPrivate: {
			"software_policy.xml":      {Data: []byte(policy), Version: 3},
			"software_policy.xml.csig": {Data: []byte("\x30\x82\x01\x0a\x00signature"), Version: 3},
			"ldap-ca.pem":              file("-----BEGIN CERTIFICATE-----\nnot really\n-----END CERTIFICATE-----\n"),
			"saml-metadata.xml":        file("<?xml version=\"1.0\"?>\n<EntityDescriptor entityID=\"https://idp.example\"/>\n"),
			"notes & <drafts>.txt":     file("日本語 \"quoted\" <b>\r\nsecond line\r\n"),
			"binary.dat":               file("\x00\x01\xff\xfe\r\n\x00"),
		},
		tabLocal: {
			"software_policy.xml": file("<!-- the local one -->"),
			"node.conf":           file("id=-1\n"),
		},
		"Programs":     {"ISL_Light_Client.exe": file("MZ\x90\x00"), "ISL_Light.dmg": file("koly")},
		"Plugins":      {"mail.plugin": file("plugin")},
		"Actions":      {"on_login.xml": file("<action/>")},
		"Translations": {"ja.xml": file("<translation lang=\"ja\">日本語</translation>"), "de.xml": file("<translation lang=\"de\"/>")},
		"Modules":      {"core.mod": file("module")},
	}
}

// ListedFile is a row of File storage.
type ListedFile struct {
	Name     string
	Size     int    // bytes
	Preview  string // the beginning of its text, in brackets
	Versions []int  // by server, in the order of [Server.Nodes]; 0: the server does not have it yet
}

// List returns the files of a tab sorted by name.
func (s *Server) List(tab string) []ListedFile {
	defer s.lock()()
	var list []ListedFile
	nodes := s.nodeIDs()
	for _, name := range slices.Sorted(maps.Keys(s.data.Tabs[tab])) {
		f := s.data.Tabs[tab][name]
		line := ListedFile{Name: name, Size: len(f.Data), Preview: preview(f.Data)}
		for _, node := range nodes {
			line.Versions = append(line.Versions, s.versionOn(node, tab, name))
		}
		list = append(list, line)
	}
	return list
}

// FileNames returns the names of the files of a tab in any order.
func (s *Server) FileNames(tab string) []string {
	defer s.lock()()
	return slices.Collect(maps.Keys(s.data.Tabs[tab]))
}

// Files returns the private files.
func (s *Server) Files() map[string]File { return s.FilesOf(TabPrivate) }

// FilesOf returns the files of any tab; none for an unknown one.
func (s *Server) FilesOf(tab string) map[string]File {
	defer s.lock()()
	all := make(map[string]File, len(s.data.Tabs[tab]))
	for name, f := range s.data.Tabs[tab] {
		all[name] = File{Data: bytes.Clone(f.Data), Version: f.Version}
	}
	return all
}

// PutFile stores a private file without a request, and increments its version if it exists.
func (s *Server) PutFile(name string, body []byte) {
	s.putAll(TabPrivate, map[string][]byte{name: body})
}

// RemoveFile removes a private file without a request.
func (s *Server) RemoveFile(name string) {
	defer s.lock()()
	delete(s.data.Tabs[TabPrivate], name)
	s.filesChanged()
}

// Upload stores a file in a tab, or the contents of an archive. problem explains why nothing was stored.
func (s *Server) Upload(tab, name string, body []byte, extract bool) (problem string) {
	if name = baseName(name); name == "" || len(name) > 255 {
		return "The file name is not acceptable."
	}
	files := map[string][]byte{name: body}
	if extract {
		var err error
		if files, err = unzip(body); err != nil {
			return "The file is no ZIP archive that could be extracted: " + err.Error()
		}
	}
	s.putAll(tab, files)
	return ""
}

func (s *Server) putAll(tab string, files map[string][]byte) {
	defer s.lock()()
	for name, body := range files {
		s.store(tab, name, body)
	}
	s.filesChanged()
}

// Delete removes files of a tab, all or none. problem explains why nothing was deleted.
func (s *Server) Delete(tab string, names []string) (problem string) {
	defer s.lock()()
	for _, name := range names {
		if s.data.Tabs[tab][name] == nil {
			return "A selected file does not exist any more. Nothing was deleted."
		}
		if user := s.userOf(name); tab == TabPrivate && user != "" && s.opt.Skin.DeleteInUse == "refused" {
			return name + " is in use by the setting " + user + ". Nothing was deleted."
		}
	}
	for _, name := range names {
		delete(s.data.Tabs[tab], name)
	}
	s.filesChanged()
	return ""
}

// userOf returns the label of a setting that names a private file. The caller holds s.mu.
func (s *Server) userOf(name string) string {
	for _, c := range s.rows {
		if c.Kind == KindText && strings.EqualFold(s.valueOf(c.Label), "objects/"+name) {
			return c.Label
		}
	}
	return ""
}

// filesChanged runs after every change of files. The caller holds s.mu.
func (s *Server) filesChanged() {
	if s.opt.Skin.CertReread == "on-upload" {
		s.reread(false)
	}
}

// PressApply records that Apply changes was pressed.
func (s *Server) PressApply() {
	defer s.lock()()
	s.data.Applied = true
}

// ApplyPressed reports whether Apply changes of File storage was pressed, whose effect is unknown.
func (s *Server) ApplyPressed() bool {
	defer s.lock()()
	return s.data.Applied
}

// baseName returns the name in the storage: flat, without the path that a browser may send.
func baseName(name string) string {
	return name[strings.LastIndexAny(name, `/\`)+1:]
}

// preview returns the text of the Content column: the first bytes in brackets.
func preview(body []byte) string {
	head := body[:min(len(body), 25)]
	clean := strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		if r == 0xFFFD || r == 0x7f {
			return '.'
		}
		return r
	}, string(head))
	line := strings.Join(strings.Fields(clean), " ")
	if len(body) > len(head) {
		line += " ..."
	}
	return "[" + line + "]"
}

// unzip returns the files of an archive by flat name.
func unzip(body []byte) (map[string][]byte, error) {
	archive, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, f := range archive.File {
		name := baseName(f.Name)
		if name == "" {
			continue
		}
		r, err := f.Open()
		if err == nil {
			files[name], err = io.ReadAll(io.LimitReader(r, maxBody))
			_ = r.Close()
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	return files, nil
}
