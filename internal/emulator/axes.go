// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/face"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// Skin is one possible face of the product, see [face.Skin].
type Skin = face.Skin

// The types of the axes, documented where they are declared.
type (
	// LoginKind is [face.LoginKind].
	LoginKind = face.LoginKind
	// FrameKind is [face.FrameKind].
	FrameKind = face.FrameKind
	// MarkupKind is [face.MarkupKind].
	MarkupKind = face.MarkupKind
	// FileTableKind is [face.FileTableKind].
	FileTableKind = face.FileTableKind
	// TickedKind is [face.TickedKind].
	TickedKind = face.TickedKind
	// ConfirmKind is [face.ConfirmKind].
	ConfirmKind = face.ConfirmKind
	// PagerKind is [face.PagerKind].
	PagerKind = face.PagerKind
	// PassphraseKind is [face.PassphraseKind].
	PassphraseKind = face.PassphraseKind
	// SecretKind is [face.SecretKind].
	SecretKind = face.SecretKind
	// MenuKind is [face.MenuKind].
	MenuKind = face.MenuKind
	// EntryKind is [face.EntryKind].
	EntryKind = face.EntryKind
	// IconKind is [face.IconKind].
	IconKind = face.IconKind
	// ExtractKind is [face.ExtractKind].
	ExtractKind = face.ExtractKind
	// TabKind is [face.TabKind].
	TabKind = face.TabKind
	// URLKind is [face.URLKind].
	URLKind = face.URLKind
	// YesNoKind is [face.YesNoKind].
	YesNoKind = face.YesNoKind
	// PortsKind is [face.PortsKind].
	PortsKind = face.PortsKind
	// AnswerKind is [face.AnswerKind].
	AnswerKind = face.AnswerKind
	// CharsetKind is [face.CharsetKind].
	CharsetKind = face.CharsetKind
	// SessionKind is [face.SessionKind].
	SessionKind = face.SessionKind
	// UntrustedKind is [face.UntrustedKind].
	UntrustedKind = face.UntrustedKind
	// OverrideKind is [face.OverrideKind].
	OverrideKind = face.OverrideKind
	// SelectKind is [face.SelectKind].
	SelectKind = face.SelectKind
	// RestartLabel is [face.RestartLabel].
	RestartLabel = face.RestartLabel
	// AdvancedKind is [face.AdvancedKind].
	AdvancedKind = face.AdvancedKind
	// SectionKind is [face.SectionKind].
	SectionKind = face.SectionKind
	// PrivateTabKind is [face.PrivateTabKind].
	PrivateTabKind = face.PrivateTabKind
	// SelfChangingKind is [face.SelfChangingKind].
	SelfChangingKind = face.SelfChangingKind
	// EchoKind is [face.EchoKind].
	EchoKind = face.EchoKind
	// LabelGeneration is [product.LabelGeneration].
	LabelGeneration = product.LabelGeneration
	// PlainKind is [product.PlainKind].
	PlainKind = product.PlainKind
	// RereadKind is [product.RereadKind].
	RereadKind = product.RereadKind
	// BadPairKind is [product.BadPairKind].
	BadPairKind = product.BadPairKind
	// DeleteInUseKind is [product.DeleteInUseKind].
	DeleteInUseKind = product.DeleteInUseKind
)

