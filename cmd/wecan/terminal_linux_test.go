package main

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"testing"
	"unsafe"
)

// A SIGHUP that somebody sends publishes; one that comes from a terminal that
// is closed ends the program cleanly, so that no demo goes on unseen.
func TestClosedTerminalEndsTheDemo(t *testing.T) {
	// Under nohup a SIGHUP is ignored, also by what is started from there. One that
	// is caught here is not.
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, syscall.SIGHUP)
	defer signal.Stop(caught)
	master, terminal := openTerminal(t)
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), path)
	cmd.Args = []string{"wecan", "demo", "--listen=127.0.0.1:0", "--log-level=info"}
	cmd.Env = []string{"PATH=" + os.Getenv("PATH")}
	cmd.Stdin = terminal
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	p := follow(t, cmd)
	p.says(t, "Open http://")
	p.signal(t, syscall.SIGHUP)
	p.says(t, "nothing has changed")
	if err := terminal.Close(); err != nil {
		t.Fatal(err)
	}
	if err := master.Close(); err != nil {
		t.Fatal(err)
	}
	p.says(t, "the terminal was closed")
	p.says(t, "stopped")
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
}

// openTerminal opens a pseudo-terminal and its far end.
func openTerminal(t *testing.T) (master, terminal *os.File) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("there are no terminals here: %v", err)
	}
	var number, unlocked uint32
	for request, value := range map[uintptr]*uint32{syscall.TIOCGPTN: &number, syscall.TIOCSPTLCK: &unlocked} {
		if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, master.Fd(), request, uintptr(unsafe.Pointer(value))); errno != 0 { //nolint:gosec // ioctl takes a pointer
			t.Fatal(errno)
		}
	}
	terminal, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	return master, terminal
}
