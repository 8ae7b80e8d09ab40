// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/storage"
)

// A deletion whose answer is lost is not sent again, and no other one follows:
// the server may still be working on it.
func TestLostAnswerToADeletion(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(http.ResponseWriter){
		"cut":             func(http.ResponseWriter) { panic(http.ErrAbortHandler) },
		"gateway timeout": func(w http.ResponseWriter) { w.WriteHeader(http.StatusGatewayTimeout) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShelf(t, "a", "b", "c")
			s.odd = func(w http.ResponseWriter, place string) bool {
				if place == "delete a b" {
					lose(w)
				}
				return place == "delete a b"
			}
			files := s.ways(t).Files
			defer func() {
				upload := files.Put(t.Context(), []confproxy.Upload{{Name: "d", Data: []byte("new")}})[0]
				if !errors.Is(upload.Err, confproxy.ErrUnknownOutcome) || s.count("upload") > 0 {
					t.Errorf("expected no upload, and ErrUnknownOutcome, got %v", upload.Err)
				}
			}()
			for _, names := range [][]string{{"a", "b"}, {"c"}} {
				for i, err := range files.Delete(t.Context(), names) {
					if !errors.Is(err, confproxy.ErrUnknownOutcome) {
						t.Errorf("%s: expected ErrUnknownOutcome, got %v", names[i], err)
					}
				}
			}
			if n := s.count("delete"); n != 1 {
				t.Errorf("expected one deletion, got %q", s.places)
			}
		})
	}
}

// A table whose other pages cannot be reached is not taken for the whole table:
// a foreign file on another page is not overwritten. Links of ranges are
// followed.
func TestPagerThatCannotBeFollowed(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		pager func(at, pages, total int) string
		want  error
	}{
		"a select": {func(_, pages, _ int) string {
			options := ""
			for k := 1; k <= pages; k++ {
				options += fmt.Sprintf("<option>%d", k)
			}
			return `<form action=/conf/f><input type=hidden name=t value=Private><select name=p>` + options + `</select><button>Go</button></form>`
		}, confproxy.ErrLayout},
		"a text": {func(_, _, total int) string { return fmt.Sprintf("<p>1-2 of %d", total) }, confproxy.ErrLayout},
		"ranges": {func(at, pages, total int) string {
			line := fmt.Sprintf("<p>%d-%d of %d", 2*at-1, 2*at, total)
			for k := 1; k <= pages; k++ {
				if k != at {
					line += fmt.Sprintf(` <a href="/conf/f?t=Private&amp;p=%d">[%d-%d]</a>`, k, 2*k-1, 2*k)
				}
			}
			return line
		}, confproxy.ErrExists},
		"a script": {func(int, int, int) string { return `<a href="#" onclick="go(2)">2</a>` }, confproxy.ErrLayout},
		"beside a link to another tab and to another server": {func(at, pages, total int) string {
			return `Public <a href="/conf/f?t=Public">2</a> <a href="http://help.example/">More</a>` + numbers(at, pages, total)
		}, confproxy.ErrExists},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShelf(t, "a", "b", "c", "d", "e")
			s.size, s.pager = 2, test.pager
			ways := s.ways(t)
			result := ways.Files.Put(t.Context(), []confproxy.Upload{{Name: "e", Data: []byte("new"), If: confproxy.Precondition{Absent: true}}})[0]
			isRefused := errors.Is(test.want, confproxy.ErrLayout)
			if !errors.Is(result.Err, test.want) || isRefused && !strings.Contains(result.Err.Error(), "Expected links to the other pages") {
				t.Errorf("expected %v, got %v", test.want, result.Err)
			}
			if s.count("upload") > 0 || s.count("page") > 3+2 {
				t.Errorf("requests are %q", s.places)
			}
			if _, _, deletion := ways.Files.(*storage.Files).Recognise(t.Context()); (deletion.Problem != "") != isRefused {
				t.Errorf("a deletion would be %+v", deletion)
			}
		})
	}
}

// Somebody deletes a file while the table is read, and the rows of later pages
// move up: a file that is expected is looked for once more before it counts as
// missing.
func TestRowsMoveWhileTheTableIsRead(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		do    func(ctx context.Context, files confproxy.Files) error
		want  error
		pages int // that are read
	}{
		"list": {func(ctx context.Context, files confproxy.Files) error {
			listed, err := files.List(ctx, "b", "c")
			if listed["b"].Size == 0 || listed["c"].Size == 0 {
				err = fmt.Errorf("files are %v, %w", listed, err)
			}
			return err
		}, nil, 3 + 3},
		"read": {func(ctx context.Context, files confproxy.Files) error {
			_, _, err := files.Read(ctx, "c")
			return err
		}, nil, 3 + 3},
		"delete": {func(ctx context.Context, files confproxy.Files) error {
			return errors.Join(files.Delete(ctx, []string{"c", "d"})...)
		}, nil, 3 + 3 + 4},
		"missing": {func(ctx context.Context, files confproxy.Files) error {
			var all sync.WaitGroup
			for range 5 {
				all.Go(func() { _, _ = files.List(ctx, "x") })
			}
			all.Wait()
			_, _, err := files.Read(ctx, "y")
			return err
		}, confproxy.ErrNotFound, 3 + 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShelf(t, "a", "b", "c", "d", "e", "f")
			s.size = 2
			s.odd = func(_ http.ResponseWriter, place string) bool {
				if place == "page 2" {
					s.remove("a")
				}
				return false
			}
			err := test.do(t.Context(), s.ways(t).Files)
			if !errors.Is(err, test.want) {
				t.Errorf("expected %v, got %v", test.want, err)
			}
			if _, isStored := s.files["c"]; isStored == (name == "delete") {
				t.Errorf("files are %v", s.files)
			}
			if n := s.count("page") - 2; n != test.pages { // the menu, and the first tab
				t.Errorf("expected %d readings of pages, got %d: %q", test.pages, n, s.places)
			}
		})
	}
}

