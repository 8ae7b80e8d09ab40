// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package product

import (
	"bytes"
	"cmp"
	"crypto/tls"
	"io"
	"maps"
	"net"
	"net/http"
	"strconv"
	"time"
)

// maxBody is the maximum size of a request body in bytes.
const maxBody = 64 << 20

// Face presents the product in one language, such as HTML.
type Face interface {
	// Visit reads the address of a request. It must not read the body before
	// Serve.
	Visit(r *http.Request) Visit
}

// Visit is one request as a face interprets it.
type Visit struct {
	Class Class
	Serve func(a *Answer)
	Fail  func(a *Answer, status int) // the page for a server error
}

// ServeHTTP logs the request, applies a fault to it, and handles it.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !s.beginWork() {
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

	v, scheme := s.face.Visit(r), "http"
	if r.TLS != nil {
		scheme = "https"
	}
	line, hook := s.begin(Request{Time: time.Now(), Method: r.Method, Path: r.URL.Path, Class: v.Class, Scheme: scheme})
	if hook != nil {
		hook(r, v.Class)
		r.Body = io.NopCloser(bytes.NewReader(body)) // the hook may have read it
	}
	a := &Answer{header: http.Header{}}
	var fault Fault
	if len(body) > maxBody {
		v.Serve = func(a *Answer) { http.Error(a, "The request is too large.", http.StatusRequestEntityTooLarge) }
	} else {
		fault = s.strike(line)
	}
	status := s.apply(fault, a, v, w, r)
	s.end(line, status)
	s.logf("%-5s %-4s %-12s %3d %s %s", scheme, r.Method, v.Class, status, r.URL.Path, fault.Kind)
}

// apply handles the request with the fault, and returns the status that was sent.
func (s *Server) apply(f Fault, a *Answer, v Visit, w http.ResponseWriter, r *http.Request) int {
	switch f.Kind {
	case Refused, CutBefore:
		cut(w, f.Kind == Refused)
		return 0
	case CutAfter:
		s.handle(a, v, r)
		cut(w, false)
		return 0
	case Status500, Status503:
		v.Fail(a, map[FaultKind]int{Status500: http.StatusInternalServerError, Status503: http.StatusServiceUnavailable}[f.Kind])
	case Status500After:
		s.handle(&Answer{header: http.Header{}}, v, r)
		v.Fail(a, http.StatusInternalServerError)
	case Restarted:
		s.restartUnder(w)
		return 0
	case Delayed:
		s.handle(a, v, r)
		s.hold(r, f.Delay)
	case SessionDropped:
		s.dropSessions()
		s.handle(a, v, r)
	case NoFault, Truncated:
		s.handle(a, v, r)
	}
	return a.send(w, f.Kind == Truncated)
}

// restartUnder restarts the server instead of answering. The client's next connection finds it down.
func (s *Server) restartUnder(w http.ResponseWriter) {
	conn := hijack(w)
	s.life.Lock()
	g := s.gen
	s.life.Unlock()
	s.restartAfter(0)
	if g != nil {
		select {
		case <-g.stop:
		case <-s.done:
		}
	}
	closeConn(conn, false)
}

// hold waits until the client has disconnected, the delay has passed, or the server closes.
func (s *Server) hold(r *http.Request, delay time.Duration) {
	select {
	case <-r.Context().Done():
	case <-time.After(cmp.Or(delay, time.Hour)):
	case <-s.done:
	}
}

// handle answers the request, unless plain HTTP is refused.
func (s *Server) handle(a *Answer, v Visit, r *http.Request) {
	a.header.Set("Server", s.banner())
	if s.opt.Skin.Closes {
		a.header.Set("Connection", "close")
	}
	if r.TLS != nil || !s.plainIsOver() || s.opt.Skin.PlainHTTP == "kept" {
		v.Serve(a)
		return
	}
	switch s.opt.Skin.PlainHTTP {
	case "redirected":
		a.header.Set("Location", "https://"+r.Host+r.URL.RequestURI())
		a.WriteHeader(http.StatusFound)
	case "refused":
		a.Cut()
	default:
		a.junk = true
	}
}

// banner discloses the version, unless the Security setting hides it
// (documented).
func (s *Server) banner() string {
	defer s.lock()()
	if s.valueOf(labelHideVersion) == Yes {
		return "ISL Conference Proxy"
	}
	return "ISL Conference Proxy/4.4.2332.51"
}

// plainIsOver reports whether SSL is in use, so that plain HTTP is handled as the skin says.
func (s *Server) plainIsOver() bool {
	defer s.lock()()
	return s.tls.useSSL && (!s.opt.Skin.PlainIfBroken || s.tls.cert != nil)
}

// RedirectsUsers reports whether pages of users redirect from HTTP to HTTPS (Security).
func (s *Server) RedirectsUsers() bool {
	defer s.lock()()
	return s.valueOf(labelRedirect) == Yes && s.tls.useSSL
}

// Answer is a response that is held back until its fate is known.
type Answer struct {
	header http.Header
	status int
	body   bytes.Buffer
	cut    bool // close the connection instead of answering
	junk   bool // write the answer of old releases instead of HTTP
}

// Header implements http.ResponseWriter.
func (a *Answer) Header() http.Header { return a.header }

// WriteHeader implements http.ResponseWriter.
func (a *Answer) WriteHeader(status int) { a.status = cmp.Or(a.status, status) }

// Write implements http.ResponseWriter.
func (a *Answer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(b)
}

// Cut closes the connection instead of answering.
func (a *Answer) Cut() { a.cut = true }

// send writes the answer, or half of it.
func (a *Answer) send(w http.ResponseWriter, truncated bool) int {
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
	a.status = cmp.Or(a.status, http.StatusOK)
	body, announced := a.body.Bytes(), a.body.Len()
	if truncated {
		body, announced = body[:len(body)/2], announced+64
	}
	w.Header().Set("Content-Length", strconv.Itoa(announced))
	w.WriteHeader(a.status)
	_, _ = w.Write(body)
	if truncated {
		_ = http.NewResponseController(w).Flush()
		cut(w, false)
	}
	return a.status
}

// hijack takes the connection from the HTTP server; nil if that is not
// possible.
func hijack(w http.ResponseWriter) net.Conn {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return nil
	}
	return conn
}

// cut closes the connection without another byte; a reset also discards pending bytes.
func cut(w http.ResponseWriter, reset bool) { closeConn(hijack(w), reset) }

func closeConn(conn net.Conn, reset bool) {
	if conn == nil {
		return
	}
	defer conn.Close()
	if !reset {
		return
	}
	if t, ok := conn.(*tls.Conn); ok {
		conn = t.NetConn()
	}
	if c, ok := conn.(*sniffed); ok {
		conn = c.Conn
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close() // before the closing alert of TLS
}
