// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/acctest"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/protocol"
)

const passphrase = "correct horse battery staple"

// deployment returns a configuration that deploys a certificate with an encrypted
// key.
func deployment(t *testing.T) []protocol.Block {
	t.Helper()
	issued := certstest.Issue(t, certstest.Leaf{CommonName: "proxy.example.com"})
	key, err := issued.EncryptedKeyPEM(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	return []protocol.Block{{Type: "confproxy_certificate", Name: "this", Arguments: func(protocol.Ref) map[string]any {
		return map[string]any{
			"name": "www", "certificate_pem": string(issued.CertPEM), "chain_pem": string(issued.ChainPEM),
			"private_key_pem_wo": string(key), "private_key_passphrase_wo": passphrase,
			"live_check": map[string]any{"timeout": "300ms"},
		}
	}}}
}

// logs are the records of the provider's subsystems.
type logs struct {
	text  string
	lines []map[string]any
}

// apply applies blocks and returns the log.
func apply(t *testing.T, server *emulator.Server, blocks []protocol.Block) (logs, error) {
	t.Helper()
	var written buffer
	_, failed := acctest.Engine(server).Apply(tflogtest.RootLogger(t.Context(), &written), blocks, &protocol.State{})
	l := logs{text: written.String()}
	var err error
	if l.lines, err = tflogtest.MultilineJSONDecode(strings.NewReader(l.text)); err != nil {
		t.Fatal(err)
	}
	return l, failed
}

// story returns the records of a level: part of the client, and message.
func (l logs) story(level string) []string {
	var story []string
	for _, line := range l.lines {
		if module, ok := line["@module"].(string); ok && line["@level"] == level {
			story = append(story, module[strings.LastIndex(module, ".")+1:]+": "+line["@message"].(string))
		}
	}
	return story
}

// The level INFO describes an apply in a dozen lines, DEBUG the requests, and
// no record shows a secret.
func TestLog(t *testing.T) {
	t.Parallel()
	server := acctest.Start(t, emulator.Skins()[0], 0)
	l, err := apply(t, server, deployment(t))
	if err != nil {
		t.Fatal(err)
	}
	story := l.story("info")
	rest := story
	for _, want := range []string{
		"session: logged in", "client: checked", "admin: uploaded", "admin: set", "admin: saved", "client: verified", "client: deployed",
	} {
		at := slices.Index(rest, want)
		if at < 0 {
			t.Fatalf("the story %q lacks %q in its place", story, want)
		}
		rest = rest[at+1:]
	}
	if len(story) > 14 {
		t.Errorf("the story takes %d lines: %q", len(story), story)
	}
	for _, line := range l.lines {
		if message, _ := line["@message"].(string); strings.Contains(message, "timeout configuration not found") {
			t.Errorf("a line of the framework: %q", line)
		}
		switch message := line["@message"]; message {
		case "checked", "uploaded", "set", "saved", "verified", "deployed":
			if took, _ := line["took"].(string); took == "" || line["name"] != "www" {
				t.Errorf("%q does not say how long it took, or for which resource", line)
			}
		case "request":
			for _, field := range []string{"method", "path", "status", "bytes", "ms"} {
				if line[field] == nil || strings.Contains(line["path"].(string), "?") {
					t.Errorf("%q has no %s, or a query", line, field)
				}
			}
		}
	}
	if requests := l.story("debug"); !slices.Contains(requests, "session: request") {
		t.Errorf("no request in %q", requests)
	}
	for _, secret := range []string{acctest.Password, passphrase} {
		for _, form := range acctest.Forms(secret) {
			if strings.Contains(l.text, form) {
				t.Error("a secret is in the log")
			}
		}
	}
}

// The log of a failed deployment shows what was undone, and what the client
// waited for.
func TestLogOfFailure(t *testing.T) {
	t.Parallel()
	server := acctest.Start(t, emulator.Skins()[0], 0)
	server.Inject(product.Fault{Kind: product.Status500, Match: product.Of(product.Save), Times: -1})
	l, err := apply(t, server, deployment(t))
	if err == nil {
		t.Fatal("expected an error")
	}
	story := l.story("info")
	for _, want := range []string{"client: undoing the deployment", "client: restored", "admin: deleted", "client: the deployment failed"} {
		if !slices.Contains(story, want) {
			t.Errorf("the story %q lacks %q", story, want)
		}
	}
}

// The user agent names the provider and the engine, with their versions.
func TestUserAgent(t *testing.T) {
	t.Parallel()
	server := acctest.Start(t, emulator.Skins()[0], 0)
	var mu sync.Mutex
	var agent string
	server.OnRequest(func(r *http.Request, _ product.Class) {
		mu.Lock()
		defer mu.Unlock()
		agent = r.UserAgent()
	})
	if _, err := apply(t, server, []protocol.Block{{Type: "confproxy_server", Name: "this", Data: true, Arguments: func(protocol.Ref) map[string]any { return nil }}}); err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	defer mu.Unlock()
	if want := "terraform-provider-confproxy/test (engine 1.14.0)"; agent != want {
		t.Errorf("got %q, want %q", agent, want)
	}
}

// buffer is a buffer for concurrent writes.
type buffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}
