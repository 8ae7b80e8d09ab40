// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package xmlmsg

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// server is a server whose two ways in can show any values.
type server struct {
	elements  map[string][]string           // as messages tell them
	shown     confproxy.Values              // as the pages show them
	onMessage func(s *server) (error, bool) // what becomes of a message; whether it takes effect
	extra     string                        // elements of the reply that no specification has
	askErr    error
	asked     int
	posted    int
	saves     []confproxy.Values
}

const specOfServer = `<grammar><define name="GridConfigFields"><interleave>
<!-- General :: Port --><element name="e1"><data type="integer"/></element>
<!-- General :: Name --><element name="e2"><data type="string"/></element>
<!-- General :: Use --><element name="e3"><choice><value>yes</value><value>no</value></choice></element>
<!-- General :: Kinds --><element name="e4"><oneOrMore><element name="v"><text/></element></oneOrMore></element>
</interleave></define></grammar>`

func on(label string) confproxy.Setting { return confproxy.Setting{Page: "General", Label: label} }

func newServer() *server {
	return &server{
		elements: map[string][]string{"e1": {"25"}, "e2": {"old"}},
		shown: confproxy.Values{
			on("Port"): confproxy.TextValue("25"), on("Name"): confproxy.TextValue("old"), on("Use"): confproxy.DefaultValue(),
			on("Kinds"): confproxy.DefaultValue(), on("Other"): confproxy.DefaultValue(),
		},
	}
}

func (s *server) Fetch(context.Context, string) ([]byte, error)         { return []byte(specOfServer), nil }
func (s *server) FormAction(context.Context, string) (string, error)    { return "/post", nil }
func (s *server) Quote(text string) string                              { return text }
func (s *server) Forget()                                               {}
func (s *server) List(context.Context, string) ([]confproxy.Row, error) { return nil, nil }

func (s *server) Ask(context.Context, string, string, []byte) ([]byte, error) {
	s.asked++
	if s.askErr != nil {
		return nil, s.askErr
	}
	var b strings.Builder
	for element, texts := range s.elements {
		fmt.Fprintf(&b, "<%s>", element)
		for _, text := range texts {
			fmt.Fprintf(&b, "<v>%s</v>", escape(text))
		}
		fmt.Fprintf(&b, "</%s>", element)
	}
	return fmt.Appendf(nil, "<queryDatabaseResponse><gridConfiguration>%s%s</gridConfiguration></queryDatabaseResponse>", &b, s.extra), nil
}

func (s *server) Post(_ context.Context, _, _ string, message []byte) ([]byte, error) {
	s.posted++
	err, acts := s.onMessage(s)
	if !acts {
		return []byte("<no>That is not taken</no>"), err
	}
	root, parseErr := parse(message)
	if parseErr != nil {
		return nil, parseErr
	}
	labels := map[string]string{"e1": "Port", "e2": "Name", "e3": "Use", "e4": "Kinds"}
	for _, element := range root.find(elementUpdate).children {
		texts := []string{element.own()}
		if len(element.children) > 0 {
			texts = nil
		}
		for _, item := range element.children {
			texts = append(texts, item.own())
		}
		s.elements[element.name] = texts
		s.shown[on(labels[element.name])] = confproxy.TextValue(strings.Join(texts, "\n"))
	}
	return []byte("<yes/>"), err
}

func (s *server) Read(_ context.Context, settings ...confproxy.Setting) (confproxy.Readings, error) {
	readings := confproxy.Readings{}
	for _, setting := range settings {
		readings[setting] = confproxy.Reading{Value: s.shown[setting]}
	}
	return readings, nil
}

func (s *server) Write(_ context.Context, edit confproxy.Edit) error {
	s.saves = append(s.saves, edit.Want)
	maps.Copy(s.shown, edit.Want)
	return nil
}

