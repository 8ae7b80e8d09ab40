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
	N      int // 1 is the first since the start, ResetRequests or Restore
	Time   time.Time
	Method string
	Path   string // without query
	Class  Class
	Scheme string    // http or https
	Status int       // 0: not answered, or not yet
	Fault  FaultKind // NoFault for most
}

// Class says what a request is for, whatever its address.
type Class string

// Classes of requests. Pages that are none of these, the form of the login page among them, are Other.
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

// begin adds a line to the log, and returns the hook to run.
func (s *Server) begin(r Request) (line *Request, hook func(*http.Request, Class)) {
	defer s.lock()()
	r.N = len(s.lines) + 1
	s.lines = append(s.lines, &r)
	return &r, s.hook
}

// end notes how a request was answered.
func (s *Server) end(line *Request, status int) {
	defer s.lock()()
	line.Status = status
}

// Requests is the log of requests since the start, ResetRequests or Restore.
func (s *Server) Requests() []Request {
	defer s.lock()()
	all := make([]Request, len(s.lines))
	for i, r := range s.lines {
		all[i] = *r
	}
	return all
}

// ResetRequests empties the log; the counting of requests, for injected faults too, begins anew.
func (s *Server) ResetRequests() {
	defer s.lock()()
	s.lines = nil
	for _, f := range s.faults {
		f.seen = 0
	}
}

// OnRequest sets a hook that runs before a request is handled, and before any fault; nil removes it.
// It may call any method of the server but Close, Restart and Restore.
func (s *Server) OnRequest(hook func(*http.Request, Class)) {
	defer s.lock()()
	s.hook = hook
}

// Counts tells how many requests of each class the log holds.
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
		f.Nth = cmp.Or(f.Nth, 1)
		f.Times = cmp.Or(f.Times, 1)
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