// A token is good for one upload, wherever the form has it.
func TestTokenOfAnUpload(t *testing.T) {
	t.Parallel()
	const address = "/conf/f?t=Private"
	for name, form := range map[string]func(stamp int) (action, hidden, button string){
		"none": nil,
		"hidden": func(n int) (string, string, string) {
			return address, fmt.Sprintf(`<input type=hidden name=x value=%d>`, n), ""
		},
		"action": func(n int) (string, string, string) { return fmt.Sprintf(address+"&amp;x=%d", n), "", "" },
		"button": func(n int) (string, string, string) { return address, "", fmt.Sprintf(" name=x value=%d", n) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShelf(t)
			s.form = form
			var uploads []confproxy.Upload
			for _, name := range []string{"a", "b", "c", "d", "e"} {
				uploads = append(uploads, confproxy.Upload{Name: name, Data: []byte(name)})
			}
			for i, result := range s.ways(t).Files.Put(t.Context(), uploads) {
				if result.Err != nil {
					t.Errorf("%s: %v", uploads[i].Name, result.Err)
				}
			}
			if n := s.count("page") - 2; name == "none" && n > 2 {
				t.Errorf("expected 2 readings of the table, got %d: %q", n, s.places)
			}
		})
	}
}

// Another file disappears during a deletion of several: this is told once, and
// the wanted ones are deleted.
func TestAnotherFileDisappears(t *testing.T) {
	t.Parallel()
	s := newShelf(t, "a", "b", "c", "other")
	s.odd = func(_ http.ResponseWriter, place string) bool {
		if place == "delete a b c" {
			s.remove("other")
		}
		return false
	}
	errs := s.ways(t).Files.Delete(t.Context(), []string{"c", "b", "a"})
	if errs[0] != nil || errs[1] != nil || !errors.Is(errs[2], confproxy.ErrConflict) || !strings.Contains(errs[2].Error(), "The selected files are deleted.") {
		t.Errorf("expected ErrConflict for a only, got %v", errs)
	}
}

// A new file with other contents than those uploaded is deleted only if nobody
// else can have stored it.
func TestUploadWithOtherContents(t *testing.T) {
	t.Parallel()
	lost := func(stored string) func(*shelf, string) bool {
		return func(s *shelf, place string) bool {
			if place == "upload a" {
				s.store("a", stored)
				panic(http.ErrAbortHandler)
			}
			return false
		}
	}
	for name, test := range map[string]struct {
		odd    func(s *shelf, place string) bool
		want   error
		remain string
	}{
		"damaged": {func(s *shelf, place string) bool {
			if place == "upload a" {
				s.store("a", "dam")
			}
			return place == "upload a"
		}, confproxy.ErrNotApplied, ""},
		"stored by another run": {func(s *shelf, place string) bool {
			if place == "page " && s.versions["a"] == 1 {
				s.store("a", "theirs")
			}
			return false
		}, confproxy.ErrConflict, "theirs"},
		"answer lost": {lost("theirs"), confproxy.ErrConflict, "theirs"},
		"cut off":     {lost("ou"), confproxy.ErrNotApplied, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShelf(t)
			s.odd = func(_ http.ResponseWriter, place string) bool { return test.odd(s, place) }
			result := s.ways(t).Files.Put(t.Context(), []confproxy.Upload{{Name: "a", Data: []byte("ours")}})[0]
			if !errors.Is(result.Err, test.want) || result.MayExist {
				t.Errorf("expected %v, got %+v", test.want, result)
			}
			if s.files["a"] != test.remain {
				t.Errorf("expected %q, got %q", test.remain, s.files)
			}
		})
	}
}

// Another page of the table that shows something else is not one without files.
func TestBusyPageOfTheTable(t *testing.T) {
	t.Parallel()
	s := newShelf(t, "a", "b", "c")
	s.size = 2
	s.odd = func(w http.ResponseWriter, place string) bool {
		if place == "page 2" {
			fmt.Fprint(w, "<p>The database is busy. Please try again later.")
		}
		return place == "page 2"
	}
	if listed, err := s.ways(t).Files.List(t.Context()); !errors.Is(err, confproxy.ErrLayout) {
		t.Errorf("expected ErrLayout, got %v, %v", listed, err)
	}
}

// After an interruption, a batch sends nothing else, and reports what it sent.
func TestInterruptedBatch(t *testing.T) {
	t.Parallel()
	s := newShelf(t, "a", "b", "c")
	s.size = 1
	ctx, interrupt := context.WithCancel(t.Context())
	s.odd = func(_ http.ResponseWriter, place string) bool {
		if strings.HasPrefix(place, "upload") || strings.HasPrefix(place, "delete") {
			interrupt()
		}
		return false
	}
	files := s.ways(t).Files
	uploads := []confproxy.Upload{{Name: "x", Data: []byte("x")}, {Name: "y", Data: []byte("y")}}
	results := files.Put(ctx, uploads)
	if results[0].Err != nil || !errors.Is(results[1].Err, context.Canceled) || s.count("upload") != 1 {
		t.Errorf("expected the first upload only, got %+v, %q", results, s.places)
	}
	ctx, interrupt = context.WithCancel(t.Context())
	defer interrupt()
	errs := files.Delete(ctx, []string{"a", "b"})
	if !errors.Is(errs[0], context.Canceled) || errs[1] != nil || s.count("delete") != 1 {
		t.Errorf("expected the deletion on the last page only, got %v, %q", errs, s.places)
	}
}
