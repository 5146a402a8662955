package main

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// What the process inside the namespaces is told by its environment.
const (
	guideInside = "WECAN_GUIDE_INSIDE"
	guideRoot   = "WECAN_GUIDE_ROOT" // the machine's root started it, so it may become other users
)

// inNamespaces runs this test again in namespaces of its own: processes,
// mounts and network, so that it may be root of a machine. All that it starts
// ends with it. It is true inside.
func inNamespaces(t *testing.T) bool {
	t.Helper()
	if os.Getenv(guideInside) != "" {
		return true
	}
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), path, "-test.run", "^"+t.Name()+"$", "-test.v", "-test.timeout", "10m")
	cmd.Env = append(os.Environ(), guideInside+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWPID | syscall.CLONE_NEWNET, Pdeathsig: syscall.SIGKILL}
	if os.Geteuid() == 0 {
		cmd.Env = append(cmd.Env, guideRoot+"=1")
	} else {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Geteuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getegid(), Size: 1}}
	}
	out, err := cmd.CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("--- PASS: "+t.Name()+" ")) {
		t.Fatalf("inside (root, or a user who may make namespaces, is needed): %v\n%s", err, out)
	}
	t.Logf("%s", out)
	return false
}

// bareMachine gives the namespaces what a fresh server has: its own /etc,
// programs, data and processes. Nothing of it is seen outside.
func bareMachine(t *testing.T) {
	t.Helper()
	etc := t.TempDir()
	ran(t, "", "sh", "-c", "cp -a /etc/. \"$0\" 2>&1 || test \"$(id -u)\" != 0 || test -z \"$"+guideRoot+"\"", etc) // before /etc is hidden; only root reads all of it
	plainRedis(t, filepath.Join(etc, "redis"))
	mount := func(source, target, kind string, flags uintptr) {
		if err := syscall.Mount(source, target, kind, flags, ""); err != nil {
			t.Fatalf("mount %s: %v", target, err)
		}
	}
	mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE)
	mount("proc", "/proc", "proc", 0)
	mount(etc, "/etc", "", syscall.MS_BIND)
	for _, dir := range []string{"/usr/local/bin", "/var/lib/redis", "/var/log/redis", "/var/backups", "/run"} {
		mount("tmpfs", dir, "tmpfs", 0)
	}
	ran(t, "", "ip", "link", "set", "lo", "up")
	for _, dir := range []string{"/var/lib/redis", "/var/log/redis"} {
		if os.Getenv(guideRoot) != "" {
			ran(t, "", "chown", "redis:redis", dir)
		}
	}
	for _, none := range []string{"/etc/wecan", "/etc/redis/wecan.conf", "/etc/systemd/system/wecan.service"} {
		if _, err := os.Stat(none); !errors.Is(err, os.ErrNotExist) {
			t.Fatalf("the machine is not bare: it has %s", none)
		}
	}
}

// plainRedis puts a redis.conf where there is none to be read: not all systems
// have one there, and only root reads Debian's.
func plainRedis(t *testing.T, dir string) {
	t.Helper()
	path := filepath.Join(dir, "redis.conf")
	if _, err := os.ReadFile(path); err == nil {
		return
	}
	const conf = "bind 127.0.0.1\nport 6379\ndir /var/lib/redis\nappendonly no\nsave 3600 1\n"
	if err := errors.Join(os.RemoveAll(dir), os.MkdirAll(dir, 0o755), os.WriteFile(path, []byte(conf), 0o644)); err != nil {
		t.Fatal(err)
	}
}

// ran runs a program that must succeed, and answers what it said.
func ran(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

// origin is a repository with what this checkout holds, committed or not.
func origin(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	root, err := filepath.Abs(top)
	if err != nil {
		t.Fatal(err)
	}
	settings := filepath.Join(t.TempDir(), "gitconfig")
	if err := os.WriteFile(settings, []byte("[user]\n\tname = Test\n\temail = test@wecan.example\n[safe]\n\tdirectory = *\n[init]\n\tdefaultBranch = main\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GIT_CONFIG_GLOBAL", settings)
	names := ran(t, root, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate")
	for name := range strings.SplitSeq(strings.TrimSuffix(names, "\x00"), "\x00") {
		info, err := os.Stat(filepath.Join(root, name))
		if errors.Is(err, os.ErrNotExist) {
			continue // deleted, and not committed yet
		}
		data, errRead := os.ReadFile(filepath.Join(root, name))
		to := filepath.Join(dir, name)
		if err := errors.Join(err, errRead, os.MkdirAll(filepath.Dir(to), 0o755), os.WriteFile(to, data, info.Mode().Perm())); err != nil {
			t.Fatal(err)
		}
	}
	ran(t, dir, "sh", "-euc", "git init -q && git add -A && git commit -q -m first && git tag v1.0.0")
	return dir
}

// guidePath puts the stand-ins before what root has on the PATH. The tests' own
// PATH has a wecan of theirs, which is not the one that the guide installs.
func guidePath(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(
		os.Symlink(self, filepath.Join(dir, systemctlName)),
		os.WriteFile(filepath.Join(dir, "apt-get"), []byte("#!/bin/sh\nexit 0\n"), 0o755),
		os.WriteFile(filepath.Join(dir, "journalctl"), []byte("#!/bin/sh\nexec cat \""+guideState+"/$2/log\"\n"), 0o755),
	); err != nil {
		t.Fatal(err)
	}
	tool, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:"+filepath.Dir(tool))
}

// guideProxy is the reverse proxy of bot.example.org, as deploy/Caddyfile and
// deploy/nginx.conf describe it.
type guideProxy struct{}

// RoundTrip is for http.RoundTripper.
func (guideProxy) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme != "https" || r.URL.Host != "bot.example.org" || !strings.HasPrefix(r.URL.Path, "/telegram/") {
		return &http.Response{StatusCode: http.StatusNotFound, Body: io.NopCloser(strings.NewReader("")), Request: r}, nil
	}
	inner := r.Clone(r.Context())
	inner.URL.Scheme, inner.URL.Host = "http", "127.0.0.1:8080"
	return http.DefaultTransport.RoundTrip(inner)
}
