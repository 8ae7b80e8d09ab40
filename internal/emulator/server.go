// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Server is a running emulator. Its methods may be called from any goroutine.
type Server struct {
	skin    Skin
	opt     Options
	trusted []netip.Prefix
	names   names
	byLabel map[string]*setting
	rows    []*setting
	routes  map[string]page // opaque name → page

	mu   sync.Mutex // guards what follows
	data *data
	auth authState
	tls  tlsState

	log    requestLog
	faults faultList

	restarting sync.Mutex // one restart, Restore or Close at a time
	life       sync.Mutex // guards bound, gen, closed
	bound      []int
	gen        *generation
	closed     bool
	pending    int           // restarts asked for and not done
	settled    *sync.Cond    // on life: pending changed
	done       chan struct{} // closed by Close
	work       sync.WaitGroup
}

// Start starts an emulator; the caller has to Close it.
func Start(o Options) (*Server, error) {
	o, trusted, err := o.complete()
	if err != nil {
		return nil, err
	}
	ports := slices.Clone(o.Ports)
	defaults := make([]string, len(ports))
	for i := range ports {
		if ports[i] == 0 {
			if ports[i], err = FreePort(o.Host); err != nil {
				return nil, err
			}
		}
		defaults[i] = strconv.Itoa(ports[i])
	}
	s := &Server{skin: o.Skin, opt: o, trusted: trusted, names: names{o.Seed}, done: make(chan struct{})}
	s.settled = sync.NewCond(&s.life)
	s.rows = catalogue(defaults)
	s.byLabel = map[string]*setting{}
	for _, c := range s.rows {
		s.byLabel[c.label] = c
	}
	s.routes = map[string]page{}
	for _, p := range allPages {
		s.routes[s.names.name("page "+string(p))] = p
	}
	s.auth.reset()
	if err := s.load(); err != nil {
		return nil, err
	}
	s.reread(true)
	if err := s.listen(true); err != nil {
		return nil, err
	}
	return s, nil
}

// load takes the data from the folder, or makes new data.
func (s *Server) load() error {
	d, err := readData(s.opt.Dir)
	if err != nil {
		return err
	}
	if d == nil {
		d = newData(s.rows)
		if d.Certificate, d.Key, err = selfSigned(s.opt.Host); err != nil {
			return err
		}
	}
	for name, body := range s.opt.Files {
		if d.Tabs[tabPrivate][name] == nil {
			d.put(tabPrivate, name, body)
		}
	}
	s.data = d
	return s.persist()
}

// Close stops the emulator and waits for everything it started. Its ports are free afterwards.
func (s *Server) Close() error {
	s.life.Lock()
	if s.closed {
		s.life.Unlock()
		return nil
	}
	s.closed = true
	close(s.done)
	s.life.Unlock()

	s.restarting.Lock()
	s.stopListening()
	s.restarting.Unlock()
	s.work.Wait()
	return nil
}

// enter counts a piece of work that Close waits for; it is false once the server is closed.
func (s *Server) enter() bool {
	s.life.Lock()
	defer s.life.Unlock()
	if s.closed {
		return false
	}
	s.work.Add(1)
	return true
}

// Skin is the skin the server was started with.
func (s *Server) Skin() Skin { return s.skin }

// Seed is the seed of the opaque names: the same skin and seed give the same pages.
func (s *Server) Seed() int64 { return s.opt.Seed }

// URL is the server's plain address, http://host:port, by the first port it is bound to.
func (s *Server) URL() string { return "http://" + s.firstAddress() }

// HTTPSURL is the server's address by https on the same port.
func (s *Server) HTTPSURL() string { return "https://" + s.firstAddress() }

func (s *Server) firstAddress() string {
	port, _ := strconv.Atoi(s.rows[slices.Index(s.rows, s.byLabel[labelPorts])].def[0])
	if bound := s.Ports(); len(bound) > 0 {
		port = bound[0]
	}
	return address(s.opt.Host, port)
}

// Ports are the ports bound now, in the order of the setting.
func (s *Server) Ports() []int {
	s.life.Lock()
	defer s.life.Unlock()
	return slices.Clone(s.bound)
}

