// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package product

import (
	"errors"
	"time"
)

// Restart restarts the server as from the administration and returns when it answers again:
// the ports are those of the setting, sessions are gone, the certificate is read again.
func (s *Server) Restart() error {
	s.restarting.Lock()
	defer s.restarting.Unlock()
	return s.restart()
}

// restart does it; the caller holds s.restarting.
func (s *Server) restart() error {
	if s.isClosed() {
		return errors.New("emulator: the server is closed")
	}
	s.logf("restarting")
	s.stopListening()
	s.mu.Lock()
	s.auth.forget()
	s.mu.Unlock()
	s.pause(s.opt.RestartDelay)
	if s.isClosed() {
		return errors.New("emulator: closed while restarting")
	}
	s.reread(true)
	return s.listen(false)
}

// restartAfter restarts in the background, after a while.
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

// Settle waits until every restart is done that was asked for in the administration or by a fault.
func (s *Server) Settle() {
	s.life.Lock()
	defer s.life.Unlock()
	for s.pending > 0 {
		s.settled.Wait()
	}
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
