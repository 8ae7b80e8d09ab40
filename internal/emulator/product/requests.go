// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package product

import (
	"cmp"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// Request is one line of the request log.
type Request struct {
	N      int // 1 is the first one since the start, ResetRequests or Restore
	Time   time.Time
	Method string
	Path   string // without query
	Class  Class
	Scheme string    // http or https
	Status int       // 0: no answer, or none yet
	Fault  FaultKind // NoFault for most
}

// Class is the purpose of a request, whatever its address.
type Class string

// Classes of requests. All other pages, including the form of the login page, are Other.
const (
	Login        Class = "Login"        // credentials posted by a form; HTTP Basic has no such request
	Menu         Class = "Menu"         // the first page, a menu frame, a section of the menu
	General      Class = "General"      // the General page shown
	Save         Class = "Save"         // General saved
	Security     Class = "Security"     // the Security page shown
	SaveSecurity Class = "SaveSecurity" // Security saved
	Passphrase   Class = "Passphrase"   // the passphrase form, shown (GET, or POST of its button) or sent
	Listing      Class = "Listing"      // a page of the private files
	Download     Class = "Download"     // a file downloaded
	Upload       Class = "Upload"       // a file uploaded
	Delete       Class = "Delete"       // Delete selected pressed
	Confirm      Class = "Confirm"      // a confirmation page answered
	Servers      Class = "Servers"      // Activity monitor > Servers shown
	Restart      Class = "Restart"      // a button of that page pressed
	XMLMSG       Class = "XMLMSG"       // the XML interface: its specification, its form, a message
	Other        Class = "Other"        // anything else
)

// begin adds a request to the log, and returns the hook to run.
func (s *Server) begin(r Request) (line *Request, hook func(*http.Request, Class)) {
	defer s.lock()()
	r.N = len(s.lines) + 1
	s.lines = append(s.lines, &r)
	return &r, s.hook
}

// end records the answer to a request.
func (s *Server) end(line *Request, status int) {
	defer s.lock()()
	line.Status = status
}

// Requests returns the log of requests since the start, ResetRequests or
// Restore.
func (s *Server) Requests() []Request {
	defer s.lock()()
	all := make([]Request, len(s.lines))
	for i, r := range s.lines {
		all[i] = *r
	}
	return all
}

// ResetRequests empties the log and restarts the counting of requests, including the counts of injected faults.
func (s *Server) ResetRequests() {
	defer s.lock()()
	s.lines = nil
	for _, f := range s.faults {
		f.seen = 0
	}
}

// OnRequest sets a hook that runs before a request is handled, and before any fault; nil removes it. It may call any
// method of the server except Close, Restart and Restore.
func (s *Server) OnRequest(hook func(*http.Request, Class)) {
	defer s.lock()()
	s.hook = hook
}

// Counts returns the number of requests of each class in the log.
func (s *Server) Counts() map[Class]int {
	counts := map[Class]int{}
	for _, r := range s.Requests() {
		counts[r.Class]++
	}
	return counts
}

var logMu sync.Mutex

// logf writes a line to the log, if there is one.
func (s *Server) logf(format string, args ...any) {
	if s.opt.Log == nil {
		return
	}
	logMu.Lock()
	defer logMu.Unlock()
	fmt.Fprintf(s.opt.Log, time.Now().Format("15:04:05.000 ")+format+"\n", args...)
}

// FaultKind is the kind of a fault.
type FaultKind string

// Kinds of faults. A request takes effect only if the comment says so.
const (
	NoFault        FaultKind = ""
	Refused        FaultKind = "refused"         // the connection is reset without an answer
	CutBefore      FaultKind = "cut before"      // the request is read, then the connection is closed
	CutAfter       FaultKind = "cut after"       // the request takes effect, then the connection is closed without an answer
	Status500      FaultKind = "500"             // answered 500
	Status503      FaultKind = "503"             // answered 503
	Status500After FaultKind = "500 after"       // the request takes effect, but the answer is 500
	Delayed        FaultKind = "delayed"         // the request takes effect; the answer is held back
	Truncated      FaultKind = "truncated"       // the request takes effect; the answer ends in the middle of its announced length
	SessionDropped FaultKind = "session dropped" // every session ends, then the request is handled
	Restarted      FaultKind = "restarted"       // the server restarts; the connection is closed without an answer
)

// FaultKinds returns all kinds of faults.
func FaultKinds() []FaultKind {
	return []FaultKind{Refused, CutBefore, CutAfter, Status500, Status503, Status500After, Delayed, Truncated, SessionDropped, Restarted}
}

// Fault affects one request, or a sequence of them.
type Fault struct {
	Nth   int                // the request that it affects, counted from Inject or ResetRequests; 0 is the first
	Match func(Request) bool // only requests for which this is true are counted; nil counts all
	Kind  FaultKind
	Times int           // number of consecutive counted requests that it affects; 0 is one, negative is all from there on
	Delay time.Duration // for Delayed: the maximum delay; 0 is until the client disconnects
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
		f.Nth = cmp.Or(f.Nth, 1)
		f.Times = cmp.Or(f.Times, 1)
		s.faults = append(s.faults, &armedFault{Fault: f})
	}
}

// Heal removes all injected faults.
func (s *Server) Heal() {
	defer s.lock()()
	s.faults = nil
}

// strike counts a request for every fault and returns the first that affects
// it.
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