// Values of the axes, see package face.
const (
	LoginForm      = face.LoginForm
	LoginBasic     = face.LoginBasic
	LoginNoUser    = face.LoginNoUser
	LoginStatus401 = face.LoginStatus401
	LoginRedirect  = face.LoginRedirect

	FramesNone   = face.FramesNone
	FramesSet    = face.FramesSet
	FramesInline = face.FramesInline

	MarkupTable          = face.MarkupTable
	MarkupDiv            = face.MarkupDiv
	MarkupDefinitionList = face.MarkupDefinitionList
	MarkupFlat           = face.MarkupFlat
	MarkupFieldset       = face.MarkupFieldset
	MarkupNested         = face.MarkupNested
	MarkupPlain          = face.MarkupPlain

	FileTableTable = face.FileTableTable
	FileTablePlain = face.FileTablePlain
	FileTableDivs  = face.FileTableDivs

	TickedDisabled = face.TickedDisabled
	TickedAbsent   = face.TickedAbsent
	TickedPresent  = face.TickedPresent

	ConfirmNone     = face.ConfirmNone
	ConfirmPage     = face.ConfirmPage
	ConfirmCheckbox = face.ConfirmCheckbox
	ConfirmLink     = face.ConfirmLink

	PagerNumbers      = face.PagerNumbers
	PagerNext         = face.PagerNext
	PagerNumbersInRow = face.PagerNumbersInRow
	PagerButtons      = face.PagerButtons

	PassphraseLink       = face.PassphraseLink
	PassphraseInline     = face.PassphraseInline
	PassphraseButton     = face.PassphraseButton
	PassphraseFormAction = face.PassphraseFormAction
	PassphraseFrame      = face.PassphraseFrame

	SecretMasked = face.SecretMasked
	SecretForm   = face.SecretForm

	MenuFlat      = face.MenuFlat
	MenuCollapsed = face.MenuCollapsed

	EntryLinks   = face.EntryLinks
	EntryButtons = face.EntryButtons

	IconsNone    = face.IconsNone
	IconsDrawing = face.IconsDrawing
	IconsLetters = face.IconsLetters
	IconsCount   = face.IconsCount

	ExtractCheckbox = face.ExtractCheckbox
	ExtractSelect   = face.ExtractSelect
	ExtractRadios   = face.ExtractRadios

	TabsCurrentPlain = face.TabsCurrentPlain
	TabsLinks        = face.TabsLinks
	TabsFragments    = face.TabsFragments

	URLPath     = face.URLPath
	URLRelative = face.URLRelative
	URLBase     = face.URLBase
	URLFull     = face.URLFull
	URLQuery    = face.URLQuery

	YesNoSelect       = face.YesNoSelect
	YesNoSelectMarked = face.YesNoSelectMarked
	YesNoRadios       = face.YesNoRadios
	YesNoCheckbox     = face.YesNoCheckbox
	YesNoText         = face.YesNoText

	PortsCommas = face.PortsCommas
	PortsLines  = face.PortsLines
	PortsSpaces = face.PortsSpaces

	AnswerPage     = face.AnswerPage
	AnswerSeeOther = face.AnswerSeeOther
	AnswerFound    = face.AnswerFound
	AnswerRefresh  = face.AnswerRefresh

	CharsetUTF8        = face.CharsetUTF8
	CharsetMeta        = face.CharsetMeta
	CharsetWindows1252 = face.CharsetWindows1252
	CharsetNone        = face.CharsetNone

	SessionCookie = face.SessionCookie
	SessionPath   = face.SessionPath
	SessionQuery  = face.SessionQuery

	UntrustedForbidden = face.UntrustedForbidden
	UntrustedNotFound  = face.UntrustedNotFound
	UntrustedClosed    = face.UntrustedClosed
	UntrustedText      = face.UntrustedText

	OverrideText = face.OverrideText
	OverrideLink = face.OverrideLink

	SelectCheckboxes = face.SelectCheckboxes
	SelectRadios     = face.SelectRadios

	RestartPlain    = face.RestartPlain
	RestartSelected = face.RestartSelected

	AdvancedSection            = face.AdvancedSection
	AdvancedBelowConfiguration = face.AdvancedBelowConfiguration

	SectionsTables    = face.SectionsTables
	SectionsFieldsets = face.SectionsFieldsets
	SectionsRows      = face.SectionsRows
	SectionsNone      = face.SectionsNone

	PrivateTabAsOthers = face.PrivateTabAsOthers
	PrivateTabButton   = face.PrivateTabButton
	PrivateTabSpan     = face.PrivateTabSpan
	PrivateTabHash     = face.PrivateTabHash
	PrivateTabRadio    = face.PrivateTabRadio
	PrivateTabFragment = face.PrivateTabFragment
	PrivateTabMissing  = face.PrivateTabMissing

	SelfChangingNone     = face.SelfChangingNone
	SelfChangingReadOnly = face.SelfChangingReadOnly
	SelfChangingDisabled = face.SelfChangingDisabled
	SelfChangingHidden   = face.SelfChangingHidden

	EchoNone      = face.EchoNone
	EchoRaw       = face.EchoRaw
	EchoEscaped   = face.EchoEscaped
	EchoURL       = face.EchoURL
	EchoBase64    = face.EchoBase64
	EchoCollapsed = face.EchoCollapsed
	EchoCut       = face.EchoCut
)

// Values of the axes that concern the product behind the face, see package product.
const (
	LabelsNewer = product.LabelsNewer
	LabelsOlder = product.LabelsOlder

	PlainKept       = product.PlainKept
	PlainRedirected = product.PlainRedirected
	PlainRefused    = product.PlainRefused
	PlainParseError = product.PlainParseError

	RereadOnSave    = product.RereadOnSave
	RereadOnUpload  = product.RereadOnUpload
	RereadOnRestart = product.RereadOnRestart

	BadPairFails      = product.BadPairFails
	BadPairCloses     = product.BadPairCloses
	BadPairKeepsOld   = product.BadPairKeepsOld
	BadPairSelfSigned = product.BadPairSelfSigned

	DeleteInUseAllowed = product.DeleteInUseAllowed
	DeleteInUseRefused = product.DeleteInUseRefused
)
