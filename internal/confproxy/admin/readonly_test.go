// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/deployment"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/secret"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// readOnly returns the configuration of a read-only client.
func (s *site) readOnly(t *testing.T) confproxy.Config {
	t.Helper()
	return confproxy.Config{
		Endpoint: s.URL(), Password: "asd", CACertPEM: authority(t).RootPEM, RequestTimeout: patience, ReadOnly: true,
	}
}

// A read-only client reads everything, and sends nothing but the login, in
// every operation. Its errors describe what it would have sent.
func TestSkinsReadOnly(t *testing.T) {
	t.Parallel()
	everySkin(t, emulator.Options{Files: manyFiles(7)}, func(t *testing.T, s *site) {
		const plainWord = "Sommer"
		databaseSecret := confproxy.Setting{Page: confproxy.PageGeneral, Label: "Database secret"}
		s.Set(databaseSecret.Label, "the old database secret")
		settings, files := s.Settings(), inShort(s.Files())
		ctx := t.Context()
		s.client = admin.Connect(t, s.readOnly(t))
		s.compareSettings(t)
		s.compareFiles(t)
		m, phrase := authority(t), passphrase
		contents := map[string]*certs.Content{}
		for name, data := range m.files() {
			contents[name] = certs.NewContent(data)
		}
		_, put := s.client.PutFile(ctx, "new.cer", contents["server.cer"], confproxy.Precondition{})
		_, replace := s.client.PutFile(ctx, "file-001.txt", contents["server.cer"], confproxy.Precondition{})
		_, deploy := s.client.Deploy(ctx, deployment.Deployment{
			Files: contents, Passphrase: &phrase, Live: deployment.LiveCheck{Enabled: true}, Restart: true,
			Want: confproxy.Values{
				confproxy.UseSSL: confproxy.YesNo(true), confproxy.Certificate: confproxy.TextValue("objects/server.cer"),
				confproxy.Key: confproxy.TextValue("objects/locked.key"), confproxy.CertificateChain: confproxy.TextValue("objects/chain.crt"),
				confproxy.KeyPassphrase: {}, confproxy.RedirectToHTTPS: confproxy.YesNo(true),
			},
			Obsolete: func(map[string]confproxy.File) []string { return []string{"file-002.txt", "file-003.txt"} },
		})
		_, restart := s.client.Restart(ctx, confproxy.ScopeServer, deployment.LiveCheck{})
		_, moduleApps := s.client.Restart(ctx, confproxy.ScopeModuleApps, deployment.LiveCheck{})
		for what, test := range map[string]struct {
			err  error
			says []string
		}{
			"restart":     {restart, []string{"to restart the server"}},
			"module apps": {moduleApps, []string{"to restart the module apps", "Restart module apps"}},
			"upload":      {put, []string{"new.cer,"}},
			"replace":     {replace, []string{"file-001.txt,"}},
			"deletion":    {s.client.DeleteFile(ctx, "file-001.txt"), []string{"Delete selected"}},
			"edit": {s.client.Edit(ctx, confproxy.Edit{Want: confproxy.Values{
				{Page: confproxy.PageGeneral, Label: "SMTP port"}: confproxy.TextValue("2525"),
			}}), []string{"Save", "SMTP port", "as it is"}},
			"secret":                      {s.client.SetSecret(ctx, confproxy.KeyPassphrase, phrase), nil},
			"plain word in a plain field": {s.client.SetSecret(ctx, databaseSecret, plainWord), nil},
			"deployment": {deploy, []string{
				`upload "server.cer"`, `upload "locked.key"`, `upload "chain.crt"`, "save General", "save Security", `delete "file-00`,
			}},
		} {
			readOnly, ok := errors.AsType[*confproxy.ReadOnlyError](test.err)
			if !ok || len(readOnly.Submissions) == 0 || confproxy.MayHaveChanged(test.err) {
				t.Errorf("%s: %v, want a read-only error", what, test.err)
				continue
			}
			for _, text := range test.says {
				if !strings.Contains(test.err.Error(), text) {
					t.Errorf("%s does not say %q:\n%v", what, text, test.err)
				}
			}
			isThere := strings.Contains(test.err.Error(), secret.Mask) || strings.Contains(test.err.Error(), "; the secret is entered there\n")
			if sends := what == "secret" || what == "deployment" || strings.HasPrefix(what, "plain word"); sends && !isThere {
				t.Errorf("%s does not tell where the secret goes:\n%v", what, test.err)
			}
			for _, secret := range []string{phrase, plainWord, "PRIVATE KEY"} {
				if strings.Contains(test.err.Error(), secret) {
					t.Errorf("%s shows a secret:\n%v", what, test.err)
				}
			}
		}
		_, unfit := s.client.Deploy(ctx, deployment.Deployment{Files: contents, Want: confproxy.Values{
			confproxy.UseSSL: confproxy.YesNo(true), confproxy.Certificate: confproxy.TextValue("objects/server.cer"),
			confproxy.Key: confproxy.TextValue("objects/chain.crt"), // no key
		}})
		if _, ok := errors.AsType[*deployment.CheckError](unfit); !ok || errors.Is(unfit, confproxy.ErrReadOnly) {
			t.Errorf("%v, want what the checks before a change say", unfit)
		}
		if diff := cmp.Diff(settings, s.Settings()); diff != "" {
			t.Errorf("settings (-before +after):\n%s", diff)
		}
		if diff := cmp.Diff(files, inShort(s.Files())); diff != "" {
			t.Errorf("files (-before +after):\n%s", diff)
		}
		onlyLogins(t, s.Server)
	})
}

