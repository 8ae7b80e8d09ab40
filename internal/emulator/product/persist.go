// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package product

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

const dataFile = "confproxy-emulator.json"

// readData reads the data of a folder; nil when there is none yet, or no folder.
func readData(dir string) (*data, error) {
	if dir == "" {
		return nil, nil
	}
	body, err := os.ReadFile(filepath.Join(dir, dataFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("emulator: %w", err)
	}
	d := &data{}
	if err := json.Unmarshal(body, d); err != nil {
		return nil, fmt.Errorf("emulator: %s is damaged (%w); remove it to begin with new data", filepath.Join(dir, dataFile), err)
	}
	return d, nil
}

// persist writes the data to the folder, if there is one, in one step.
func (s *Server) persist() error {
	if s.opt.Dir == "" {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	body, err := json.MarshalIndent(s.data, "", " ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(s.opt.Dir, 0o700); err != nil {
		return fmt.Errorf("emulator: %w", err)
	}
	path := filepath.Join(s.opt.Dir, dataFile)
	if err := os.WriteFile(path+".new", body, 0o600); err != nil {
		return fmt.Errorf("emulator: %w", err)
	}
	return os.Rename(path+".new", path)
}

func (s *Server) persistOrLog() {
	if err := s.persist(); err != nil {
		s.logf("the data could not be written: %v", err)
	}
}

// Snapshot is all data of a server at one moment.
type Snapshot struct{ data *data }

// Snapshot copies settings, files and passphrase.
func (s *Server) Snapshot() *Snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	return &Snapshot{s.data.clone()}
}

// Restore puts everything back: data, certificate and, by a restart, the ports. Sessions, login counts, orders,
// faults and the request log are empty afterwards, and the grid is whole.
// A restart that is under way is waited for. It panics when the ports cannot be bound again.
func (s *Server) Restore(snapshot *Snapshot) {
	s.Settle()
	s.restarting.Lock()
	defer s.restarting.Unlock()
	s.faults.clear()
	s.mu.Lock()
	s.data = snapshot.data.clone()
	s.auth.reset()
	s.grid.reset()
	s.orders = nil
	wanted := s.wantedPorts()
	s.mu.Unlock()
	s.reread(true)
	if !slices.Equal(wanted, s.Ports()) {
		if err := s.restart(); err != nil {
			panic(fmt.Sprintf("emulator: restore: %v", err))
		}
	}
	s.log.reset()
	s.persistOrLog()
}
