package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strconv"

	"wecan/flows"
)

// version is set by the linker (-X main.version=v1.2.3) where a build is told
// what it is; nothing else writes to it.
var version string

// build is what runs.
type build struct{ Version, Go, Schema string }

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run(p *invocation) error {
	b := thisBuild()
	_, err := fmt.Fprintf(p.stdout, "wecan %s\n%s\nschema %s\n", b.Version, b.Go, b.Schema)
	return err
}

func thisBuild() build {
	b := build{Version: "unknown", Go: runtime.Version(), Schema: strconv.Itoa(flows.Schema)}
	info, ok := debug.ReadBuildInfo()
	switch {
	case version != "":
		b.Version = version
	case ok:
		b.Version = stamped(info)
	}
	return b
}

// stamped is the version that Go has noted in a build: the module's, or else
// the commit. A build without git's stamp has neither.
func stamped(info *debug.BuildInfo) string {
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	revision, dirty := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = "-dirty"
		}
	}
	if revision == "" {
		return "unknown"
	}
	return revision + dirty
}
