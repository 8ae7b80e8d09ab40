// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import (
	"fmt"
	"math/rand/v2"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// Skins returns the named skins. The first is the plain default; together they show every value of every axis.
func Skins() []Skin {
	return []Skin{
		{Name: "plain"},
		{
			Name: "basic", Sections: SectionsFieldsets, Login: LoginBasic, Tokens: true, Markup: MarkupDiv, TickedControl: TickedAbsent,
			YesNo: YesNoRadios, PassphraseForm: PassphraseInline, SaveAnswer: AnswerSeeOther,
			ConfirmDelete: ConfirmPage, Tabs: TabsLinks, Override: OverrideLink, URLs: URLRelative,
			PlainHTTP: product.PlainRedirected, Restart: RestartSelected, ConfirmRestart: ConfirmCheckbox,
			PageSize: 50, Pager: PagerNumbers, Untrusted: UntrustedNotFound,
		},
		{
			Name: "frameset", Sections: SectionsRows, Advanced: AdvancedBelowConfiguration, Frames: FramesSet, Menu: MenuCollapsed, Login: LoginNoUser, Labels: product.LabelsOlder,
			Markup: MarkupNested, TickedControl: TickedPresent, YesNo: YesNoSelectMarked, URLs: URLFull,
			PassphraseForm: PassphraseFrame, Secret: SecretForm, SaveAnswer: AnswerFound, Sloppy: true,
			FileTable: FileTablePlain, PageSize: 10, Pager: PagerNumbersInRow, ConfirmDelete: ConfirmCheckbox,
			CertReread: product.RereadOnUpload, ConfirmRestart: ConfirmPage, Untrusted: UntrustedText,
		},
		{
			Name: "iframe", Advanced: AdvancedBelowConfiguration, Frames: FramesInline, MenuEntries: EntryButtons, Login: LoginStatus401, Tokens: true,
			Markup: MarkupDefinitionList, YesNo: YesNoCheckbox, PortsControl: PortsLines, URLs: URLBase,
			PassphraseForm: PassphraseButton, NeedsUntick: true, SaveAnswer: AnswerRefresh,
			FileTable: FileTableDivs, PageSize: 25, Pager: PagerNext, Tabs: TabsLinks,
			CertReread: product.RereadOnRestart, Select: SelectRadios, ConfirmRestart: ConfirmPage, Untrusted: UntrustedClosed,
		},
		{
			Name: "flat", Sections: SectionsRows, Markup: MarkupFlat, Login: LoginRedirect, Session: SessionPath, URLs: URLQuery,
			TickedControl: TickedAbsent, YesNo: YesNoText, PortsControl: PortsSpaces, SaveSameURL: true,
			PassphraseForm: PassphraseFormAction, Secret: SecretForm, Tabs: TabsFragments,
			ConfirmDelete: ConfirmLink, DeleteInUse: product.DeleteInUseRefused, PlainHTTP: product.PlainRefused, BadPair: product.BadPairCloses,
		},
		{
			Name: "western", Charset: CharsetWindows1252, Markup: MarkupFieldset, Override: OverrideLink,
			Tokens: true, MultipartSave: true, Menu: MenuCollapsed, MenuEntries: EntryButtons,
			Labels: product.LabelsOlder, YesNo: YesNoSelectMarked, PageSize: 20, Pager: PagerButtons,
			PlainHTTP: product.PlainParseError, BadPair: product.BadPairKeepsOld, SaveAnswer: AnswerSeeOther,
		},
		{
			Name: "undeclared", Charset: CharsetNone, Session: SessionQuery, URLs: URLQuery, Markup: MarkupDiv,
			YesNo: YesNoRadios, TickedControl: TickedPresent, PassphraseForm: PassphraseInline, NeedsUntick: true,
			Extract: ExtractRadios, ConfirmDelete: ConfirmLink, ConfirmRestart: ConfirmLink, MenuIcons: IconsLetters,
			Secret: SecretForm, Sloppy: true, BadPair: product.BadPairSelfSigned, CertReread: product.RereadOnUpload, SaveSameURL: true,
		},
		{
			Name: "forgetful", Sections: SectionsNone, SessionLife: 15, Charset: CharsetMeta, Tokens: true, Login: LoginRedirect,
			Markup: MarkupPlain, TickedControl: TickedAbsent, URLs: URLRelative, SaveAnswer: AnswerFound,
			MenuIcons: IconsCount, Extract: ExtractSelect,
			PassphraseForm: PassphraseLink, NeedsUntick: true, ConfirmDelete: ConfirmCheckbox,
			PageSize: 5, Pager: PagerNumbers,
		},
		{
			Name: "old", Sections: SectionsNone, Closes: true, Labels: product.LabelsOlder, Login: LoginBasic, Frames: FramesSet, Sloppy: true,
			Markup: MarkupTable, YesNo: YesNoText, PortsControl: PortsSpaces, URLs: URLFull,
			FileTable: FileTablePlain, PlainHTTP: product.PlainParseError, PassphraseForm: PassphraseButton,
			Restart: RestartSelected, CertReread: product.RereadOnRestart, BadPair: product.BadPairCloses,
		},
		{
			Name: "modern", Advanced: AdvancedBelowConfiguration, Sections: SectionsFieldsets, MenuIcons: IconsDrawing, Extract: ExtractSelect, Tokens: true, Markup: MarkupDiv, FileTable: FileTableDivs, Tabs: TabsFragments,
			YesNo: YesNoCheckbox, Override: OverrideLink, URLs: URLBase, SaveAnswer: AnswerSeeOther,
			PassphraseForm: PassphraseFormAction, NeedsUntick: true, TickedControl: TickedAbsent,
			Closes: true, PlainHTTP: product.PlainRedirected, PlainIfBroken: true, MultipartSave: true, ConfirmDelete: ConfirmPage, ConfirmRestart: ConfirmPage,
			PageSize: 20, Pager: PagerNumbersInRow,
		},
		{
			Name: "strict", Frames: FramesInline, Menu: MenuCollapsed, Tokens: true, Login: LoginForm,
			Markup: MarkupDefinitionList, YesNo: YesNoSelect, PortsControl: PortsLines,
			PassphraseForm: PassphraseFrame, NeedsUntick: true, Secret: SecretForm, DeleteInUse: product.DeleteInUseRefused,
			ConfirmDelete: ConfirmCheckbox, ConfirmRestart: ConfirmCheckbox, SaveAnswer: AnswerRefresh,
			PlainHTTP: product.PlainRedirected, PageSize: 30, Pager: PagerButtons,
		},
	}
}