// The values that both ways in show decide the result of a change.
func TestWhatBecomesOfAMessage(t *testing.T) {
	t.Parallel()
	text := confproxy.TextValue
	name := confproxy.Values{on("Name"): text("new")}
	lost := &confproxy.SentError{Cause: &confproxy.Error{Kind: confproxy.ErrUnreachable, Op: "reach it"}}
	late := &confproxy.SentError{Cause: &confproxy.Error{Kind: confproxy.ErrUnreachable, Op: "reach it", Cause: context.DeadlineExceeded}}
	status := &confproxy.SentError{Cause: &confproxy.Error{Kind: confproxy.ErrServer, Op: "send it"}}
	for title, test := range map[string]struct {
		want      confproxy.Values
		expect    confproxy.Values
		shown     confproxy.Values // by the page, before
		always    bool
		onMessage func(*server) (error, bool)
		after     func(*server) // once the message had its effect
		kind      error
		says      string
		posted    int
		saves     int
	}{
		"taken":                       {want: name, posted: 1},
		"taken, and the answer lost":  {want: name, onMessage: func(*server) (error, bool) { return lost, true }, posted: 1},
		"taken, with an error status": {want: name, onMessage: func(*server) (error, bool) { return status, true }, posted: 1},
		"several kinds": {
			want:   confproxy.Values{on("Name"): text("a <b> & c\nd"), on("Port"): text("26"), on("Use"): text("Yes"), on("Kinds"): text("x\ny")},
			after:  func(s *server) { s.shown[on("Use")], s.shown[on("Kinds")] = text("Yes"), text("y\nx") }, // as the page orders them
			posted: 1,
		},
		"held already":            {want: confproxy.Values{on("Name"): text("old"), on("Kinds"): confproxy.DefaultValue()}},
		"held already, but again": {want: confproxy.Values{on("Name"): text("old"), on("Kinds"): confproxy.DefaultValue()}, always: true, posted: 1},
		"a list in another order": {
			want: confproxy.Values{on("Kinds"): text("z")}, expect: confproxy.Values{on("Kinds"): text("y\nx")},
			shown: confproxy.Values{on("Kinds"): text("x\ny")}, posted: 1,
		},
		"changed by somebody else": {
			want: name, expect: confproxy.Values{on("Name"): text("older")}, says: "somebody else changed",
		},
		"a default":                {want: confproxy.Values{on("Name"): confproxy.DefaultValue(), on("Port"): text("26")}, saves: 1},
		"no number":                {want: confproxy.Values{on("Port"): text("x")}, saves: 1},
		"not in the specification": {want: confproxy.Values{on("Other"): text("x"), on("Port"): text("26")}, saves: 1},
		"refused":                  {want: name, onMessage: func(*server) (error, bool) { return nil, false }, posted: 1, saves: 1},
		"refused by the status":    {want: name, onMessage: func(*server) (error, bool) { return status, false }, posted: 1, saves: 1},
		"lost on the way":          {want: name, onMessage: func(*server) (error, bool) { return lost, false }, posted: 1, kind: confproxy.ErrNotApplied, says: `got ["old"]`},
		"late":                     {want: name, onMessage: func(*server) (error, bool) { return late, false }, posted: 1, kind: confproxy.ErrUnknownOutcome},
		"not sent": {
			want: name, onMessage: func(*server) (error, bool) { return errors.New("no connection"), false }, posted: 1, says: "no connection",
		},
		"the page shows another": {
			want: name, after: func(s *server) { s.shown[on("Name")] = text("local") }, posted: 1,
			kind: confproxy.ErrNotApplied, says: `Name: expected "new", got ["new"] by XMLMSG and "local" on the page General`,
		},
		"the page shows the default": {
			want: name, after: func(s *server) { s.shown[on("Name")] = confproxy.DefaultValue() }, posted: 1, kind: confproxy.ErrNotApplied,
		},
		"messages show another": {want: name, after: func(s *server) { s.elements["e2"] = []string{"third"} }, posted: 1, kind: confproxy.ErrNotApplied},
		"another setting is changed": {
			want: name, after: func(s *server) { s.elements["e1"] = []string{"0"} }, posted: 1, kind: confproxy.ErrConflict, says: "Port",
		},
		"another setting is new": {
			want: name, after: func(s *server) { s.elements["e3"] = []string{"no"} }, posted: 1, kind: confproxy.ErrConflict, says: "Use",
		},
		"something else is changed": {want: name, after: func(s *server) { s.extra = "<revision>8</revision>" }, posted: 1},
		"not to be read afterwards": {
			want: name, after: func(s *server) { s.askErr = errors.New("gone") }, posted: 1, kind: confproxy.ErrUnknownOutcome, says: "gone",
		},
	} {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			s := newServer()
			s.onMessage = test.onMessage
			if s.onMessage == nil {
				s.onMessage = func(*server) (error, bool) { return nil, true }
			}
			maps.Copy(s.shown, test.shown)
			way := New(&acting{s, test.after}, "secret", s, slog.New(slog.DiscardHandler))
			err := way.Write(t.Context(), confproxy.Edit{Want: test.want, Expect: test.expect, Always: test.always})
			if (err != nil) != (test.kind != nil || test.says != "") || test.kind != nil && !errors.Is(err, test.kind) {
				t.Errorf("the error is %v, want %v", err, test.kind)
			}
			if err != nil && !strings.Contains(err.Error(), test.says) {
				t.Errorf("the error is %q, want %q in it", err, test.says)
			}
			if test.kind != nil && !confproxy.MayHaveChanged(err) {
				t.Errorf("%v does not tell that something was sent", err)
			}
			if s.posted != test.posted || len(s.saves) != test.saves {
				t.Errorf("%d messages, %d saves; want %d, %d", s.posted, len(s.saves), test.posted, test.saves)
			}
			for _, saved := range s.saves {
				if diff := cmp.Diff(test.want, saved); diff != "" {
					t.Errorf("saved by the page (-want +got):\n%s", diff)
				}
			}
		})
	}
}

