// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package product

import (
	"bytes"
	"crypto/tls"
	"io"
	"maps"
	"net"
	"net/http"
	"strconv"
)

// Answer is a response held back until it is known what becomes of it.
type Answer struct {
	header http.Header
	status int
	body   bytes.Buffer
	cut    bool // close the connection instead of answering
	junk   bool // write what old releases write instead of HTTP
}

// Header implements http.ResponseWriter.
func (a *Answer) Header() http.Header { return a.header }

// WriteHeader implements http.ResponseWriter.
func (a *Answer) WriteHeader(status int) { setDefault(&a.status, status) }

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
	setDefault(&a.status, http.StatusOK)
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
