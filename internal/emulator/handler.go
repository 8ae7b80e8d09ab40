// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"bytes"
	"crypto/tls"
	"io"
	"maps"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"time"
)

// maxBody is the largest request body taken, in bytes.
const maxBody = 64 << 20

// answer is a response held back until it is known what becomes of it.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
	cut    bool // close the connection instead of answering
	junk   bool // write what old releases write instead of HTTP
}

// Header implements http.ResponseWriter.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(status int) { orElse(&a.status, status) }

// Write implements http.ResponseWriter.
func (a *answer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(b)
}

// ServeHTTP logs the request, lets a fault strike it, and handles it.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !s.enter() {
		cut(w, true)
		return
	}
	defer s.work.Done()
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		cut(w, false)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))

	v := s.newVisit(r)
	entry := Request{Time: time.Now(), Method: r.Method, Path: r.URL.Path, Class: v.class(), Scheme: v.scheme()}
	line := s.log.begin(entry)
	entry.N = line.N
	s.log.run(r, entry.Class)
	r.Body = io.NopCloser(bytes.NewReader(body)) // the hook may have read it

	fault := s.faults.pick(entry)
	a := &answer{header: http.Header{}}
	if len(body) > maxBody {
		http.Error(a, "The request is too large.", http.StatusRequestEntityTooLarge)
		fault.Kind = NoFault
	}
	s.log.strike(line, fault.Kind)
	status := s.strike(fault, a, v, w)
	s.log.end(line, status)
	s.logf("%-5s %-4s %-12s %3d %s %s", entry.Scheme, r.Method, entry.Class, status, r.URL.Path, fault.Kind)
}

// strike handles the request as the fault lets it, and tells the status that was sent.
func (s *Server) strike(f Fault, a *answer, v *visit, w http.ResponseWriter) int {
	switch f.Kind {
	case Refused, CutBefore:
		cut(w, f.Kind == Refused)
		return 0
	case CutAfter:
		v.handle(a)
		cut(w, false)
		return 0
	case Status500, Status503:
		return fail(w, map[FaultKind]int{Status500: http.StatusInternalServerError, Status503: http.StatusServiceUnavailable}[f.Kind])
	case Status500After:
		v.handle(a)
		return fail(w, http.StatusInternalServerError)
	case Restarted:
		conn := hijack(w)
		stopped := s.stopping()
		s.restartAfter(0)
		select { // the client's next connection shall find the server down
		case <-stopped:
		case <-s.done:
		}
		closeConn(conn, false)
		return 0
	case Delayed:
		v.handle(a)
		s.hold(v.r, f.Delay)
	case SessionDropped:
		s.dropSessions()
		v.handle(a)
	case NoFault, Truncated:
		v.handle(a)
	}
	return a.send(w, f.Kind == Truncated)
}

// stopping is closed when the listeners of now are.
func (s *Server) stopping() <-chan struct{} {
	s.life.Lock()
	defer s.life.Unlock()
	if s.gen == nil {
		gone := make(chan struct{})
		close(gone)
		return gone
	}
	return s.gen.stop
}

// hold waits until the client has gone, or the delay has passed, or the server closes.
func (s *Server) hold(r *http.Request, delay time.Duration) {
	var over <-chan time.Time
	if delay > 0 {
		t := time.NewTimer(delay)
		defer t.Stop()
		over = t.C
	}
	select {
	case <-r.Context().Done():
	case <-over:
	case <-s.done:
	}
}

func fail(w http.ResponseWriter, status int) int {
	http.Error(w, "The server could not handle the request: "+http.StatusText(status)+".", status)
	return status
}

// send writes the answer, or half of it.
func (a *answer) send(w http.ResponseWriter, truncated bool) int {
	if a.junk {
		if conn := hijack(w); conn != nil {
			_, _ = io.WriteString(conn, "HTTP/1.0 503 Request parse error\r\n\r\n")
			closeConn(conn, false)
		}
		return http.StatusServiceUnavailable
	}
	if a.cut {
		cut(w, false)
		return 0
	}
	maps.Copy(w.Header(), a.header)
	orElse(&a.status, http.StatusOK)
	length := a.body.Len()
	if truncated {
		w.Header().Set("Content-Length", strconv.Itoa(length+64))
		w.WriteHeader(a.status)
		_, _ = w.Write(a.body.Bytes()[:length/2])
		if f, ok := w.(http.Flusher); ok {
			f.Flush()
		}
		cut(w, false)
		return a.status
	}
	w.Header().Set("Content-Length", strconv.Itoa(length))
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body.Bytes())
	return a.status
}

func hijack(w http.ResponseWriter) net.Conn {
	h, ok := w.(http.Hijacker)
	if !ok {
		return nil
	}
	conn, _, err := h.Hijack()
	if err != nil {
		return nil
	}
	return conn
}

// cut closes the connection without another byte; a reset throws away what is under way, too.
func cut(w http.ResponseWriter, reset bool) { closeConn(hijack(w), reset) }

func closeConn(conn net.Conn, reset bool) {
	if conn == nil {
		return
	}
	if reset {
		if t, ok := conn.(*tls.Conn); ok {
			conn = t.NetConn()
		}
		if c, ok := conn.(*sniffed); ok {
			if tcp, ok := c.Conn.(*net.TCPConn); ok {
				_ = tcp.SetLinger(0)
			}
		}
	}
	_ = conn.Close()
}

// trusts tells whether the administration may be used from the request's address.
func (s *Server) trusts(r *http.Request) bool {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	for _, p := range s.trusted {
		if p.Contains(from.Addr().Unmap()) {
			return true
		}
	}
	return false
}
