package main

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/redis/go-redis/v9"

	"wecan/bot/sandbox"
)

const top = "../.."

func readme(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(top, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// runnable are the fenced blocks of the README that are marked to be run.
func runnable(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, m := range regexp.MustCompile("(?s)```sh test\n(.*?)```").FindAllStringSubmatch(readme(t), -1) {
		out = append(out, m[1])
	}
	if n := strings.Count(readme(t), "```sh"); n != len(out) || n == 0 {
		t.Fatalf("%d of %d blocks of commands are marked to be run", len(out), n)
	}
	return out
}

// The commands of the README work as they stand there. They run in a folder with
// what they name; only the port is another one, and `make build`, which would
// build this program once more, is asked what it would do.
func TestReadmeCommandsWork(t *testing.T) {
	script := strings.Join(runnable(t), "\n")
	dir := t.TempDir()
	setScene(t, dir)
	tg := sandbox.New(sandbox.Options{})
	api := httptest.NewServer(tg)
	t.Cleanup(api.Close)
	redisAddress, listen := vacant(t), vacant(t)
	_, port, err := net.SplitHostPort(redisAddress)
	if err != nil {
		t.Fatal(err)
	}
	for _, must := range []string{"make build\n", "bin/wecan serve\n", "6379", "bin/wecan check "} {
		if !strings.Contains(script, must) {
			t.Fatalf("the README does not say %q any more; change this test with it", must)
		}
	}
	script = strings.ReplaceAll(script, "6379", port)
	script = strings.Replace(script, "make build\n", "make --no-print-directory -n -C \"$ROOT\" build\n", 1)
	// What comes after serve comes after its end.
	script = "set -eu\n" + strings.Replace(script, "bin/wecan serve\n", "bin/wecan serve || exit 1\n", 1)

	t.Cleanup(func() { // it runs as a daemon
		client := redis.NewClient(&redis.Options{Addr: redisAddress, Protocol: 2, DisableIdentity: true})
		client.ShutdownNoSave(context.WithoutCancel(t.Context()))
		_ = client.Close()
	})
	p := launchScript(t, dir, script, "WECAN_TELEGRAM_API_URL="+api.URL, "WECAN_LISTEN="+listen)
	p.says(t, "-o bin/wecan ./cmd/wecan") // make build
	p.says(t, "the bot runs")
	j := newJoiner(tg, 5, "en")
	if err := j.join(t.Context()); err != nil {
		t.Error(err)
	}
	transcriptIsTrue(t, tg.Messages(j.user.ID))
	if err := syscall.Kill(-p.cmd.Process.Pid, syscall.SIGINT); err != nil { // as Ctrl+C does
		t.Fatal(err)
	}
	p.says(t, "stopped")
	p.says(t, "0 problems") // wecan check
	p.says(t, "What can you do?")
	p.says(t, "mine/ids.lock: one step added")
	p.says(t, "0 problems")
	p.says(t, "mine/po/bot.pot: 2 texts")
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("the commands end with %v", err)
	}
}

// transcriptIsTrue compares what the bot says in the README with what it said.
func transcriptIsTrue(t *testing.T, said []sandbox.Message) {
	t.Helper()
	number := regexp.MustCompile(`WE-[0-9A-Z]{4}-[0-9A-Z]{3}`)
	lines := regexp.MustCompile(`(?m)^    bot  (.*?)(?:  +\[.*)?$`).FindAllStringSubmatch(readme(t), -1)
	for _, line := range lines {
		if !slices.ContainsFunc(said, func(m sandbox.Message) bool {
			return m.FromBot && strings.HasPrefix(number.ReplaceAllString(m.Text, ""), number.ReplaceAllString(line[1], ""))
		}) {
			t.Errorf("the bot did not say what the README shows: %q", line[1])
		}
	}
	if len(lines) < 3 {
		t.Errorf("the README shows %d messages of the bot", len(lines))
	}
}

// setScene puts into the folder what the README's commands need.
func setScene(t *testing.T, dir string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	programme, err := filepath.Abs(filepath.Join(top, "flows/enrollment/programme.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, sub := range []string{"bin", "flows/enrollment", "mine"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(
		os.Symlink(self, filepath.Join(dir, "bin/wecan")),
		os.Symlink(programme, filepath.Join(dir, "flows/enrollment/programme.yaml")),
		os.WriteFile(filepath.Join(dir, "mine/garden.yaml"), []byte(strings.Replace(skillsFlow, "flow: skills\n", "flow: garden\ntriggers: {command: garden, again: true}\n", 1)), 0o600),
		os.WriteFile(filepath.Join(dir, "token.txt"), []byte(sandbox.DefaultToken+"\n"), 0o600),
	); err != nil {
		t.Fatal(err)
	}
}

// launchScript runs a shell script in a process group of its own.
func launchScript(t *testing.T, dir, script string, env ...string) *process {
	t.Helper()
	root, err := filepath.Abs(top)
	if err != nil {
		t.Fatal(err)
	}
	// The shell goes on after a signal that its child has heeded.
	cmd := exec.CommandContext(t.Context(), "sh", "-c", "trap : INT\n"+script)
	cmd.Dir = dir
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "ROOT=" + root}, env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return follow(t, cmd)
}

// The two commands of the first screen: `make run` starts the demo, and `make
// test` runs every test. They are asked what they would do, since this is one of
// the tests.
func TestReadmeMakeTargets(t *testing.T) {
	for target, want := range map[string]string{"run": "run ./cmd/wecan demo\n", "test": "test -timeout 9m ./...\n"} {
		if !strings.Contains(readme(t), "    make "+target+" ") {
			t.Errorf("the README does not name make %s", target)
		}
		out, err := exec.CommandContext(t.Context(), "make", "-n", "-C", top, "TIMEOUT=9m", target).CombinedOutput()
		if err != nil || !strings.Contains(string(out), want) {
			t.Errorf("make %s would not do %q: %v\n%s", target, want, err, out)
		}
	}
}

// What the README's part about the demo puts in quotation marks stands on the page
// or on the phones.
func TestReadmeNamesWhatThePageShows(t *testing.T) {
	_, part, _ := strings.Cut(readme(t), "\n## Try it\n")
	part, _, _ = strings.Cut(part, "\n## ")
	w := wordsOf(t, settings{})
	page := httptest.NewServer(sandbox.Page(sandbox.New(sandbox.Options{}), sandbox.PageOptions{}))
	defer page.Close()
	_, shown := get(t, page.URL+"/?ui=en")
	for _, source := range allSources(w.defs.Book, w.defs.Programme) {
		shown += "\n" + source.Text
	}
	quoted := regexp.MustCompile(`“([^”]*)”`).FindAllStringSubmatch(part, -1)
	for _, m := range quoted {
		if name := strings.Join(strings.Fields(m[1]), " "); name != "/"+trialCommand && !strings.Contains(shown, name) {
			t.Errorf("the README names %q, which nothing shows", name)
		}
	}
	if len(quoted) < 12 {
		t.Errorf("the README names only %d things of the demo", len(quoted))
	}
}

// The README lists every setting and every command, and its links lead
// somewhere.
func TestReadmeIsComplete(t *testing.T) {
	text := readme(t)
	parser, err := kong.New(&commandLine{})
	if err != nil {
		t.Fatal(err)
	}
	for name := range knownSettings(parser.Model.Node) {
		if !strings.Contains(text, "`"+name+"`") {
			t.Errorf("the setting %s is not in the README", name)
		}
	}
	listed := regexp.MustCompile("(?m)^\\| `(WECAN_[A-Z_]+)` \\|").FindAllStringSubmatch(text, -1)
	for _, m := range listed {
		if !knownSettings(parser.Model.Node)[m[1]] {
			t.Errorf("the README lists the setting %s, which there is not", m[1])
		}
	}
	for _, c := range parser.Model.Children {
		if !strings.Contains(text, "| `wecan "+c.Name) {
			t.Errorf("the command %s is not in the README", c.Name)
		}
		for _, sub := range c.Children {
			if sub.Name != "new" && !regexp.MustCompile("`(wecan "+c.Name+" )?"+sub.Name+"[` ]").MatchString(text) {
				t.Errorf("the command %s %s is not in the README", c.Name, sub.Name)
			}
		}
	}
	for _, m := range regexp.MustCompile(`\]\(([^)#]+)\)`).FindAllStringSubmatch(text, -1) {
		if strings.Contains(m[1], "://") {
			continue
		}
		if _, err := os.Stat(filepath.Join(top, m[1])); errors.Is(err, fs.ErrNotExist) {
			t.Errorf("the README links to %s, which there is not", m[1])
		}
	}
}
