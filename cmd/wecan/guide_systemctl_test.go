package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// What stands in for systemd while deploy/README.md is followed: the test's own
// binary, by these names. It knows as much as that page needs.
const (
	systemctlName  = "systemctl"
	supervisorName = "supervise"
	guideState     = "/run/guide" // a folder for each unit: pid, supervisor, stop, log
	dynamicUser    = 61184        // of DynamicUser=yes
	unitPatience   = 30 * time.Second
	unitTick       = 20 * time.Millisecond
)

// unit is a unit file with its drop-ins: the values of each key, in order. Sections do not matter
// here, since their keys differ.
type unit struct {
	name   string
	values map[string][]string
}

func readUnit(name string) (*unit, error) {
	name = strings.TrimSuffix(name, ".service")
	for _, dir := range []string{"/etc/systemd/system", "/lib/systemd/system"} {
		data, err := os.ReadFile(filepath.Join(dir, name+".service"))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		u := &unit{name: name, values: map[string][]string{}}
		more, err := filepath.Glob(filepath.Join(dir, name+".service.d/*.conf"))
		if err != nil {
			return nil, err
		}
		for _, path := range more {
			added, err := os.ReadFile(path)
			if err != nil {
				return nil, err
			}
			data = append(append(data, '\n'), added...)
		}
		for line := range strings.Lines(string(data)) {
			line = strings.TrimSpace(line)
			if key, value, ok := strings.Cut(line, "="); ok && !strings.HasPrefix(line, "#") {
				u.values[key] = append(u.values[key], strings.ReplaceAll(value, "%d", u.credentials()))
			}
		}
		return u, nil
	}
	return nil, fmt.Errorf("unit %s could not be found", name)
}

func (u *unit) credentials() string     { return "/run/credentials/" + u.name + ".service" }
func (u *unit) file(name string) string { return filepath.Join(guideState, u.name, name) }

// last is the value of a key, "" without one.
func (u *unit) last(key string) string {
	if v := u.values[key]; len(v) > 0 {
		return v[len(v)-1]
	}
	return ""
}

func (u *unit) number(name string) int {
	data, err := os.ReadFile(u.file(name))
	if err != nil {
		return 0
	}
	n, _ := strconv.Atoi(strings.TrimSpace(string(data))) // 0 for none
	return n
}

func (u *unit) note(name string, n int) error {
	return os.WriteFile(u.file(name), []byte(strconv.Itoa(n)), 0o600)
}

func systemctl() {
	verb := ""
	now := false
	var names []string
	for _, arg := range os.Args[1:] {
		switch {
		case arg == "--now":
			now = true
		case verb == "":
			verb = arg
		default:
			names = append(names, arg)
		}
	}
	for _, name := range names {
		if err := control(verb, name, now); err != nil {
			fmt.Fprintln(os.Stderr, "systemctl:", err)
			os.Exit(1)
		}
	}
}

func control(verb, name string, now bool) error {
	u, err := readUnit(name)
	if err != nil {
		return err
	}
	switch verb {
	case "enable":
		if !now {
			return nil
		}
		return u.start()
	case "start":
		return u.start()
	case "stop":
		return u.stop()
	case "restart":
		return errors.Join(u.stop(), u.start())
	case "reload":
		line := strings.ReplaceAll(u.last("ExecReload"), "$MAINPID", strconv.Itoa(u.number("pid")))
		return exec.Command("sh", "-c", "exec "+line).Run() //nolint:noctx // it ends at once
	case "status":
		fmt.Fprintln(os.Stdout, u.name, "pid", u.number("pid"))
		return nil
	}
	return fmt.Errorf("this stand-in does not know %q", verb)
}

