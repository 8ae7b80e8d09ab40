// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"html"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/client"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/deployment"
)

var (
	hostileAll  = flag.Bool("hostile", false, "run all combinations of TestHostileCombinations instead of a sample")
	hostileSeed = flag.Uint64("hostile-seed", 20261127, "seed of the sample and of the secrets")
)

// hostileSample is the number of combinations in a normal run.
const hostileSample = 40

// attack is one request under attack: its values, and the attacker's other
// listener.
type attack struct {
	stand   *stand
	place   string
	posted  string // the posted values, including secrets
	foreign string // address of another listener
}

// Encodings in which a server repeats its input.
var echoes = map[string]func(string) string{
	"raw": func(s string) string { return s }, "escaped": html.EscapeString,
	"escaped twice": func(s string) string { return html.EscapeString(html.EscapeString(s)) },
	"percent":       url.PathEscape, "plus": url.QueryEscape,
	"base64": func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
	"JSON": func(s string) string {
		b, err := json.Marshal(s)
		if err != nil {
			panic(err)
		}
		return string(b)
	},
	"cut": func(s string) string { return s[:min(len(s), 150)] },
}

// attacks are the answers of a hostile server.
func attacks() map[string]func(attack, http.ResponseWriter, *http.Request) {
	all := map[string]func(attack, http.ResponseWriter, *http.Request){
		"close":      func(attack, http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"act, close": actThen(func(attack, http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }),
		"act, 500": actThen(func(a attack, w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "Error: "+a.posted, http.StatusInternalServerError)
		}),
		"bad chunk": func(_ attack, w http.ResponseWriter, _ *http.Request) {
			raw(w, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")
		},
		"bad status": func(a attack, w http.ResponseWriter, _ *http.Request) { raw(w, "HTTP/1.1 2x0 "+a.posted+"\r\n\r\n") },
		"bad header": func(a attack, w http.ResponseWriter, _ *http.Request) {
			raw(w, "HTTP/1.1 200 OK\r\n"+a.posted+"\r\n\r\n")
		},
		"no HTTP": func(a attack, w http.ResponseWriter, _ *http.Request) { raw(w, a.posted+"\r\n") },
		"no page": func(_ attack, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) },
		"empty":   func(attack, http.ResponseWriter, *http.Request) {},
		"login again": func(_ attack, w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `<form method=post action="/conf?p=login">Word: <input type=password name=w><button>Log in</button></form>`)
		},
		"cut off": func(_ attack, w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `<a href="/conf?p=general">General</a><form method=post><table><tr><td>`)
		},
		"long": func(_ attack, w http.ResponseWriter, _ *http.Request) {
			for range 100 {
				if _, err := io.WriteString(w, filler); err != nil {
					return
				}
			}
		},
		"loop": func(_ attack, w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.String()+"x", http.StatusTemporaryRedirect)
		},
		"leave, keep": func(a attack, w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, a.foreign+"/conf?"+url.QueryEscape(a.posted), http.StatusTemporaryRedirect)
		},
		"act, leave": actThen(func(a attack, w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, a.foreign+"/conf", http.StatusSeeOther)
		}),
		"lead astray": func(a attack, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "http://%zz/"+url.PathEscape(a.posted))
			w.WriteHeader(http.StatusFound)
		},
		"refresh": func(a attack, w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintf(w, `<meta http-equiv=refresh content="0; url=%s/conf">`, a.foreign)
		},
		"frame": func(a attack, w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintf(w, `<iframe src="%s/conf"></iframe>`, a.foreign)
		},
		"other forms": func(a attack, w http.ResponseWriter, r *http.Request) {
			recorder := httptest.NewRecorder()
			a.stand.handle(a.place, recorder, r)
			maps.Copy(w.Header(), recorder.Header())
			_, _ = io.WriteString(w, strings.ReplaceAll(recorder.Body.String(), `action="/conf`, `action="`+a.foreign+`/conf`))
		},
	}
	for name, encode := range echoes {
		for _, status := range []int{200, 403, 500} {
			all[fmt.Sprintf("echo %s, %d", name, status)] = func(a attack, w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Server", "ISL "+strings.Map(printable, encode(a.posted)))
				w.WriteHeader(status)
				fmt.Fprintf(w, `<p>Error: invalid %s</p><a href="/x">%s</a>`, encode(a.posted), encode(a.posted))
			}
		}
	}
	return all
}

func printable(r rune) rune {
	if r < ' ' || r > '~' {
		return -1
	}
	return r
}

