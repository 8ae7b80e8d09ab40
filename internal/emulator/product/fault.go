// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package product

import (
	"sync"
	"time"
)

// FaultKind is what goes wrong with a request.
type FaultKind int

// Kinds of faults. Only those whose comment says so have the effect the request asked for.
const (
	NoFault        FaultKind = iota
	Refused                  // the connection is reset without an answer
	CutBefore                // the request is read, then the connection closed
	CutAfter                 // the effect happens, then the connection is closed without an answer
	Status500                // answered 500
	Status503                // answered 503
	Status500After           // the effect happens, but the answer is 500
	Delayed                  // the effect happens; the answer is held back
	Truncated                // the effect happens; the answer ends in the middle of its announced length
	SessionDropped           // every session is forgotten, then the request is handled
	Restarted                // the server restarts; the connection is closed without an answer
)

var faultNames = map[FaultKind]string{
	NoFault: "", Refused: "refused", CutBefore: "cut before", CutAfter: "cut after", Status500: "500", Status503: "503",
	Status500After: "500 after", Delayed: "delayed", Truncated: "truncated", SessionDropped: "session dropped", Restarted: "restarted",
}

// String is the fault's name in logs.
func (k FaultKind) String() string { return faultNames[k] }

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

type faultList struct {
	mu   sync.Mutex
	list []*armedFault
}

type armedFault struct {
	Fault
	seen, struck int
}

// Inject adds faults; each counts the requests that arrive from now on.
func (s *Server) Inject(faults ...Fault) { s.faults.add(faults) }

// Heal takes all injected faults back.
func (s *Server) Heal() { s.faults.clear() }

func (l *faultList) add(faults []Fault) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, f := range faults {
		setDefault(&f.Nth, 1)
		setDefault(&f.Times, 1)
		l.list = append(l.list, &armedFault{Fault: f})
	}
}

func (l *faultList) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = nil
}

func (l *faultList) recount() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, f := range l.list {
		f.seen = 0
	}
}

// next counts the request on every fault and returns the first that strikes it.
func (l *faultList) next(r Request) Fault {
	l.mu.Lock()
	defer l.mu.Unlock()
	var struck Fault
	for _, f := range l.list {
		if f.Match != nil && !f.Match(r) {
			continue
		}
		f.seen++
		if struck.Kind == NoFault && f.seen >= f.Nth && (f.Times < 0 || f.struck < f.Times) {
			f.struck++
			struck = f.Fault
		}
	}
	return struck
}
