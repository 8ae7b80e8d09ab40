// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator

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

func (l *requestLog) strike(line *Request, fault FaultKind) {
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

func (l *requestLog) run(r *http.Request, class Class) {
	l.mu.Lock()
	hook := l.hook
	l.mu.Unlock()
	if hook != nil {
		hook(r, class)
	}
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

// pause waits, but no longer than the server lives.
func (s *Server) pause(d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-s.done:
	}
}
