package main

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"wecan/bot/sandbox/mmserver"
)

// guideChannel is that of Leipzig, as the guide's programme file names it.
const guideChannel = "help/leipzig"

// aboutCommand is the line that tells to register the slash command.
var aboutCommand = regexp.MustCompile(`(?m)^\w+ +command `)

// guideHours are open on each day: what comes at night or on a free day waits for the next.
const guideHours = `hours: {mon: "00:00-23:59", tue: "00:00-23:59", wed: "00:00-23:59", thu: "00:00-23:59", fri: "00:00-23:59", sat: "00:00-23:59", sun: "00:00-23:59"}`

// mattermostHooks follow the guide's part about Mattermost, with a server of ours.
func (g *guide) mattermostHooks() map[string]hook {
	var mm *mmserver.Server
	var url string
	return map[string]hook{
		"install -m 600 mattermost.txt": {before: func(t *testing.T) {
			t.Helper()
			mm, url = g.mattermost(t)
		}, after: func(t *testing.T, _ string) {
			t.Helper()
			rewrite(t, "/etc/wecan/wecan.conf", "https://chat.example.org", url, "CALLBACK_URL=https://bot.example.org", "CALLBACK_URL=http://127.0.0.1:8080")
		}},
		"wecan-mattermost.conf": {after: func(t *testing.T, out string) {
			t.Helper()
			g.well(t, out)
			command, err := mm.AddCommand("help", "wecan", commandAddress.FindString(out))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile("/etc/wecan/mattermost.command", []byte(command+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
		}},
		"chmod 600 /etc/wecan/mattermost.command": {after: func(t *testing.T, out string) {
			t.Helper()
			g.well(t, out)
			if aboutCommand.MatchString(out) || !strings.Contains(out, "the bot is reached at 127.0.0.1:8080") {
				t.Errorf("the doctor finds:\n%s", out)
			}
			g.crew().asks(t, 803, "🏠 Housing")
			self := mm.As("wecan").ID()
			waitFor(t, func() bool {
				for _, p := range mm.Posts(guideChannel) {
					if p.UserId == self && p.RootId == "" && len(p.Attachments()) == 1 {
						return true
					}
				}
				return false
			})
		}},
	}
}

// mattermost starts a server where Nadia works, puts the bot's token where the guide
// says, and writes the channel into the programme file.
func (g *guide) mattermost(t *testing.T) (mm *mmserver.Server, url string) {
	t.Helper()
	mm = mmserver.New(mmserver.Options{})
	url, err := mm.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(mm.Stop)
	_, token := mm.AddBot("wecan", "WE CAN")
	mm.AddUser(mmserver.User{Username: "nadia.k"})
	mm.AddChannel(guideChannel, true)
	if err := errors.Join(
		mm.Join(guideChannel, "wecan", "nadia.k"),
		os.WriteFile(filepath.Join(g.checkout, "mattermost.txt"), []byte(token+"\n"), 0o600),
	); err != nil {
		t.Fatal(err)
	}
	rewrite(t, "/etc/wecan/programme.yaml",
		"\n  leipzig:\n", "\n  leipzig:\n    mattermost: {channel: "+guideChannel+"}\n",
		`nadia: {name: "Nadia", `, `nadia: {name: "Nadia", mattermost: nadia.k, `,
		`hours: {mon: "09:00-12:00,13:00-17:00", tue: "09:00-17:00", wed: "09:00-17:00", thu: "09:00-17:00"}`, guideHours) // today too
	return mm, url
}

// rewrite puts new texts in the place of old ones, by pairs. Each old one must be
// there.
func rewrite(t *testing.T, path string, pairs ...string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	for pair := range slices.Chunk(pairs, 2) {
		if !strings.Contains(text, pair[0]) {
			t.Fatalf("%s has no %q", path, pair[0])
		}
		text = strings.ReplaceAll(text, pair[0], pair[1])
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), info.Mode().Perm()); err != nil {
		t.Fatal(err)
	}
}
