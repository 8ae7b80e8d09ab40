// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package product

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// Restart restarts the server as the administration does, and returns when it answers again: it listens on the ports in
// the setting, sessions have ended, and the certificate was read again.
func (s *Server) Restart() error {
	s.restarting.Lock()
	defer s.restarting.Unlock()
	return s.restart()
}

// restart performs a restart; the caller holds s.restarting.
func (s *Server) restart() error {
	s.logf("restarting")
	s.stopListening()
	s.mu.Lock()
	s.auth.forget()
	s.mu.Unlock()
	if !s.pause(s.opt.RestartDelay) {
		return errors.New("emulator: the server is closed")
	}
	s.mu.Lock()
	s.reread(true)
	s.mu.Unlock()
	return s.listen(false)
}

// restartAfter restarts in the background, after a delay.
func (s *Server) restartAfter(d time.Duration) {
	if !s.beginWork() {
		return
	}
	s.countPending(+1)
	go func() {
		defer s.work.Done()
		defer s.countPending(-1)
		s.pause(d)
		if err := s.Restart(); err != nil {
			s.logf("restart: %v", err)
		}
	}()
}

func (s *Server) countPending(n int) {
	s.life.Lock()
	defer s.life.Unlock()
	s.pending += n
	s.settled.Broadcast()
}

// Settle waits until every restart is done that the administration or a fault requested.
func (s *Server) Settle() {
	s.life.Lock()
	defer s.life.Unlock()
	for s.pending > 0 {
		s.settled.Wait()
	}
}

// pause waits; it returns false once the server is closed.
func (s *Server) pause(d time.Duration) bool {
	select {
	case <-time.After(d):
	case <-s.done:
	}
	s.life.Lock()
	defer s.life.Unlock()
	return !s.closed
}

// Free ports are below the range that systems assign (32768 and up on Linux, 49152 and up elsewhere): while a restart
// has a port closed, no outgoing connection and no other test's ":0" can take it.
const (
	lowestFree  = 20000
	highestFree = 32000
)

var reserved sync.Map // a [net.PacketConn] by port

// FreePort returns a port of host that nothing is bound to, and that no other call returned: in this process ever, in
// others until the server that has it is closed. The UDP port with the same number tells other processes.
func FreePort(host string) (int, error) {
	for range 2000 {
		port := lowestFree + rand.IntN(highestFree-lowestFree)
		mark, err := net.ListenPacket("udp", address(host, port))
		if err != nil {
			continue
		}
		l, err := net.Listen("tcp", address(host, port))
		if err == nil {
			err = l.Close()
		}
		if _, taken := reserved.LoadOrStore(port, mark); !taken && err == nil {
			return port, nil
		}
		_ = mark.Close()
	}
	return 0, fmt.Errorf("emulator: no free port between %d and %d on %s", lowestFree, highestFree, host)
}

// release lets other processes have a port.
func release(port int) {
	if mark, ok := reserved.Load(port); ok {
		_ = mark.(net.PacketConn).Close() //nolint:forcetypeassert // Only these are stored.
	}
}

func address(host string, port int) string { return net.JoinHostPort(host, strconv.Itoa(port)) }

// bind listens on a port; it retries for a moment if the port is still being released.
func bind(host string, port int) (net.Listener, error) {
	for try := 0; ; try++ {
		l, err := net.Listen("tcp", address(host, port))
		if err == nil || !errors.Is(err, syscall.EADDRINUSE) || try == 20 {
			return l, err
		}
		time.Sleep(10 * time.Millisecond)
	}
}