// SkinNamed returns the named skin of [Skins]; ok is false when there is none.
func SkinNamed(name string) (skin Skin, ok bool) {
	for _, s := range Skins() {
		if s.Name == name {
			return s, true
		}
	}
	return Skin{}, false
}

// RandomSkin draws every axis by the seed, which the skin's name tells.
func RandomSkin(seed int64) Skin {
	rng := rand.New(rand.NewPCG(uint64(seed), 0x5157))
	coin := func() bool { return rng.IntN(2) == 0 }
	return Skin{
		Name:           fmt.Sprintf("random:%d", seed),
		Login:          LoginKind(rng.IntN(int(LoginRedirect) + 1)),
		Session:        SessionKind(rng.IntN(int(SessionQuery) + 1)),
		SessionLife:    []int{0, 0, 15, 40}[rng.IntN(4)],
		Tokens:         coin(),
		MenuIcons:      IconKind(rng.IntN(int(IconsCount) + 1)),
		Extract:        ExtractKind(rng.IntN(int(ExtractRadios) + 1)),
		Frames:         FrameKind(rng.IntN(int(FramesInline) + 1)),
		Menu:           MenuKind(rng.IntN(int(MenuCollapsed) + 1)),
		MenuEntries:    EntryKind(rng.IntN(int(EntryButtons) + 1)),
		URLs:           URLKind(rng.IntN(int(URLQuery) + 1)),
		Charset:        CharsetKind(rng.IntN(int(CharsetNone) + 1)),
		Sloppy:         coin(),
		Labels:         product.LabelGeneration(rng.IntN(int(product.LabelsOlder) + 1)),
		Markup:         MarkupKind(rng.IntN(int(MarkupPlain) + 1)),
		TickedControl:  TickedKind(rng.IntN(int(TickedPresent) + 1)),
		YesNo:          YesNoKind(rng.IntN(int(YesNoText) + 1)),
		PortsControl:   PortsKind(rng.IntN(int(PortsSpaces) + 1)),
		Override:       OverrideKind(rng.IntN(int(OverrideLink) + 1)),
		SaveSameURL:    coin(),
		MultipartSave:  coin(),
		SaveAnswer:     AnswerKind(rng.IntN(int(AnswerRefresh) + 1)),
		PassphraseForm: PassphraseKind(rng.IntN(int(PassphraseFrame) + 1)),
		NeedsUntick:    coin(),
		Secret:         SecretKind(rng.IntN(int(SecretForm) + 1)),
		Tabs:           TabKind(rng.IntN(int(TabsFragments) + 1)),
		FileTable:      FileTableKind(rng.IntN(int(FileTableDivs) + 1)),
		PageSize:       []int{0, 5, 20, 50}[rng.IntN(4)],
		Pager:          PagerKind(rng.IntN(int(PagerButtons) + 1)),
		ConfirmDelete:  ConfirmKind(rng.IntN(int(ConfirmLink) + 1)),
		DeleteInUse:    product.DeleteInUseKind(rng.IntN(int(product.DeleteInUseRefused) + 1)),
		Select:         SelectKind(rng.IntN(int(SelectRadios) + 1)),
		Restart:        RestartLabel(rng.IntN(int(RestartSelected) + 1)),
		Advanced:       AdvancedKind(rng.IntN(int(AdvancedBelowConfiguration) + 1)),
		Sections:       SectionKind(rng.IntN(int(SectionsNone) + 1)),
		ConfirmRestart: ConfirmKind(rng.IntN(int(ConfirmLink) + 1)),
		Closes:         coin(),
		PlainIfBroken:  coin(),
		PlainHTTP:      product.PlainKind(rng.IntN(int(product.PlainParseError) + 1)),
		CertReread:     product.RereadKind(rng.IntN(int(product.RereadOnRestart) + 1)),
		BadPair:        product.BadPairKind(rng.IntN(int(product.BadPairSelfSigned) + 1)),
		Untrusted:      UntrustedKind(rng.IntN(int(UntrustedText) + 1)),
	}
}