func actThen(then func(attack, http.ResponseWriter, *http.Request)) func(attack, http.ResponseWriter, *http.Request) {
	return func(a attack, w http.ResponseWriter, r *http.Request) {
		recorder := httptest.NewRecorder()
		a.stand.handle(a.place, recorder, r)
		then(a, w, r)
	}
}

// secretStyles generate passwords.
var secretStyles = map[string]func(*rand.Rand) string{
	"signs": func(r *rand.Rand) string { return randomText(r, `abXY019 +%&<>"'\/=;:#?é秘`, 12+r.IntN(20)) },
	"token": func(r *rand.Rand) string {
		return "Z9" + randomText(r, "abcdefghijklmnopqrstuvwxyzABCDEF0123456789-_", 24)
	},
	"word": func(r *rand.Rand) string { return []string{"password", "dragon", "welcome", "invalid"}[r.IntN(4)] },
}

func randomText(r *rand.Rand, letters string, n int) string {
	runes := []rune(letters)
	text := "q7"
	for range n {
		text += string(runes[r.IntN(len(runes))])
	}
	return text + "~3"
}

type combination struct{ attack, place, style string }

func combinations() []combination {
	var all []combination
	for _, attack := range slices.Sorted(maps.Keys(attacks())) {
		for _, place := range []string{"menu", "post login", "general", "post general", "private", "post private", "file"} {
			for _, style := range slices.Sorted(maps.Keys(secretStyles)) {
				all = append(all, combination{attack, place, style})
			}
		}
	}
	return all
}

// TestHostileCombinations attacks a rotation at every request: whatever the
// server does, the rotation succeeds or ends in one clear error, in bounded
// time, with no secret in an error, report or capture, nothing sent to the
// attacker's listener, and the old or the new certificate served.
func TestHostileCombinations(t *testing.T) {
	t.Parallel()
	all := combinations()
	if len(all) < 300 {
		t.Fatalf("%d combinations, want at least 300", len(all))
	}
	random := rand.New(rand.NewPCG(*hostileSeed, 1))
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	switch {
	case testing.Short(): // under the race detector
		all = all[:hostileSample/10]
	case !*hostileAll:
		all = all[:hostileSample]
	}
	t.Logf("%d combinations, seed %d", len(all), *hostileSeed)
	old, fresh := issueForStand(t, "old"), issueForStand(t, "new")
	var foreign atomic.Int64
	handler := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { foreign.Add(1) })
	others := []*httptest.Server{httptest.NewServer(handler), httptest.NewTLSServer(handler)}
	for i, one := range all {
		seed, other := random.Uint64(), others[i%2]
		t.Run(fmt.Sprintf("%s/%s/%s", one.place, one.attack, one.style), func(t *testing.T) {
			t.Parallel()
			one.run(t, seed, old, fresh, other.URL)
		})
	}
	t.Cleanup(func() {
		for _, other := range others {
			other.Close()
		}
		if n := foreign.Load(); n != 0 {
			t.Errorf("%d requests reached another listener", n)
		}
	})
}

func (c combination) run(t *testing.T, seed uint64, old, fresh *certstest.Issued, foreign string) {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 2))
	password := secretStyles[c.style](random)
	s := newStand(t, old, password)
	once, struck := random.IntN(2) == 0, atomic.Int64{}
	do := attacks()[c.attack]
	s.with(func() {
		s.odd = func(place string, w http.ResponseWriter, r *http.Request) bool {
			if place != c.place || once && struck.Load() > 0 {
				return false
			}
			struck.Add(1)
			do(attack{s, place, posted(r, password, fresh), foreign}, w, r)
			return true
		}
	})
	captures := t.TempDir()
	client := s.client(t, confproxy.Config{CaptureDir: captures, RequestTimeout: time.Minute})
	began := time.Now()
	texts := c.rotate(t, s, client, fresh)
	if struck.Load() == 0 {
		t.Error("the attack never happened")
	}
	if took := time.Since(began); took > 3*time.Minute {
		t.Errorf("it took %s", took)
	}
	files, _ := filepath.Glob(filepath.Join(captures, "*"))
	for _, file := range files {
		if data, err := os.ReadFile(file); err == nil && c.style != "word" { // words that are part of every page
			texts = append(texts, string(data))
		}
	}
	for _, text := range texts {
		if leak := leaked(text, password, fresh, c.style); leak != "" {
			t.Errorf("%q is in %q", leak, text[:min(len(text), 2000)])
		}
	}
	s.with(func() { s.odd = nil })
	if got := s.served(t); got != certs.Fingerprint(old.Cert) && got != certs.Fingerprint(fresh.Cert) {
		t.Errorf("served is neither the old nor the new certificate: %s", got)
	}
	s.with(func() {
		if s.settings["SMTP port"] != "25" || !bytes.Equal(s.files["keep.xml"], []byte("<a/>")) {
			t.Errorf("what nobody named was changed: %v", s.settings)
		}
	})
}

