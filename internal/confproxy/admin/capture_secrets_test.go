// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/confproxy/terraform-provider-confproxy/internal/capture"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/ui"
)

var (
	captureFile = regexp.MustCompile(`^(\d{4}-\d{3}\.html|recognised\.txt|README\.md)$`)
	placeholder = regexp.MustCompile(`^x[0-9a-f]{10}$`)
	// harmless are attributes whose values are HTML keywords or describe the
	// look of a page, and words that any page may contain.
	harmless      = strings.Fields("class style type method enctype formmethod formenctype rel aria-hidden http-equiv")
	harmlessWords = strings.Fields("http https url GET POST Basic")
	parting       = regexp.MustCompile(`[\s/?&=#;:]+`)
	// isNumber matches counts, sizes and the random ports that stand for entered
	// numbers, even in a list.
	isNumber = regexp.MustCompile(`^\(?[0-9]{1,5}(,[0-9]{1,5})*,?\)?$`)
)

// Captured pages in the repository contain only documented texts, placeholders
// and numbers. This also applies to contributed pages.
func TestCapturesHoldNoSecret(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../../testdata/captures/*/*")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	for _, file := range files {
		if !captureFile.MatchString(filepath.Base(file)) {
			t.Errorf("%s is no captured page", file)
		}
		if filepath.Ext(file) != ".html" {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range revealed(string(data)) {
			t.Errorf("%s shows %s", file, text)
		}
	}
}

// What the capture writes instead of entered ports is accepted.
func TestCapturedPortsAreNoSecret(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	w, err := capture.New(folder, ui.Texts.Keep, ui.Texts.Hint)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 50 { // the ports are random
		page := fmt.Sprintf(`<input value="%d"><input value="7615,%d"><textarea>80, 443, %d</textarea>`, 1000+i, i, 10+i)
		w.Page([]capture.Exchange{{Method: "GET", URL: &url.URL{Path: "/conf"}, Status: 200}}, "text/html", []byte(page))
	}
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(files) != 50 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if got := revealed(string(data)); err != nil || got != nil {
			t.Errorf("reported is %q, %v", got, err)
		}
	}
}

func TestRevealed(t *testing.T) {
	t.Parallel()
	const safe = `<!-- GET http://x0123456789/conf/x0123456789?x0123456789=General 401 Basic -->
<!DOCTYPE html><p class="row odd" style="display:none">HTTPT SSL key:<b>x0123456789 sure</b> Local override<a href="/conf/../x0123456789#x0123456789">General</a><script></script>`
	if got := revealed(safe); got != nil {
		t.Errorf("reported is %q", got)
	}
	for _, text := range []string{
		"secret", "<p>xx0123456789", "<p title=secret>", "<a href='/secret'>", "<a href='/conf?x0123456789=secret'>", "<secret>", "<p secret>", "<!-- secret -->",
		"<script>secret</script>", "<input value='x0123456789 secret'>", "<p style='color:secret'>",
	} {
		if got := revealed(text); len(got) != 1 {
			t.Errorf("reported of %q is %q", text, got)
		}
	}
}

// revealed returns the texts of a captured page other than documented texts,
// placeholders and numbers.
func revealed(page string) (texts []string) {
	add := func(what, text string, parted bool) {
		if !isSafe(text, parted) {
			texts = append(texts, fmt.Sprintf("the %s %q", what, text))
		}
	}
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		kind := z.Next()
		token := z.Token()
		switch kind {
		case html.ErrorToken:
			return texts
		case html.TextToken:
			add("text", token.Data, false)
		case html.CommentToken:
			add("comment", token.Data, true)
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			if token.DataAtom == 0 && !placeholder.MatchString(strings.TrimPrefix(token.Data, "x-")) {
				add("element", token.Data, false)
			}
			for _, a := range token.Attr {
				switch {
				case a.Key == "style" && a.Val == "display:none":
				case a.Key == "style", !slices.Contains(harmless, a.Key):
					add("attribute "+a.Key, a.Val, true)
				}
				if a.Val == "" && !slices.Contains(strings.Fields("checked selected disabled readonly required multiple hidden value name"), a.Key) {
					add("attribute", a.Key, false)
				}
			}
		}
	}
}

// isSafe checks a text, or the parts of an address.
func isSafe(text string, parted bool) bool {
	text = strings.TrimSpace(text)
	if text == "" || ui.Texts.Keep(text) {
		return true
	}
	for _, part := range parting.Split(text, -1) {
		if unescaped, err := url.PathUnescape(part); err == nil {
			part = unescaped
		}
		switch {
		case part == "", part == ".", part == "..", placeholder.MatchString(part), isNumber.MatchString(part):
		case parted && (slices.Contains(harmlessWords, part) || ui.Texts.Keep(part)):
		case ui.Texts.Hint().FindString(part) == part:
		default:
			return false
		}
	}
	return true
}