// start returns when the service runs, or says itself that it does
// (Type=notify).
func (u *unit) start() error {
	if u.number("supervisor") != 0 {
		return nil
	}
	if err := os.MkdirAll(filepath.Join(guideState, u.name), 0o755); err != nil {
		return err
	}
	_ = os.Remove(u.file("stop"))
	_ = os.Remove(u.file("ready"))
	self, err := os.Executable()
	if err != nil {
		return err
	}
	log, err := os.OpenFile(u.file("log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = log.Close() }()
	cmd := exec.Command(self, u.name) //nolint:noctx // it outlives this process
	cmd.Args[0] = supervisorName
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		return err
	}
	if err := u.note("supervisor", cmd.Process.Pid); err != nil {
		return err
	}
	return u.await("start", func() bool { _, err := os.Stat(u.file("ready")); return err == nil })
}

func (u *unit) stop() error {
	if u.number("supervisor") == 0 {
		return nil
	}
	if err := u.note("stop", 1); err != nil {
		return err
	}
	if pid := u.number("pid"); pid != 0 {
		_ = syscall.Kill(pid, syscall.SIGTERM) // it may have ended by itself
	}
	return u.await("stop", func() bool { return u.number("supervisor") == 0 })
}

func (u *unit) await(what string, so func() bool) error {
	for late := time.Now().Add(unitPatience); !so(); time.Sleep(unitTick) {
		if time.Now().After(late) {
			return fmt.Errorf("%s did not %s", u.name, what)
		}
	}
	return nil
}

// supervise keeps one service running until it is told to stop.
func supervise() {
	signal.Ignore(syscall.SIGHUP)
	u, err := readUnit(os.Args[1])
	for err == nil {
		err = u.run()
		if _, stop := os.Stat(u.file("stop")); stop == nil || u.last("Restart") != "always" {
			break
		}
		time.Sleep(100 * time.Millisecond) // RestartSec
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "supervise:", err)
	}
	_ = os.Remove(u.file("supervisor"))
}

// run runs the service once.
func (u *unit) run() error {
	uid, gid, err := u.identity()
	if err != nil {
		return err
	}
	words := strings.Fields(u.last("ExecStart"))
	cmd := exec.Command(words[0], words[1:]...) //nolint:noctx // it ends by a signal
	cmd.Stdout, cmd.Stderr, cmd.Dir = os.Stdout, os.Stderr, "/"
	cmd.Env = []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"}
	for _, line := range u.values["Environment"] {
		cmd.Env = append(cmd.Env, strings.Fields(line)...)
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if os.Getenv(guideRoot) != "" {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	}
	if err := errors.Join(u.handOver(uid, gid), u.makeRuntimeFolder(uid, gid)); err != nil {
		return err
	}
	told, err := u.listen()
	if err != nil {
		return err
	}
	defer func() { _ = told.Close() }()
	cmd.Env = append(cmd.Env, "NOTIFY_SOCKET="+u.file("notify"))
	if err := cmd.Start(); err != nil {
		return err
	}
	if err := u.note("pid", cmd.Process.Pid); err != nil {
		return err
	}
	go func() {
		buf := make([]byte, 4096)
		for u.last("Type") == "notify" {
			n, err := told.Read(buf)
			if err != nil {
				return
			}
			if strings.Contains(string(buf[:n]), "READY=1") {
				break
			}
		}
		_ = u.note("ready", 1) // who waits for it gives up by itself
	}()
	err = cmd.Wait()
	fmt.Fprintln(os.Stdout, "supervise:", u.name, "ended:", cmd.ProcessState)
	_ = os.Remove(u.file("pid"))
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return nil
	}
	return err
}

func (u *unit) identity() (uid, gid int, err error) {
	if u.last("DynamicUser") == "yes" {
		return dynamicUser, dynamicUser, nil
	}
	if u.last("User") == "" {
		return 0, 0, nil
	}
	who, err := user.Lookup(u.last("User"))
	if err != nil {
		return 0, 0, err
	}
	uid, err1 := strconv.Atoi(who.Uid)
	gid, err2 := strconv.Atoi(who.Gid)
	return uid, gid, errors.Join(err1, err2)
}

// handOver gives the service its credentials.
func (u *unit) handOver(uid, gid int) error {
	for _, line := range u.values["LoadCredential"] {
		id, path, _ := strings.Cut(line, ":")
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		to := filepath.Join(u.credentials(), id)
		if err := errors.Join(os.MkdirAll(u.credentials(), 0o755), os.RemoveAll(to), os.WriteFile(to, data, 0o400), chown(to, uid, gid)); err != nil {
			return err
		}
	}
	return nil
}

func (u *unit) makeRuntimeFolder(uid, gid int) error {
	if u.last("RuntimeDirectory") == "" {
		return nil
	}
	path := filepath.Join("/run", u.last("RuntimeDirectory"))
	return errors.Join(os.MkdirAll(path, 0o755), chown(path, uid, gid))
}

// listen takes what a service says of itself, as sd_notify does.
func (u *unit) listen() (*net.UnixConn, error) {
	_ = os.Remove(u.file("notify"))
	c, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: u.file("notify"), Net: "unixgram"})
	if err != nil {
		return nil, err
	}
	return c, os.Chmod(u.file("notify"), 0o777)
}

// chown does nothing where this is not the machine's root.
func chown(path string, uid, gid int) error {
	if os.Getenv(guideRoot) == "" {
		return nil
	}
	return os.Chown(path, uid, gid)
}