// posted returns the values that a server that repeats its input repeats.
func posted(r *http.Request, password string, fresh *certstest.Issued) string {
	text := "n=" + password + "&"
	if r.MultipartForm != nil {
		text += string(fresh.KeyPEM)
	}
	return text
}

// rotate uploads a certificate and makes the server present it, and returns all
// texts of the client.
func (c combination) rotate(t *testing.T, s *stand, client *client.Client, fresh *certstest.Issued) (texts []string) {
	t.Helper()
	note := func(what string, err error, isDone func() bool) bool {
		if err == nil {
			s.with(func() {
				if !isDone() {
					t.Errorf("%s: no error, and not done", what)
				}
			})
			return true
		}
		texts = append(texts, err.Error())
		isKnown := slices.ContainsFunc(hostileKinds, func(kind error) bool { return errors.Is(err, kind) })
		if !isKnown || len(err.Error()) > 8<<10 {
			t.Errorf("%s: expected one clear error of a known kind, got %d bytes: %.500s", what, len(err.Error()), err)
		}
		return false
	}
	want := confproxy.Values{}
	for _, file := range []struct {
		name    string
		setting confproxy.Setting
		data    []byte
	}{
		{"new.key", confproxy.Key, fresh.KeyPEM}, {"new.cer", confproxy.Certificate, fresh.CertPEM}, {"new.crt", confproxy.CertificateChain, fresh.ChainPEM},
	} {
		_, err := client.PutFile(t.Context(), file.name, certs.NewContent(file.data), confproxy.Precondition{})
		if !note("upload", err, func() bool { return bytes.Equal(s.files[file.name], file.data) }) {
			s.with(func() { s.files[file.name] = file.data }) // otherwise the save has nothing to name
		}
		want[file.setting] = confproxy.TextValue("objects/" + file.name)
	}
	_, _, err := client.ReadFile(t.Context(), "keep.xml")
	note("read", err, func() bool { return true })
	report, err := client.Deploy(t.Context(), deployment.Deployment{Want: want, Live: deployment.LiveCheck{Enabled: true, Timeout: 10 * time.Second}})
	note("save", err, func() bool { return s.settings[confproxy.Key.Label] == "objects/new.key" })
	for _, undone := range report.Undone {
		texts = append(texts, fmt.Sprint(undone.Err), undone.Remedy)
	}
	found, err := client.Recognise(t.Context())
	if note("recognise", err, func() bool { return true }) {
		texts = append(texts, fmt.Sprintf("%+v", found))
	}
	return texts
}

var hostileKinds = []error{
	confproxy.ErrUnreachable, confproxy.ErrUnfinished, confproxy.ErrUntrustedCertificate, confproxy.ErrAuth, confproxy.ErrUntrustedNetwork,
	confproxy.ErrLayout, confproxy.ErrForeignHost, confproxy.ErrServer, confproxy.ErrUnknownOutcome, confproxy.ErrNotApplied,
	confproxy.ErrConflict, confproxy.ErrCheck, confproxy.ErrLive,
}

// leaked returns a secret in a text, in one of the usual encodings. For a plain
// word only an echo counts: the client itself may use the word.
func leaked(text, password string, fresh *certstest.Issued, style string) string {
	secrets := []string{password}
	if style == "word" {
		secrets = []string{"n=" + password}
	}
	for line := range strings.Lines(string(fresh.KeyPEM)) {
		if line = strings.TrimSpace(line); len(line) >= 40 && !strings.HasPrefix(line, "-") {
			secrets = append(secrets, line[:20], line[20:40])
		}
	}
	for _, secret := range secrets {
		for _, name := range []string{"raw", "escaped", "escaped twice", "percent", "plus", "JSON"} {
			shown := strings.Trim(echoes[name](secret), `"`)
			if strings.Contains(text, shown) || strings.Contains(text, strings.Trim(strconv.Quote(shown), `"`)) {
				return shown
			}
		}
		for before := range 3 {
			encoded := base64.RawStdEncoding.EncodeToString(append(make([]byte, before), secret...))
			if inner := encoded[min(len(encoded), 4):max(min(len(encoded), 4), len(encoded)-3)]; len(inner) > 6 && strings.Contains(text, inner) {
				return secret + " in base64"
			}
		}
	}
	return ""
}
