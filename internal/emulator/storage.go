// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
)

const tabPrivate = "Private"

// tabNames are the documented tabs of File storage in their order; the last one's name is documented up to "Mod".
var tabNames = []string{"Public", tabPrivate, "Private (local)", "Programs", "Plugins", "Actions", "Translations", "Modules"}

// initialFiles are in the storage out of the box. Some names stand in several tabs with other contents.
func initialFiles() map[string]map[string]string {
	policy := `<softwarePolicy> <scopes> <scope name="default">` + strings.Repeat("\n  <allow/>", 300) + "\n</scopes></softwarePolicy>\n"
	return map[string]map[string]string{
		"Public":          {"logo.svg": "<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "software_policy.xml": "<!-- the public one -->", "robots.txt": "User-agent: *\nDisallow: /conf\n"},
		tabPrivate:        {"software_policy.xml": policy, "ldap-ca.pem": "-----BEGIN CERTIFICATE-----\nnot really\n-----END CERTIFICATE-----\n", "notes & <drafts>.txt": "日本語 \"quoted\" <b>\r\nsecond line\r\n", "binary.dat": "\x00\x01\xff\xfe\r\n\x00"},
		"Private (local)": {"software_policy.xml": "<!-- the local one -->", "node.conf": "id=-1\n"},
		"Programs":        {"ISL_Light_Client.exe": "MZ\x90\x00", "ISL_Light.dmg": "koly"},
		"Plugins":         {"mail.plugin": "plugin"},
		"Actions":         {"on_login.xml": "<action/>"},
		"Translations":    {"ja.xml": "<translation lang=\"ja\">日本語</translation>", "de.xml": "<translation lang=\"de\"/>"},
		"Modules":         {"core.mod": "module"},
	}
}

// sortedFiles are the names of a tab, ascending.
func sortedFiles(files map[string]*File) []string {
	list := make([]string, 0, len(files))
	for name := range files {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

// baseName is a name as the storage keeps it: flat, without whatever path a browser sent.
func baseName(name string) string {
	return name[strings.LastIndexAny(name, `/\`)+1:]
}

// preview is the text of the Content column: the first bytes in brackets.
func preview(body []byte) string {
	head := body[:min(len(body), 48)]
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
		content, err := readZipped(f)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		files[name] = content
	}
	return files, nil
}

func readZipped(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, maxBody))
}