// onlyLogins fails on a request that is neither a read nor the login.
func onlyLogins(t *testing.T, server *emulator.Server) {
	t.Helper()
	for _, request := range server.Requests() {
		isRead := request.Method == http.MethodGet
		switch request.Class {
		case product.Login:
			continue
		case product.Save, product.SaveSecurity, product.Upload, product.Delete, product.Confirm, product.Restart:
			isRead = false
		}
		if !isRead {
			t.Errorf("it was sent: %+v", request)
		}
	}
}

// The submissions in the report are what is sent later: the same fields in the
// same order, with the same new values.
func TestSkinsRehearsal(t *testing.T) {
	t.Parallel()
	everySkin(t, emulator.Options{Files: manyFiles(3)}, func(t *testing.T, s *site) {
		report, err := s.client.Recognise(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		onlyLogins(t, s.Server)
		var name string
		if deletion := report.Rehearsal.Deletion; deletion.Submission == nil {
			t.Fatal(deletion.Problem)
		} else if _, err := fmt.Sscanf(deletion.Submission.Op, "delete %q from", &name); err != nil {
			t.Fatal(err)
		}
		posts := &posted{first: map[product.Class][]string{}}
		s.OnRequest(posts.note)
		config := s.readOnly(t)
		config.ReadOnly = false
		ways, err := admin.New(config)
		if err != nil {
			t.Fatal(err)
		}
		ctx := t.Context()
		results := ways.Files.Put(ctx, []confproxy.Upload{{Name: "sample.cer", Data: []byte("rehearsal\n")}})
		deletions := ways.Files.Delete(ctx, []string{name})
		if err := errors.Join(results[0].Err, deletions[0], ways.Servers.Restart(ctx, confproxy.ScopeServer)); err != nil {
			t.Fatal(err)
		}
		s.Settle()
		// The certificate and the key do not match, so the result need not be
		// read.
		_ = ways.Settings.Write(ctx, confproxy.Edit{Always: true, Want: confproxy.Values{
			confproxy.UseSSL: confproxy.YesNo(true), confproxy.Certificate: confproxy.TextValue("objects/sample.cer"),
			confproxy.Key: confproxy.TextValue("objects/sample.key"), confproxy.CertificateChain: confproxy.TextValue("objects/chain.crt"),
		}})
		for class, rehearsed := range map[product.Class]confproxy.Rehearsed{
			product.Upload: report.Rehearsal.Upload, product.Delete: report.Rehearsal.Deletion,
			product.Restart: report.Rehearsal.Restart, product.Save: report.Rehearsal.Save,
		} {
			if rehearsed.Submission == nil {
				t.Errorf("%s: %s", class, rehearsed.Problem)
			} else {
				posts.compare(t, class, rehearsed.Submission)
			}
		}
	})
}

// posted returns the first forms of every class that were sent to a server, a
// text for each field.
type posted struct {
	mu    sync.Mutex
	first map[product.Class][]string
}

func (p *posted) note(r *http.Request, class product.Class) {
	if r.Method != http.MethodPost {
		return
	}
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	fields := fieldsOf(r.Header.Get("Content-Type"), body)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.first[class] == nil {
		p.first[class] = fields
	}
}

func fieldsOf(contentType string, body []byte) []string {
	var fields []string
	kind, params, _ := mime.ParseMediaType(contentType)
	if kind != "multipart/form-data" {
		for pair := range strings.SplitSeq(string(body), "&") {
			name, value, _ := strings.Cut(pair, "=")
			name, _ = url.QueryUnescape(name)
			value, _ = url.QueryUnescape(value)
			fields = append(fields, name+"="+value)
		}
		return fields
	}
	parts := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for {
		part, err := parts.NextPart()
		if err != nil {
			return fields
		}
		value, _ := io.ReadAll(part)
		if part.FileName() != "" {
			value = fmt.Appendf(nil, "%s, %d bytes", part.FileName(), len(value))
		}
		fields = append(fields, part.FormName()+"="+string(value))
	}
}

func (p *posted) compare(t *testing.T, class product.Class, rehearsed *confproxy.Submission) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	var want, got []string
	for _, field := range rehearsed.Fields {
		if field.Sent {
			want = append(want, field.Name+"="+field.Value)
		}
	}
	for i, field := range p.first[class] {
		if i < len(want) && strings.HasSuffix(want[i], "=") { // unchanged
			field, _, _ = strings.Cut(field, "=")
			field += "="
		}
		got = append(got, field)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-rehearsed +sent):\n%s", class, diff)
	}
}
