// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certificate

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// fileNames are the names of one set of files in the Private storage.
type fileNames struct {
	Certificate string `json:"certificate"`
	Key         string `json:"key"`
	Chain       string `json:"chain,omitempty"` // "" without a chain
}

// digits is the number of hex digits of the digest in a stored name.
const digits = 12

// nameOf returns the names of a set, from a digest of its contents.
func nameOf(prefix string, certificate, key, chain *certs.Content) fileNames {
	digest := sha256.New()
	for _, content := range []*certs.Content{certificate, key, chain} {
		if content == nil {
			content = certs.NewContent(nil)
		}
		fmt.Fprintf(digest, "%d:", len(content.Bytes()))
		digest.Write(content.Bytes())
	}
	names := namesWith(prefix + "-" + hex.EncodeToString(digest.Sum(nil))[:digits])
	if chain == nil {
		names.Chain = ""
	}
	return names
}

// namesWith returns the names of a set with a chain, which begin with stem.
func namesWith(stem string) fileNames {
	return fileNames{Certificate: stem + ".cer", Key: stem + ".key", Chain: stem + "-chain.crt"}
}

// all returns the names of the files in the set.
func (n fileNames) all() []string {
	return slices.DeleteFunc([]string{n.Certificate, n.Key, n.Chain}, func(name string) bool { return name == "" })
}

// values returns the settings that make the server present the set.
func (n fileNames) values() confproxy.Values {
	values := confproxy.Values{
		confproxy.UseSSL:           confproxy.YesNo(true),
		confproxy.Certificate:      confproxy.TextValue(confproxy.ObjectPath(n.Certificate)),
		confproxy.Key:              confproxy.TextValue(confproxy.ObjectPath(n.Key)),
		confproxy.CertificateChain: confproxy.DefaultValue(),
	}
	if n.Chain != "" {
		values[confproxy.CertificateChain] = confproxy.TextValue(confproxy.ObjectPath(n.Chain))
	}
	return values
}

// namesIn returns the set that the settings name; ok is false if they name no
// certificate and key of the Private storage.
func namesIn(settings confproxy.Values) (names fileNames, ok bool) {
	name := func(setting confproxy.Setting) string {
		value := settings[setting]
		object, there := confproxy.ObjectName(value.Text)
		if value.Default || !there {
			return ""
		}
		return object
	}
	names = fileNames{name(confproxy.Certificate), name(confproxy.Key), name(confproxy.CertificateChain)}
	return names, names.Certificate != "" && names.Key != ""
}

// plannedNames returns the set that a plan names, nil if it is unknown.
func plannedNames(m *model) *fileNames {
	if m.CertificatePath.IsUnknown() || m.KeyPath.IsUnknown() || m.ChainPath.IsUnknown() {
		return nil
	}
	name := func(path types.String) string {
		object, _ := confproxy.ObjectName(path.ValueString())
		return object
	}
	return &fileNames{name(m.CertificatePath), name(m.KeyPath), name(m.ChainPath)}
}

// isStoredName reports whether a resource of the given name stored a file,
// which finds every set that was ever stored.
func isStoredName(prefix string) func(file string) bool {
	pattern := regexp.MustCompile(fmt.Sprintf(`^%s-[0-9a-f]{%d}(\.cer|\.key|-chain\.crt)$`, regexp.QuoteMeta(prefix), digits))
	return pattern.MatchString
}

// storedSets returns the sets that a resource of the given name stored. Nothing
// shows in which order: they are sorted by name.
func storedSets(prefix string, listed map[string]confproxy.File) (sets []fileNames) {
	isOurs := isStoredName(prefix)
	for _, name := range slices.Sorted(maps.Keys(listed)) {
		stem, isCertificate := strings.CutSuffix(name, ".cer")
		if !isCertificate || !isOurs(name) {
			continue
		}
		set := namesWith(stem)
		if _, there := listed[set.Chain]; !there {
			set.Chain = ""
		}
		sets = append(sets, set)
	}
	return sets
}

func objectPath(name string) types.String {
	if name == "" {
		return types.StringNull()
	}
	return types.StringValue(confproxy.ObjectPath(name))
}
