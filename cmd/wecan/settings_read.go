package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// A setting comes from its flag, from the environment (WECAN_LISTEN), from a
// file that the environment names (WECAN_LISTEN_FILE), or from the
// configuration file; the first of these that has it wins. A flag's name and
// its setting's are the same but for the form: --listen and WECAN_LISTEN. What
// is secret has only a flag that names a file, --master-key-file, because other
// users of the machine can see the flags of a process.
const (
	settingTag    = "setting"
	settingPrefix = "WECAN_"
	fileSuffix    = "_FILE"
	fileFlag      = "-file"
	configSetting = "WECAN_CONFIG"
	listenSetting = "WECAN_LISTEN"
	settingLimit  = 64 << 10 // bytes of a file that holds a setting
)

// settingName is the setting that belongs to a flag.
func settingName(f *kong.Flag) string {
	name := strings.TrimSuffix(f.Name, fileFlag)
	return settingPrefix + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// knownSettings names the settings of all commands.
func knownSettings(n *kong.Node) map[string]bool {
	out := map[string]bool{}
	for _, f := range n.Flags {
		if f.Tag.Has(settingTag) {
			out[settingName(f)] = true
		}
	}
	for _, child := range n.Children {
		for name := range knownSettings(child) {
			out[name] = true
		}
	}
	return out
}

// readings are the settings of a command as they were given, and what is wrong
// with them. All problems are collected, so that nobody has to start again and
// again to learn of the next one.
type readings struct {
	given    map[string]string
	fromFlag map[string]bool
	files    map[string]string // which file a setting was read from
	problems []string
}

// read collects the settings of the chosen command.
func (p *invocation) read() *readings {
	r := &readings{given: map[string]string{}, fromFlag: map[string]bool{}, files: map[string]string{}}
	file := r.configFile(p)
	for _, f := range p.flags {
		if f.Tag.Has(settingTag) {
			r.find(p, f, file)
		}
	}
	return r
}

func (r *readings) find(p *invocation, f *kong.Flag, file map[string]string) {
	name := settingName(f)
	if name == configSetting {
		return
	}
	if text, ok := f.Target.Interface().(*string); ok && text != nil {
		r.fromFlag[name] = true
		if strings.HasSuffix(f.Name, fileFlag) {
			r.fromFile(name, "--"+f.Name, *text)
			return
		}
		r.given[name] = *text
		return
	}
	for _, from := range []map[string]string{p.env, file} {
		// Set to nothing is not set, but for the one setting where it means something.
		if text, ok := from[name]; ok && (text != "" || name == listenSetting) {
			r.given[name] = strings.TrimSpace(text)
			return
		}
		if path, ok := from[name+fileSuffix]; ok && path != "" {
			r.fromFile(name, name+fileSuffix, path)
			return
		}
	}
}

// fromFile takes a setting from a file. A final line break does not belong to
// it.
func (r *readings) fromFile(name, by, path string) {
	data, err := os.ReadFile(path)
	switch {
	case err != nil:
		r.wrong("%s names a file that cannot be read: %v.", by, err)
	case len(data) > settingLimit:
		r.wrong("%s names a file of %d bytes. It should hold %s and nothing else.", by, len(data), name)
	default:
		r.given[name], r.files[name] = strings.TrimSpace(string(data)), path
		return
	}
	r.given[name] = unreadable // one problem is enough: it is not missing too
}

// unreadable stands for a setting whose file cannot be read.
const unreadable = "\x00"

// configFile reads the file that --config or WECAN_CONFIG names: lines of
// NAME=VALUE, with the same names as in the environment. Lines that begin with
// # are comments.
func (r *readings) configFile(p *invocation) map[string]string {
	path := p.env[configSetting]
	for _, f := range p.flags {
		if text, ok := f.Target.Interface().(*string); ok && text != nil && settingName(f) == configSetting {
			path = *text
		}
	}
	out := map[string]string{}
	if path == "" {
		return out
	}
	data, err := os.ReadFile(path)
	if err != nil {
		r.wrong("The configuration file cannot be read: %v.", err)
		return out
	}
	number := 0
	for line := range strings.Lines(string(data)) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		name = strings.TrimSpace(name)
		switch {
		case !ok:
			r.wrong("%s:%d: write a line as WECAN_LISTEN=:8080, or begin it with #.", path, number)
		case !p.known[name] && !p.known[strings.TrimSuffix(name, fileSuffix)] || name == configSetting:
			r.wrong("%s:%d: there is no setting %q; see: wecan serve --help", path, number, name)
		default:
			out[name] = unquoted(strings.TrimSpace(value))
		}
	}
	return out
}

// unquoted takes away quotes around a value, as people know them from shells.
func unquoted(s string) string {
	if n := len(s); n >= 2 && (s[0] == '"' || s[0] == '\'') && s[n-1] == s[0] {
		return s[1 : n-1]
	}
	return s
}

func (r *readings) wrong(format string, args ...any) {
	r.problems = append(r.problems, fmt.Sprintf(format, args...))
}

// text is a setting as it was given, std when it was not or is empty. It is
// false when there is no value to look at, because its file cannot be read.
func (r *readings) text(name, std string) (string, bool) {
	text, ok := r.given[name]
	switch {
	case text == unreadable:
		return "", false
	case !ok || text == "":
		return std, true
	}
	return text, true
}

// err lists the problems, nil when there is none.
func (r *readings) err() error {
	if len(r.problems) == 0 {
		return nil
	}
	head := "One setting must be corrected:"
	if n := len(r.problems); n > 1 {
		head = fmt.Sprintf("%d settings must be corrected:", n)
	}
	return errors.New(head + "\n  " + strings.Join(slices.Clone(r.problems), "\n  "))
}