// acting does something after a message took effect.
type acting struct {
	*server
	after func(*server)
}

func (a *acting) Post(ctx context.Context, address, kind string, message []byte) ([]byte, error) {
	reply, err := a.server.Post(ctx, address, kind, message)
	if a.after != nil {
		a.after(a.server)
	}
	return reply, err
}

// A refused message is not sent again.
func TestRefusedOnce(t *testing.T) {
	t.Parallel()
	write := func(way *Settings, text string) error {
		return way.Write(t.Context(), confproxy.Edit{Want: confproxy.Values{on("Name"): confproxy.TextValue(text)}})
	}
	for title, test := range map[string]struct {
		between func(*server)
		posted  int
	}{
		"the setting": {func(s *server) { s.onMessage = func(*server) (error, bool) { return nil, false } }, 2},
		"the secret":  {func(s *server) { s.askErr = errors.New("wrong secret") }, 1},
	} {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			s := newServer()
			s.onMessage = func(*server) (error, bool) { return nil, true }
			way := New(s, "secret", s, slog.New(slog.DiscardHandler))
			if err := write(way, "a"); err != nil {
				t.Fatal(err)
			}
			asked := s.asked
			test.between(s)
			for _, text := range []string{"b", "c", "d"} {
				if err := write(way, text); err != nil {
					t.Fatal(err)
				}
			}
			if s.posted != test.posted || len(s.saves) != 3 {
				t.Errorf("%d messages, %d saves; want %d, 3", s.posted, len(s.saves), test.posted)
			}
			if more := s.asked - asked; more > 2 {
				t.Errorf("asked %d times more for the settings, want 2 at most", more)
			}
		})
	}
}

// The message contains nothing but its values, and every character.
func TestMessage(t *testing.T) {
	t.Parallel()
	c := &change{fields: map[confproxy.Setting]field{}, texts: map[confproxy.Setting][]string{}}
	const text = "a <b> & \"c\"\n\td ü"
	c.add(on("Name"), field{element: "e2", types: []string{"string"}}, confproxy.TextValue(text))
	c.add(confproxy.Ports, field{element: "httptPorts", item: "value", types: []string{"integer"}}, confproxy.PortsValue([]int64{443, 7615}))
	var got struct {
		Secret string `xml:"secret,attr"`
		Update struct {
			Mode  string   `xml:"mode,attr"`
			Name  string   `xml:"e2"`
			Ports []string `xml:"httptPorts>value"`
		} `xml:"updateGridconfiguration"`
	}
	if err := xml.Unmarshal(c.message(`s"<&>`), &got); err != nil {
		t.Fatal(err)
	}
	if got.Secret != `s"<&>` || got.Update.Mode != "update" || got.Update.Name != text || !cmp.Equal(got.Update.Ports, []string{"443", "7615"}) {
		t.Errorf("%+v", got)
	}
}
