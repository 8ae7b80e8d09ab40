// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/face"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// Skin is one possible face of the product, see [face.Skin]; the types after it are its axes.
type (
	Skin             = face.Skin
	LoginKind        = face.LoginKind
	FrameKind        = face.FrameKind
	MarkupKind       = face.MarkupKind
	FileTableKind    = face.FileTableKind
	TickedKind       = face.TickedKind
	ConfirmKind      = face.ConfirmKind
	PagerKind        = face.PagerKind
	PassphraseKind   = face.PassphraseKind
	SecretKind       = face.SecretKind
	MenuKind         = face.MenuKind
	EntryKind        = face.EntryKind
	IconKind         = face.IconKind
	ExtractKind      = face.ExtractKind
	TabKind          = face.TabKind
	URLKind          = face.URLKind
	YesNoKind        = face.YesNoKind
	PortsKind        = face.PortsKind
	AnswerKind       = face.AnswerKind
	CharsetKind      = face.CharsetKind
	SessionKind      = face.SessionKind
	UntrustedKind    = face.UntrustedKind
	OverrideKind     = face.OverrideKind
	SelectKind       = face.SelectKind
	RestartLabel     = face.RestartLabel
	AdvancedKind     = face.AdvancedKind
	SectionKind      = face.SectionKind
	PrivateTabKind   = face.PrivateTabKind
	SelfChangingKind = face.SelfChangingKind
	EchoKind         = face.EchoKind
	LabelGeneration  = product.LabelGeneration
	PlainKind        = product.PlainKind
	RereadKind       = product.RereadKind
	BadPairKind      = product.BadPairKind
	DeleteInUseKind  = product.DeleteInUseKind
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
