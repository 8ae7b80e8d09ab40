// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"strings"
)

// names makes the opaque names of one start: addresses, fields, ids. The same seed gives the same names.
type names struct{ seed int64 }

func (n names) hash(key string) [sha256.Size]byte {
	b := binary.BigEndian.AppendUint64(nil, uint64(n.seed))
	return sha256.Sum256(append(b, key...))
}

// name is the opaque name for a key: it begins with a letter and has nothing to escape.
func (n names) name(key string) string {
	h := n.hash(key)
	return "abcdefghkmnpqrstuvwx"[h[0]%20:][:1] + strings.ToLower(base32.StdEncoding.EncodeToString(h[1:])[:9])
}

// field is the opaque name of a form field; some seeds write brackets or dots in it.
func (n names) field(key string) string {
	switch n.hash("field style")[0] % 3 {
	case 0:
		return n.name("group") + "[" + n.name(key) + "]"
	case 1:
		return n.name("group")[:3] + "." + n.name(key)
	default:
		return n.name(key)
	}
}

// coin decides small things that are no axis of their own, such as whether a button is a button or an input.
func (n names) coin(key string) bool { return n.hash("coin " + key)[0]&1 == 0 }
