package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

func deployFile(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(top, "deploy", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// The files that operators begin with name settings that there are, and
// wecan.conf names all of them.
func TestDeployFilesNameRealSettings(t *testing.T) {
	parser, err := kong.New(&commandLine{})
	if err != nil {
		t.Fatal(err)
	}
	known := knownSettings(parser.Model.Node)
	known["WECAN_VERSION"] = true // of compose.yaml alone
	named := map[string]bool{}
	for _, name := range []string{"wecan.conf", "wecan.service", "compose.yaml", "README.md"} {
		for _, setting := range regexp.MustCompile(`\bWECAN_[A-Z_]+`).FindAllString(deployFile(t, name), -1) {
			setting = strings.TrimSuffix(setting, fileSuffix)
			if !known[setting] {
				t.Errorf("%s names %s, which there is not", name, setting)
			}
			named[setting] = named[setting] || name == "wecan.conf"
		}
	}
	for setting := range known {
		if !named[setting] && setting != configSetting && setting != "WECAN_VERSION" {
			t.Errorf("wecan.conf does not name %s", setting)
		}
	}
	// What is commented out are the defaults; they can be read.
	path := filepath.Join(t.TempDir(), "all.conf")
	all := strings.ReplaceAll(deployFile(t, "wecan.conf"), "\n#WECAN_", "\nWECAN_")
	all = regexp.MustCompile(`(?m)^WECAN_(PROGRAMME|FLOWS|AUDIO|\w+_FILE)=.*$`).ReplaceAllString(all, "")
	if err := os.WriteFile(path, []byte(all), 0o600); err != nil {
		t.Fatal(err)
	}
	var set settings
	r := (&invocation{flags: commandFlags(t, parser, "serve"), known: known, env: map[string]string{configSetting: path}}).read()
	r.log(&set, "info")
	r.redis(&set)
	r.number("WECAN_JOURNAL", 0)
	r.service(&set)
	if err := r.err(); err != nil {
		t.Error(err)
	}
}

func commandFlags(t *testing.T, parser *kong.Kong, name string) []*kong.Flag {
	t.Helper()
	for _, c := range parser.Model.Children {
		if c.Name == name {
			return c.Flags
		}
	}
	t.Fatalf("there is no command %s", name)
	return nil
}

// The links of deploy/README.md lead to files and headings that there are.
func TestGuideLinksLeadSomewhere(t *testing.T) {
	text := deployFile(t, "README.md")
	anchors := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^##* (.*)$`).FindAllStringSubmatch(text, -1) {
		anchors[strings.ReplaceAll(strings.ToLower(m[1]), " ", "-")] = true
	}
	links := regexp.MustCompile(`\]\(([^)]+)\)`).FindAllStringSubmatch(text, -1)
	for _, m := range links {
		path, anchor, _ := strings.Cut(m[1], "#")
		if path == "" && !anchors[anchor] {
			t.Errorf("no heading is called %s", anchor)
		}
		if path == "" || strings.Contains(path, "://") {
			continue
		}
		if _, err := os.Stat(filepath.Join(top, "deploy", path)); errors.Is(err, fs.ErrNotExist) {
			t.Errorf("it links to %s, which there is not", path)
		}
	}
	if len(links) < 10 {
		t.Errorf("it has %d links", len(links))
	}
}
