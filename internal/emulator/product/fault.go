// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package product

import "time"

// FaultKind is what goes wrong with a request.
type FaultKind string

// Kinds of faults. Only those whose comment says so have the effect the request asked for.
const (
	NoFault        FaultKind = ""
	Refused        FaultKind = "refused"         // the connection is reset without an answer
	CutBefore      FaultKind = "cut before"      // the request is read, then the connection closed
	CutAfter       FaultKind = "cut after"       // the effect happens, then the connection is closed without an answer
	Status500      FaultKind = "500"             // answered 500
	Status503      FaultKind = "503"             // answered 503
	Status500After FaultKind = "500 after"       // the effect happens, but the answer is 500
	Delayed        FaultKind = "delayed"         // the effect happens; the answer is held back
	Truncated      FaultKind = "truncated"       // the effect happens; the answer ends in the middle of its announced length
	SessionDropped FaultKind = "session dropped" // every session is forgotten, then the request is handled
	Restarted      FaultKind = "restarted"       // the server restarts; the connection is closed without an answer
)

// FaultKinds are all kinds of faults.
func FaultKinds() []FaultKind {
	return []FaultKind{Refused, CutBefore, CutAfter, Status500, Status503, Status500After, Delayed, Truncated, SessionDropped, Restarted}
}

// Fault strikes one request, or a run of them.
type Fault struct {
	Nth   int                // the request that it strikes, counted from Inject or ResetRequests; 0 is the first
	Match func(Request) bool // only requests for which this is true are counted; nil counts all
	Kind  FaultKind
	Times int           // how many counted requests in a row it strikes; 0 is one, negative is all from there on
	Delay time.Duration // for Delayed: how long at most; 0 is until the client has gone
}

// Of matches requests of a class, for [Fault].Match.
func Of(class Class) func(Request) bool {
	return func(r Request) bool { return r.Class == class }
}

type armedFault struct {
	Fault
	seen, struck int
}

// Inject adds faults; each counts the requests that arrive from now on.
func (s *Server) Inject(faults ...Fault) {
	defer s.lock()()
	for _, f := range faults {
		setDefault(&f.Nth, 1)
		setDefault(&f.Times, 1)
		s.faults = append(s.faults, &armedFault{Fault: f})
	}
}

// Heal takes all injected faults back.
func (s *Server) Heal() {
	defer s.lock()()
	s.faults = nil
}

// strike counts a request on every fault and returns the first that strikes it.
func (s *Server) strike(line *Request) Fault {
	defer s.lock()()
	var struck Fault
	for _, f := range s.faults {
		if f.Match != nil && !f.Match(*line) {
			continue
		}
		f.seen++
		if struck.Kind == NoFault && f.seen >= f.Nth && (f.Times < 0 || f.struck < f.Times) {
			f.struck++
			struck = f.Fault
		}
	}
	line.Fault = struck.Kind
	return struck
}
