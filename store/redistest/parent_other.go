//go:build !linux

package redistest

import "syscall"

// endWithParent has no counterpart here: a test that dies leaves its servers.
func endWithParent() *syscall.SysProcAttr { return nil }
