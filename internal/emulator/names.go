// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/face"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// What tests see of the product.
type (
	// File is [product.File].
	File = product.File
	// SettingState is [product.SettingState].
	SettingState = product.SettingState
	// Snapshot is [product.Snapshot].
	Snapshot = product.Snapshot
	// Request is [product.Request].
	Request = product.Request
	// Class is [product.Class].
	Class = product.Class
	// Fault is [product.Fault].
	Fault = product.Fault
	// FaultKind is [product.FaultKind].
	FaultKind = product.FaultKind
	// Order is [product.Order].
	Order = product.Order
)

// Classes of requests, see [product.Class].
const (
	Login        = product.Login
	Menu         = product.Menu
	General      = product.General
	Save         = product.Save
	Security     = product.Security
	SaveSecurity = product.SaveSecurity
	XMLMSG       = product.XMLMSG
	Passphrase   = product.Passphrase
	Listing      = product.Listing
	Download     = product.Download
	Upload       = product.Upload
	Delete       = product.Delete
	Confirm      = product.Confirm
	Servers      = product.Servers
	Restart      = product.Restart
	Other        = product.Other
)

// Kinds of faults, see [product.FaultKind].
const (
	NoFault        = product.NoFault
	Refused        = product.Refused
	CutBefore      = product.CutBefore
	CutAfter       = product.CutAfter
	Status500      = product.Status500
	Status503      = product.Status503
	Status500After = product.Status500After
	Delayed        = product.Delayed
	Truncated      = product.Truncated
	SessionDropped = product.SessionDropped
	Restarted      = product.Restarted
)

// Actions of Activity monitor > Servers, for [Order], and the own server there.
const (
	ActionRestart    = product.ActionRestart
	ActionModuleApps = product.ActionModuleApps
	ActionDisconnect = product.ActionDisconnect
	ActionConnect    = product.ActionConnect
	OwnServer        = product.OwnServer
)

// FaultKinds are all kinds of faults.
func FaultKinds() []FaultKind { return product.FaultKinds() }

// Of matches requests of a class, for [Fault].Match.
func Of(class Class) func(Request) bool { return product.Of(class) }

// Skins returns the named skins. The first is the plain default; together they show every value of every axis that
// [RandomSkin] draws.
func Skins() []Skin { return face.Skins() }

// SkinNamed returns the named skin of [Skins]; ok is false when there is none.
func SkinNamed(name string) (skin Skin, ok bool) { return face.SkinNamed(name) }

// RandomSkin draws every axis by the seed, which the skin's name tells.
func RandomSkin(seed int64) Skin { return face.RandomSkin(seed) }
