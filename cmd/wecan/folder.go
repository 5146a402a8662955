package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"wecan/flows"
	"wecan/flows/broadcast"
	"wecan/flows/enrollment"
	"wecan/flows/event"
	"wecan/flows/referral"
	"wecan/flows/session"
	"wecan/i18n"
)

// This file is about the folder of an operator's own: flows, ids.lock, and
// translations in po.

// builtinCapabilities is where a new capability is registered.
func builtinCapabilities() []flows.Capability {
	return []flows.Capability{enrollment.Capability(), referral.Capability(), session.Capability(), event.Capability(), broadcast.Capability()}
}

// capabilities are the built-in ones, and the operator's folder last.
func capabilities(set *settings) ([]flows.Capability, error) {
	caps := builtinCapabilities()
	if set.Trial {
		caps = append(caps, trialCapability())
	}
	if set.FlowsDir == "" {
		return caps, nil
	}
	if err := checkFolder(set.FlowsDir); err != nil {
		return nil, fmt.Errorf("WECAN_FLOWS %w", err)
	}
	if err := checkNames(set.FlowsDir); err != nil {
		return nil, err
	}
	return append(caps, flows.Capability{
		Name: "folder", Dir: set.FlowsDir, Flows: os.DirFS(set.FlowsDir), Override: true, Locked: true,
	}), nil
}

// checkFolder refuses a folder that is not there or holds nothing: one whose
// disk is not mounted must not be taken for one without flows.
func checkFolder(dir string) error {
	if _, err := os.ReadDir(dir); err != nil {
		return fmt.Errorf("names a folder that cannot be read: %w", err)
	}
	for _, pattern := range []string{"*.yaml", "*.yml", "po/*.po"} {
		if names, err := fs.Glob(os.DirFS(dir), pattern); err == nil && len(names) > 0 {
			return nil
		}
	}
	return fmt.Errorf("is %s, which holds neither flows (*.yaml) nor translations (po/*.po)", dir)
}

// checkNames finds files that would be overlooked.
func checkNames(dir string) error {
	names, err := fs.Glob(os.DirFS(dir), "*.yml")
	if err != nil {
		return fmt.Errorf("list the flows: %w", err)
	}
	var problems flows.FileErrors
	for _, name := range names {
		problems = append(problems, flows.Problem{
			File: filepath.Join(dir, name), Line: 1, Column: 1, Text: "the name of a flow file ends in .yaml; rename it",
		})
	}
	if len(problems) > 0 {
		return problems
	}
	return nil
}

// layer holds the translations of a folder; nil for "".
func layer(dir string) fs.FS {
	if dir == "" {
		return nil
	}
	return os.DirFS(dir)
}

// inFolder puts the folder's name in front of its translations' names, as in
// "po/uk.po:7: …", so that the file can be opened. Those that are built in have
// no problems: a test holds them to it.
func inFolder(err error, dir string) error {
	if dir == "" {
		return err
	}
	lines := strings.Split(err.Error(), "\n")
	for i, line := range lines {
		if name, rest, ok := strings.Cut(line, ":"); ok && path.Dir(name) == "po" && path.Ext(name) == ".po" {
			lines[i] = filepath.Join(dir, name) + ":" + rest
		}
	}
	return errors.New(strings.Join(lines, "\n"))
}

// held are the texts that the folder has in its own file: with --flows a
// built-in text stands there only where the operator words it anew.
func (f i18nFlags) held(lang i18n.Lang) map[i18n.Key]bool {
	data, err := os.ReadFile(f.file(string(lang) + ".po"))
	if err != nil {
		return map[i18n.Key]bool{}
	}
	return i18n.KeysIn(data)
}
