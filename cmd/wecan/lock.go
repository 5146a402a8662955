package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"wecan/flows"
)

// writeLocks brings the lock file of the operator's folder up to date, or those
// of the built-in flows of the checkout in which it runs. With a problem in the
// flows it writes nothing.
func writeLocks(w io.Writer, set *settings) error {
	caps, err := capabilities(set)
	if err != nil {
		return refused(w, err)
	}
	if set.FlowsDir != "" {
		return writeLock(w, caps)
	}
	own, err := flows.Builtin()
	if err != nil {
		return err
	}
	for _, c := range append([]flows.Capability{own}, caps...) {
		if err := isFrom(c); err != nil {
			return err
		}
	}
	if err := writeLock(w, []flows.Capability{own}); err != nil {
		return err
	}
	for i, c := range caps {
		if !c.Locked { // it has no flows
			continue
		}
		if err := writeLock(w, lastly(caps, i)); err != nil {
			return err
		}
	}
	return nil
}

// lastly puts one of the capabilities behind the others.
func lastly(caps []flows.Capability, i int) []flows.Capability {
	return append(slices.Delete(slices.Clone(caps), i, i+1), caps[i])
}

// isFrom says whether this program was built from the files of this folder.
func isFrom(c flows.Capability) error {
	names, err := fs.Glob(c.Flows, "*.*")
	if err != nil {
		return fmt.Errorf("list the flows of %s: %w", c.Name, err)
	}
	for _, name := range names {
		there, err := os.ReadFile(filepath.Join(c.Dir, name))
		if errors.Is(err, fs.ErrNotExist) && name != flows.LockName {
			return fmt.Errorf("there is no %s here; go to the top of the repository, or name your own folder with --flows", filepath.Join(c.Dir, name))
		}
		built, errBuilt := fs.ReadFile(c.Flows, name)
		if err != nil || errBuilt != nil || !bytes.Equal(there, built) {
			return fmt.Errorf("this program was built from another %s than the one here; run: go run ./cmd/wecan check --lock", filepath.Join(c.Dir, name))
		}
	}
	return nil
}

// writeLock writes the lock file of the last of these capabilities.
func writeLock(w io.Writer, caps []flows.Capability) error {
	last := caps[len(caps)-1]
	name := filepath.Join(last.Dir, flows.LockName)
	old, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read the lock file: %w", err)
	}
	if last.Name == "engine" {
		caps = nil // it is there by itself
	}
	data, err := flows.NewLock(old, caps...)
	if err != nil {
		return refused(w, err)
	}
	added := bytes.Count(data[len(old):], []byte("\n")) - bytes.Count(data[len(old):], []byte("#"))
	if bytes.Equal(old, data) {
		fmt.Fprintf(w, "%s: up to date\n", name)
		return nil
	}
	if err := os.WriteFile(name, data, 0o644); err != nil { //nolint:gosec // it stands beside the flows, for everybody to read
		return fmt.Errorf("write the lock file: %w", err)
	}
	if added == 1 {
		fmt.Fprintf(w, "%s: one step added\n", name)
		return nil
	}
	fmt.Fprintf(w, "%s: %d steps added\n", name, added)
	return nil
}

// refused lists the problems, and says how many there are.
func refused(w io.Writer, err error) error { return errors.New(problems(list(w, err))) }
