// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/face"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/skin"
)

type (
	// Options say what to start, see [product.Options].
	Options = product.Options
	// Server is a running emulator, see [product.Server].
	Server = product.Server
	// Skin is one possible product, see [skin.Skin].
	Skin = skin.Skin
)

// Start starts an emulator; the caller has to Close it.
func Start(o Options) (*Server, error) { return product.Start(o, face.New) }

// Skins returns the named skins, the plain one first, see [skin.All].
func Skins() []Skin { return skin.All() }

// SkinNamed returns the named skin of [Skins]; ok is false when there is none.
func SkinNamed(name string) (s Skin, ok bool) { return skin.Named(name) }

// RandomSkin draws every axis by the seed, see [skin.Random].
func RandomSkin(seed int64) Skin { return skin.Random(seed) }

// FreePort returns a port of host that nothing is bound to, and that no other call in this process was given.
func FreePort(host string) (int, error) { return product.FreePort(host) }