// Setting tells one setting by its newer label (without colon), on either page and whatever the skin.
// Several values are joined: ports by ", ", others by a line feed. ok is false when there is no such label.
func (s *Server) Setting(label string) (value string, isDefault, ok bool) {
	c := s.byLabel[strings.TrimSuffix(label, ":")]
	if c == nil {
		return "", false, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.say(c.label), s.data.Values[c.label].Default, true
}

// Settings are all settings by newer label.
func (s *Server) Settings() map[string]SettingState {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make(map[string]SettingState, len(s.rows))
	for _, c := range s.rows {
		v := s.data.Values[c.label]
		all[c.label] = SettingState{Page: string(c.page), Value: s.say(c.label), Default: v.Default, Local: v.Local}
	}
	return all
}

// Set gives a setting an own value, as an administrator would who saves it in a browser at this moment.
// It panics when there is no such label.
func (s *Server) Set(label, v string) {
	c := s.mustSetting(label)
	s.change(func() {
		s.data.Values[c.label] = value{Own: c.kind.split(v), Local: s.data.Values[c.label].Local}
	})
}

// SetDefault ticks the box of a setting, as an administrator would. It panics when there is no such label.
func (s *Server) SetDefault(label string) {
	c := s.mustSetting(label)
	s.change(func() {
		s.data.Values[c.label] = value{Default: true, Local: s.data.Values[c.label].Local}
	})
}

// change alters settings and lets the listener follow, when the skin says that it does on save.
func (s *Server) change(f func()) {
	s.mu.Lock()
	f()
	s.mu.Unlock()
	s.saved()
}

// saved is what follows every change of settings.
func (s *Server) saved() {
	if s.skin.CertReread != RereadOnRestart {
		s.reread(false)
	}
	s.mustPersist()
}

// stored is what follows every change of private files.
func (s *Server) stored() {
	if s.skin.CertReread == RereadOnUpload {
		s.reread(false)
	}
	s.mustPersist()
}

// Files are the private files.
func (s *Server) Files() map[string]File { return s.FilesOf(tabPrivate) }

// FilesOf are the files of any tab; it is empty for an unknown one.
func (s *Server) FilesOf(tab string) map[string]File {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make(map[string]File, len(s.data.Tabs[tab]))
	for name, f := range s.data.Tabs[tab] {
		all[name] = File{Data: bytes.Clone(f.Data), Version: f.Version}
	}
	return all
}

// PutFile stores a private file behind everyone's back, raising its version when it is there.
func (s *Server) PutFile(name string, body []byte) {
	s.mu.Lock()
	s.data.put(tabPrivate, name, body)
	s.mu.Unlock()
	s.stored()
}

// RemoveFile removes a private file behind everyone's back.
func (s *Server) RemoveFile(name string) {
	s.mu.Lock()
	delete(s.data.Tabs[tabPrivate], name)
	s.mu.Unlock()
	s.stored()
}

// Passphrase is the key passphrase that was set last; "" when none is set or its row went back to default.
func (s *Server) Passphrase() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.passphrase()
}

func (s *Server) passphrase() string {
	if v := s.data.Values[labelPassphrase]; !v.Default && len(v.Own) > 0 {
		return v.Own[0]
	}
	return ""
}

// ApplyPressed tells whether anybody pressed Apply changes of File storage, whose effect nobody knows.
func (s *Server) ApplyPressed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.data.Applied
}

// Leaf is the certificate that the listener presents now; nil while TLS is broken, see [Server.TLSError].
func (s *Server) Leaf() *x509.Certificate {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tls.cert == nil {
		return nil
	}
	return s.tls.cert.Leaf
}

// TLSError tells why the named files make no certificate; nil when they do, or when none are named.
func (s *Server) TLSError() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tls.err
}

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
	if !s.enter() {
		return
	}
	s.awaiting(+1)
	go func() {
		defer s.work.Done()
		defer s.awaiting(-1)
		s.pause(d)
		if err := s.Restart(); err != nil {
			s.logf("restart: %v", err)
		}
	}()
}

func (s *Server) awaiting(n int) {
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

func (s *Server) isClosed() bool {
	s.life.Lock()
	defer s.life.Unlock()
	return s.closed
}

// Snapshot is all data of a server at one moment.
type Snapshot struct{ data *data }

// Snapshot copies settings, files and passphrase.
func (s *Server) Snapshot() *Snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	return &Snapshot{s.data.clone()}
}

// Restore puts everything back: data, certificate and, by a restart, the ports. Sessions, login counts, faults and the request log are empty afterwards.
// A restart that is under way is waited for. It panics when the ports cannot be bound again.
func (s *Server) Restore(snapshot *Snapshot) {
	s.Settle()
	s.restarting.Lock()
	defer s.restarting.Unlock()
	s.faults.clear()
	s.mu.Lock()
	s.data = snapshot.data.clone()
	s.auth.reset()
	wanted := s.wantedPorts()
	s.mu.Unlock()
	s.reread(true)
	if !slices.Equal(wanted, s.Ports()) {
		if err := s.restart(); err != nil {
			panic(fmt.Sprintf("emulator: restore: %v", err))
		}
	}
	s.log.reset()
	s.mustPersist()
}

// Logins counts logins since the start or the last Restore. HTTP Basic has no log-in of its own:
// there the first accepted request after a start or restart counts as one, and each refused password as failed.
func (s *Server) Logins() (ok, failed int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.auth.ok, s.auth.failed
}

// Requests is the log of requests since the start, ResetRequests or Restore.
func (s *Server) Requests() []Request { return s.log.all() }

// ResetRequests empties the log; the counting of requests, for injected faults too, begins anew.
func (s *Server) ResetRequests() {
	s.log.reset()
	s.faults.recount()
}

// Inject adds faults; each counts the requests that arrive from now on.
func (s *Server) Inject(faults ...Fault) { s.faults.add(faults) }

// Heal takes all injected faults back.
func (s *Server) Heal() { s.faults.clear() }

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

// Labels are the newer labels of all settings, sorted.
func (s *Server) Labels() []string { return slices.Sorted(maps.Keys(s.byLabel)) }
