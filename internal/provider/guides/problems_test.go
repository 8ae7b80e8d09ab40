// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package guides

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// problem is a problem that the provider reports, under one of several summaries.
type problem struct {
	summaries []string
	en, ja    text
}

// text explains a problem in one language. check may be empty.
type text struct{ means, check, do string }

// part is a section of the page.
type part struct {
	en, ja   string
	problems []problem
}

var parts = []part{
	{"A change was not made", "変更できない場合", changeProblems},
	{"Key, certificate and chain", "鍵ファイル・証明書・中間証明書", certificateProblems},
	{"What a plan or an apply reports", "plan や apply の警告", planProblems},
	{"The configuration", "構成ファイル", configurationProblems},
	{"Causes", "原因", kinds},
}

// language is one of the two pages.
type language struct {
	page             string
	head             string
	title            func(part) string
	text             func(problem) text
	means, check, do string
}

var languages = []language{
	{"when-something-goes-wrong.md", headEnglish, func(p part) string { return p.en }, func(p problem) text { return p.en }, "Means: ", "Check: ", "Do: "},
	{"ja-when-something-goes-wrong.md", headJapanese, func(p part) string { return p.ja }, func(p problem) text { return p.ja }, "意味：", "確認：", "対処："},
}

const headEnglish = `---
page_title: "When something goes wrong"
description: |-
  Every error and warning of the provider: what it means, what to check, what to do.
---

# When something goes wrong

1. **Users cannot connect?** Read the last lines of the message. ` + "`Restored`" + ` and "The server answers as before" mean that the
   server is in its previous state: you have time. ` + "`NOT restored`" + ` says what to do by hand at once.
2. Search this page for the summary: the words after ` + "`Error:` or `Warning:`" + `. An … stands for a part that varies.
3. A message with "cannot …:" names a cause after the colon. The causes are at the end of this page.
4. Apply again. Applying twice does no harm, and one apply repairs everything.

An error stops the run; a warning does not. To see what the provider does, run with ` + "`TF_LOG_PROVIDER=INFO`" + `, or with
` + "`DEBUG`" + ` for every request. No secret is in the log.
`

const headJapanese = `---
page_title: "うまくいかないとき（日本語）"
description: |-
  すべてのエラーと警告の意味、確認すること、対処方法。
---

# うまくいかないとき

1. **利用者が接続できませんか。** メッセージの最後の数行を読んでください。` + "`Restored`" + ` と "The server answers as before" があれば、` +
	`サーバーは元の状態です。落ち着いて作業できます。` + "`NOT restored`" + ` があれば、すぐに手作業で行うべき操作が書かれています。
2. ` + "`Error:` または `Warning:`" + ` の後の文言を、このページ内で検索してください。「…」の部分は場合によって変わります。
3. メッセージに "cannot …:" とある場合は、コロンの後が原因です。このページの最後の「原因」を参照してください。
4. もう一度 apply してください。繰り返し実行しても問題はなく、1回の apply で修復されます。

エラーでは処理が止まりますが、警告では止まりません。処理の内容は ` + "`TF_LOG_PROVIDER=INFO`（リクエストごとの記録は `DEBUG`）" + `で確認できます。` +
	`ログにパスワードや鍵は含まれません。
`

// The pages match the list. CONFPROXY_UPDATE=1 rewrites them.
func TestPagesOfProblems(t *testing.T) {
	t.Parallel()
	for _, l := range languages {
		path := filepath.Join(templates, l.page)
		want := l.write()
		if os.Getenv("CONFPROXY_UPDATE") == "1" {
			if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != want {
			t.Errorf("%s does not match the list (%v): run CONFPROXY_UPDATE=1 go test ./internal/provider/guides, then make docs", path, err)
		}
	}
}

func (l language) write() string {
	var b strings.Builder
	b.WriteString(l.head)
	for _, p := range parts {
		fmt.Fprintf(&b, "\n## %s\n", l.title(p))
		for _, problem := range p.problems {
			text := l.text(problem)
			fmt.Fprintf(&b, "\n### %s\n\n- %s%s\n", strings.Join(problem.summaries, " / "), l.means, text.means)
			if text.check != "" {
				fmt.Fprintf(&b, "- %s%s\n", l.check, text.check)
			}
			fmt.Fprintf(&b, "- %s%s\n", l.do, text.do)
		}
	}
	return b.String()
}

// Every summary and every kind of error in the source is in the list, and the
// list has no other.
func TestEveryProblemIsListed(t *testing.T) {
	t.Parallel()
	s := scanSources(t)
	listed := map[string]bool{} // and whether it is in the source
	for _, p := range parts {
		for _, problem := range p.problems {
			for _, summary := range problem.summaries {
				if _, twice := listed[summary]; twice {
					t.Errorf("%q is in the list twice", summary)
				}
				listed[summary] = false
			}
			for _, text := range []text{problem.en, problem.ja} {
				if text.means == "" || text.do == "" || (text.check == "") != (problem.en.check == "") {
					t.Errorf("%q: expected a meaning and a remedy, and a check in both languages or in none", problem.summaries)
				}
			}
		}
	}
	for summary, position := range s.found {
		if by := lookUp(listed, summary); by != "" {
			listed[by] = true
		} else {
			t.Errorf("%s: %q is not in the list of problems", position, summary)
		}
	}
	for summary, used := range listed {
		if !used {
			t.Errorf("the list has %q, and the source does not", summary)
		}
	}
}

// lookUp returns the listed summary for a summary in the source: the same text, or
// the most specific pattern that matches.
func lookUp(listed map[string]bool, summary string) string {
	var fitting []string
	for candidate := range listed {
		before, after, isOpen := strings.Cut(candidate, open)
		if candidate == summary {
			return candidate
		}
		if isOpen && strings.HasPrefix(summary, before) && strings.HasSuffix(summary, after) {
			fitting = append(fitting, candidate)
		}
	}
	if len(fitting) == 0 {
		return ""
	}
	return slices.Max(fitting)
}
