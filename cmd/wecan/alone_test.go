package main

import (
	"crypto/x509"
	"debug/elf"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"wecan/bot/sandbox"
	"wecan/store/redistest"
)

// containerUser is the number of the user in the Dockerfile.
const containerUser = 65532

// rootsName is the name by which the test's own binary counts the certificate
// authorities that it knows.
const rootsName = "count-roots"

func countRoots() {
	pool, err := x509.SystemCertPool()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Fprintln(os.Stdout, len(pool.Subjects())) //nolint:staticcheck // good enough to count
}

// A system without certificate authorities has those that are compiled in.
func TestAuthoritiesAreInside(t *testing.T) {
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	none := filepath.Join(t.TempDir(), "none")
	cmd := exec.CommandContext(t.Context(), path)
	cmd.Args[0] = rootsName
	cmd.Env = []string{"SSL_CERT_FILE=" + none, "SSL_CERT_DIR=" + none}
	out, err := cmd.CombinedOutput()
	if err != nil || !regexp.MustCompile(`^\d{3}\n$`).Match(out) {
		t.Errorf("it knows %q authorities: %v", out, err)
	}
}

// The program, built as the Dockerfile builds it and started as it says, runs in
// an empty folder as a user that does not exist, and takes an application.
func TestContainerNeedsNothingElse(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Log("containers run on Linux; this system cannot tell")
		return
	}
	said := dockerfile(t)
	room := t.TempDir()
	if err := os.Chmod(room, 0o755); err != nil {
		t.Fatal(err)
	}
	build := exec.CommandContext(t.Context(), "sh", "-euc", strings.ReplaceAll(said["RUN go build"], "/out/", room+"/"))
	build.Dir = top
	build.Env = append(append(os.Environ(), strings.Fields(said["ENV"])[1:]...), "VERSION=v1.2.3")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	wantStatic(t, filepath.Join(room, "wecan"))
	programme, err := os.ReadFile(filepath.Join(top, "flows/enrollment/programme.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(room, "programme.yaml"), programme, 0o644); err != nil {
		t.Fatal(err)
	}

	tg := sandbox.New(sandbox.Options{})
	api := httptest.NewServer(tg)
	t.Cleanup(api.Close)
	env := []string{
		"WECAN_REDIS_URL=" + redistest.Start(t, redistest.Durable()...).URL, "WECAN_MASTER_KEY=" + masterKeyText(t),
		"WECAN_TELEGRAM_TOKEN=" + sandbox.DefaultToken, "WECAN_TELEGRAM_API_URL=" + api.URL, "WECAN_LISTEN=" + vacant(t),
		"WECAN_PROGRAMME=/programme.yaml", // its time zone is one that must be known
	}
	p := follow(t, confined(t, room, env, append(quoted(said["ENTRYPOINT"]), quoted(said["CMD"])...)))
	if line := p.says(t, "the bot runs"); !strings.Contains(line, "version=v1.2.3") {
		t.Errorf("it is another version: %s", line)
	}
	j := newJoiner(tg, 5, "en")
	if err := j.join(t.Context()); err != nil {
		t.Error(err)
	}
	for _, args := range [][]string{quoted(said["HEALTHCHECK"]), {"/wecan", "doctor"}} {
		if out, err := confined(t, room, env, args).CombinedOutput(); err != nil {
			t.Errorf("%v: %v\n%s", args, err, out)
		}
	}
	p.signal(t, syscall.SIGTERM) // STOPSIGNAL
	p.says(t, "stopped")
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("after SIGTERM: %v", err)
	}
}

// dockerfile finds the instructions that matter here, by their first words.
func dockerfile(t *testing.T) map[string]string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(top, "deploy/Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, head := range []string{"RUN go build", "ENTRYPOINT", "HEALTHCHECK", "CMD", "FROM golang:", "ENV", "USER", "STOPSIGNAL"} {
		m := regexp.MustCompile(`(?m)^`+head+`.*$`).FindAllString(string(data), -1)
		if len(m) != 1 {
			t.Fatalf("the Dockerfile has %d instructions %s", len(m), head)
		}
		out[head] = strings.TrimPrefix(m[0], "RUN ")
	}
	goVersion := "go " + regexp.MustCompile(`\d+\.\d+\.\d+`).FindString(out["FROM golang:"]) + "\n"
	if mod, err := os.ReadFile(filepath.Join(top, "go.mod")); err != nil || !strings.Contains(string(mod), goVersion) {
		t.Errorf("the Dockerfile builds with another Go than go.mod names: %s %v", goVersion, err)
	}
	if out["USER"] != fmt.Sprintf("USER %d:%d", containerUser, containerUser) || out["STOPSIGNAL"] != "STOPSIGNAL SIGTERM" {
		t.Errorf("change this test with %s and %s", out["USER"], out["STOPSIGNAL"])
	}
	return out
}

// quoted are the words of an instruction in its JSON form.
func quoted(instruction string) []string {
	var out []string
	for _, m := range regexp.MustCompile(`"([^"]*)"`).FindAllStringSubmatch(instruction, -1) {
		out = append(out, m[1])
	}
	return out
}

func wantStatic(t *testing.T, path string) {
	t.Helper()
	f, err := elf.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	libraries, err := f.ImportedLibraries()
	if err != nil || len(libraries) > 0 {
		t.Errorf("it needs the libraries %v: %v", libraries, err)
	}
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP {
			t.Error("it needs a loader")
		}
	}
}

// confined is a command that sees nothing but the folder. Whoever is not root
// needs a namespace to be allowed to.
func confined(t *testing.T, room string, env, args []string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), args[0], args[1:]...)
	cmd.Path, cmd.Err = args[0], nil // seen from inside
	cmd.Dir, cmd.Env = "/", env
	cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: room}
	if os.Geteuid() == 0 {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: containerUser, Gid: containerUser}
		return cmd
	}
	cmd.SysProcAttr.Cloneflags = syscall.CLONE_NEWUSER
	cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Geteuid(), Size: 1}}
	cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getegid(), Size: 1}}
	return cmd
}
