package main

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net"
	"os"
	"strings"
)

// ownerOf is the name under which this process holds leases: see
// store.Options.Owner. A lease held under our own name is taken over at once,
// which is right only if its holder is surely dead. So the name is made of a
// thing that no two living processes can have at the same time: a listening
// port. The kernel gives an address and port to one listener only, within one
// network namespace of one boot of one machine. Whoever has bound it knows that
// the process that had it before is gone, and need not wait for its leases to
// run out.
//
// That holds as long as the listener is bound before the store is opened and
// let go after the store is closed, and as long as nobody copies a running
// machine (its boot id would be copied too).
//
// Without a listener of a fixed port, or where Linux' files are missing, the
// name is random. Then the leases of a process that was killed run out by
// themselves, after half a minute.
func ownerOf(listener net.Listener, fixed bool) string {
	if listener == nil || !fixed {
		return randomOwner()
	}
	boot, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return randomOwner()
	}
	space, err := os.Readlink("/proc/self/ns/net") // "net:[4026531840]"
	if err != nil {
		return randomOwner()
	}
	return ownerName(strings.TrimSpace(string(boot)), space, listener.Addr().String())
}

// ownerName has no colon: it ends the name in a lease's token.
func ownerName(boot, space, address string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s|%s|%s", boot, space, address))
	return hex.EncodeToString(sum[:8])
}

func randomOwner() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // crypto/rand.Read never fails
	return hex.EncodeToString(b[:])
}

// hasFixedPort says whether the port was chosen by the operator. One that the
// system chose would be another after a restart.
func hasFixedPort(address string) bool {
	_, port, err := net.SplitHostPort(address)
	return err == nil && port != "" && port != "0"
}
