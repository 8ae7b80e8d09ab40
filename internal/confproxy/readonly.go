// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"fmt"
	"strings"
	"text/tabwriter"
)

// Submission is a form that a write sends, for a person who compares it with a
// browser's. It has no secret.
type Submission struct {
	Op      string // its purpose: "save General"
	Page    string // heading of the form; "" if it has none
	Button  string // text of the button or link to press; "" for none
	Request string // method, address without query, and encoding
	Fields  []SubmittedField
	Later   string // what would follow, if only the answer shows its form; "" for nothing
}

// SubmittedField is one field of a [Submission].
type SubmittedField struct {
	Name    string // name under which it is sent
	Label   string // label on the page; "" for a field that is not shown
	Value   string // "" for a field that is sent unchanged, or not at all
	Changed bool   // the sent value differs from the page
	Sent    bool   // false for a box that was unticked
}

// what describes the value that is sent for the field.
func (f SubmittedField) what() string {
	switch {
	case !f.Changed:
		return "as it is"
	case !f.Sent:
		return "not sent (unticked)"
	case f.Value == "" || strings.ContainsAny(f.Value, "\r\n\t"):
		return fmt.Sprintf("%q", f.Value)
	}
	return f.Value
}

// String returns the submission as a table. Its lines are indented, so that
// nobody wraps them.
func (s Submission) String() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	line := func(cells ...string) { _, _ = fmt.Fprintln(w, "  "+strings.Join(cells, "\t")) } // writing to a buffer cannot fail
	fmt.Fprintf(&b, "  to %s:\n", s.Op)
	for _, one := range [][2]string{{"page", s.Page}, {"button", s.Button}, {"request", s.Request}} {
		if one[1] != "" {
			line(one[0], one[1])
		}
	}
	_ = w.Flush()
	if len(s.Fields) > 0 {
		line("FIELD", "LABEL", "VALUE")
	}
	for _, field := range s.Fields {
		line(field.Name, field.Label, field.what())
	}
	_ = w.Flush()
	if s.Later != "" {
		fmt.Fprintf(&b, "  and then: %s\n", s.Later)
	}
	return b.String()
}

// ReadOnlyError reports writes that a read-only client did not send.
type ReadOnlyError struct{ Submissions []Submission }

// Error describes the forms that would have been sent.
func (e *ReadOnlyError) Error() string {
	tables, times, relative := make([]string, len(e.Submissions)), map[string]int{}, ""
	for i, submission := range e.Submissions {
		tables[i] = submission.String()
		times[submission.Request]++
		if strings.HasPrefix(submission.Op, "save ") && times[submission.Request] > 1 {
			relative = " Each table is relative to the page as it is now: a later save of the same page sends what the saves before it have changed, too."
		}
	}
	return "Nothing was sent, because the client is read-only. It would have sent this, " +
		"and then any forms that the answers require." + relative + "\n\n" + strings.Join(tables, "\n")
}

// Add appends the submissions of the read-only errors within err, and reports
// whether there are any.
func (e *ReadOnlyError) Add(err error) bool {
	following := notSent(err)
	e.Submissions = append(e.Submissions, following...)
	return len(following) > 0
}

// Later records what would be sent next, but cannot be shown yet, and returns the
// error.
func (e *ReadOnlyError) Later(what string) error {
	e.Submissions[len(e.Submissions)-1].Later = what
	return e
}

// Unwrap returns [ErrReadOnly], and [ErrCheck] because nothing was changed.
func (e *ReadOnlyError) Unwrap() []error { return []error{ErrReadOnly, ErrCheck} }

// notSent returns the submissions of the read-only errors within an error, in
// order.
func notSent(err error) []Submission {
	var all []Submission
	seen := map[*ReadOnlyError]bool{} // several files share one deletion and its error
	var walk func(error)
	walk = func(err error) {
		switch err := err.(type) { //nolint:errorlint // The tree is walked here.
		case *ReadOnlyError:
			if !seen[err] {
				all = append(all, err.Submissions...)
			}
			seen[err] = true
		case interface{ Unwrap() []error }:
			for _, err := range err.Unwrap() {
				walk(err)
			}
		case interface{ Unwrap() error }:
			walk(err.Unwrap())
		}
	}
	walk(err)
	return all
}
