// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package product

import (
	"fmt"
	"net/http"
	"slices"
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

type requestLog struct {
	mu    sync.Mutex
	lines []*Request
	hook  func(*http.Request, Class)
}

// begin adds a line; its status is filled in by end.
func (l *requestLog) begin(r Request) *Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	r.N = len(l.lines) + 1
	l.lines = append(l.lines, &r)
	return &r
}

func (l *requestLog) setFault(line *Request, fault FaultKind) {
	l.mu.Lock()
	defer l.mu.Unlock()
	line.Fault = fault
}

func (l *requestLog) end(line *Request, status int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	line.Status = status
}

func (l *requestLog) all() []Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := make([]Request, len(l.lines))
	for i, r := range l.lines {
		all[i] = *r
	}
	return slices.Clip(all)
}

func (l *requestLog) reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = nil
}

func (l *requestLog) setHook(hook func(*http.Request, Class)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.hook = hook
}

func (l *requestLog) runHook(r *http.Request, class Class) {
	l.mu.Lock()
	hook := l.hook
	l.mu.Unlock()
	if hook != nil {
		hook(r, class)
	}
}

// Requests is the log of requests since the start, ResetRequests or Restore.
func (s *Server) Requests() []Request { return s.log.all() }

// ResetRequests empties the log; the counting of requests, for injected faults too, begins anew.
func (s *Server) ResetRequests() {
	s.log.reset()
	s.faults.recount()
}

// OnRequest sets a hook that runs before a request is handled, and before any fault; nil removes it.
// It may call any method of the server but Close, Restart and Restore.
func (s *Server) OnRequest(hook func(*http.Request, Class)) { s.log.setHook(hook) }

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
