// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package product

import (
	"slices"
	"strconv"
)

// OwnServer denotes the current server, in the list of servers as in the columns of File storage (documented).
const OwnServer = "-1"

// Actions of Activity monitor > Servers on a selected server.
const (
	ActionRestart    = "Restart"
	ActionModuleApps = "Restart module apps" // documented
	ActionDisconnect = "Disconnect from grid"
	ActionConnect    = "Connect to grid"
)

// Order is an action that an administrator requested for a server.
type Order struct{ Action, Server string }

// gridState is the state of the other servers of the grid; guarded by
// Server.mu.
type gridState struct {
	held         bool
	behind       map[string]int  // by fileKey: the version on the other servers; 0 is none
	disconnected map[string]bool // by server
}

func (g *gridState) reset() {
	*g = gridState{behind: map[string]int{}, disconnected: map[string]bool{}}
}

// Node is a server of the grid.
type Node struct {
	ID        string // OwnServer, or a number
	Connected bool
}

// Nodes returns the servers of the grid, the own one first.
func (s *Server) Nodes() []Node {
	defer s.lock()()
	var nodes []Node
	for _, id := range s.nodeIDs() {
		nodes = append(nodes, Node{ID: id, Connected: !s.grid.disconnected[id]})
	}
	return nodes
}

func (s *Server) nodeIDs() []string {
	ids := []string{OwnServer}
	for n := 2; n <= s.opt.Servers; n++ {
		ids = append(ids, strconv.Itoa(n))
	}
	return ids
}

// Do performs an action on a server. Only a restart of the own server has an effect here; requests for the others are
// recorded, see [Server.Orders].
func (s *Server) Do(o Order) {
	s.mu.Lock()
	s.orders = append(s.orders, o)
	switch o.Action {
	case ActionDisconnect:
		s.grid.disconnected[o.Server] = true
	case ActionConnect:
		delete(s.grid.disconnected, o.Server)
	}
	s.mu.Unlock()
	s.logf("%s was ordered for server %s", o.Action, o.Server)
	if o.Action == ActionRestart && o.Server == OwnServer {
		s.restartAfter(s.opt.RestartBegins)
	}
}

// Orders returns the actions requested in Activity monitor > Servers since the start or the last Restore.
func (s *Server) Orders() []Order {
	defer s.lock()()
	return slices.Clone(s.orders)
}

// HoldReplication keeps the file versions of the other servers until [Server.Replicate].
func (s *Server) HoldReplication() {
	defer s.lock()()
	s.grid.held = true
}

// Replicate updates the other servers and ends [Server.HoldReplication].
func (s *Server) Replicate() {
	defer s.lock()()
	s.grid.held = false
	clear(s.grid.behind)
}

func fileKey(tab, name string) string { return tab + "/" + name }

// store puts a file, which the other servers get unless replication is held. The caller holds s.mu.
func (s *Server) store(tab, name string, body []byte) {
	key := fileKey(tab, name)
	if _, lags := s.grid.behind[key]; s.grid.held && !lags {
		s.grid.behind[key] = 0
		if f := s.data.Tabs[tab][name]; f != nil {
			s.grid.behind[key] = f.Version
		}
	}
	s.data.put(tab, name, body)
}

// versionOn returns the version of a file on a server; 0 is none. The caller holds s.mu.
func (s *Server) versionOn(node, tab, name string) int {
	if node == OwnServer {
		return s.data.Tabs[tab][name].Version
	}
	if version, lags := s.grid.behind[fileKey(tab, name)]; lags {
		return version
	}
	if tab == tabLocal {
		return 0
	}
	return s.data.Tabs[tab][name].Version
}
