package redistest

import "syscall"

// endWithParent has the system end the server when the test's process dies
// without running its cleanups (a panic, a time-out, kill -9).
func endWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
