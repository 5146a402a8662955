package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"wecan/bot/mattermost"
	"wecan/bot/telegram"
	"wecan/flows"
	"wecan/store"
)

// doctorCommand looks at everything that a service needs, and changes nothing.
type doctorCommand struct {
	logFlags        `embed:""`
	programmeFlags  `embed:""`
	storeFlags      `embed:""`
	serviceFlags    `embed:""`
	mattermostFlags `embed:""`
	examinerFlags   `embed:""`
}

// Help is shown by --help.
func (doctorCommand) Help() string {
	return "Each line begins with ok, warning or wrong. The command fails when something is wrong. It changes nothing, shows nothing secret " +
		"but the address of the slash command at Mattermost while that is to be registered, and may run beside the bot; give it the settings that the bot has."
}

// state is how a remark is meant.
type state string

const (
	fine    state = "ok"
	warning state = "warning"
	wrong   state = "wrong" // people would be left without an answer, or lose one
)

// remark is one line of the doctor's.
type remark struct {
	state state
	about string
	says  string
	mend  string // what to do; "" when says tells it, or nothing is to be done
}

const (
	examTime  = 30 * time.Second // for each of Redis and Telegram
	asideMost = 2 * time.Second  // how far clocks may be apart without a word
	asideFail = 5 * time.Second  // from here on it is wrong
)

// Run prints a remark a line, and what would mend it on the next one.
func (doctorCommand) Run(ctx context.Context, p *invocation) error {
	var set settings
	r := p.read()
	r.log(&set, "warn")
	before := len(r.problems)
	r.programme(&set)
	canLoad := len(r.problems) == before
	canRedis := r.whole("WECAN_REDIS_URL", func() { r.redis(&set) })
	canTelegram := r.whole("WECAN_TELEGRAM_TOKEN", func() { r.token(&set) })
	r.masterKey(&set)
	r.number("WECAN_JOURNAL", 0)
	r.service(&set)
	canMattermost := r.whole("WECAN_MATTERMOST_URL", func() { r.mattermost(&set) })
	admin, okAdmin := r.text("WECAN_MATTERMOST_ADMIN_TOKEN", "")
	if set.RedisURL == memoryURL {
		r.wrong("WECAN_REDIS_URL is memory:, which loses everything when the process ends. Set it to where Redis is.")
		canRedis = false
	}

	d := &doctor{out: p.stdout}
	d.tell(ofSettings(r)...)
	var defs *flows.Definitions
	if canLoad {
		found, remarks := ofWords(&set, p.words)
		d.tell(remarks...)
		defs = found
	}
	if canRedis {
		d.tell(redisRemarks(ctx, &set, defs)...)
	}
	running, remarks := ofService(ctx, set.Listen)
	if canTelegram {
		d.tell(telegramRemarks(ctx, &set, running)...)
	}
	d.tell(remarks...)
	if okAdmin && (canMattermost || set.Mattermost.URL == "") {
		d.tell(mattermostRemarks(ctx, &set, defs, mattermost.Token(admin), running)...)
	}
	return d.end()
}

// whole reads one setting, and says whether there is something to work with.
func (r *readings) whole(name string, read func()) bool {
	before := len(r.problems)
	read()
	text, ok := r.text(name, "")
	return ok && text != "" && len(r.problems) == before
}

// doctor prints remarks and counts them.
type doctor struct {
	out             io.Writer
	wrong, warnings int
}

func (d *doctor) tell(remarks ...remark) {
	for _, one := range remarks {
		switch one.state {
		case wrong:
			d.wrong++
		case warning:
			d.warnings++
		case fine:
		}
		fmt.Fprintf(d.out, "%-8s %-9s %s\n", one.state, one.about, one.says)
		if one.mend != "" {
			fmt.Fprintf(d.out, "%-18s -> %s\n", "", one.mend)
		}
	}
}

// end is the last line, and the error when something is wrong.
func (d *doctor) end() error {
	fmt.Fprintf(d.out, "%s, %s\n", counted(d.wrong, "thing is wrong", "things are wrong"), counted(d.warnings, "warning", "warnings"))
	if d.wrong > 0 {
		return fmt.Errorf("%s; mend it and run wecan doctor again", counted(d.wrong, "thing is wrong", "things are wrong"))
	}
	return nil
}

func counted(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

// ofSettings tells each problem of the settings, and of the files that hold
// what is secret.
func ofSettings(r *readings) []remark {
	var out []remark
	for _, problem := range r.problems {
		out = append(out, remark{state: wrong, about: "settings", says: problem})
	}
	for _, name := range []string{
		"WECAN_MASTER_KEY", "WECAN_TELEGRAM_TOKEN", "WECAN_REDIS_URL",
		"WECAN_MATTERMOST_TOKEN", "WECAN_MATTERMOST_COMMAND_TOKEN", "WECAN_MATTERMOST_ADMIN_TOKEN",
	} {
		path := r.files[name]
		// Under /run a service manager has handed the file to this process alone.
		if path == "" || strings.HasPrefix(path, "/run/") {
			continue
		}
		const others = 0o007
		if info, err := os.Stat(path); err == nil && info.Mode().Perm()&others != 0 {
			out = append(out, remark{
				warning, "settings", fmt.Sprintf("everybody on this machine may read the file of %s", name), "chmod o= " + path,
			})
		}
	}
	if !slices.ContainsFunc(out, func(r remark) bool { return r.state == wrong }) {
		out = append(out, remark{state: fine, about: "settings", says: "all can be used"})
	}
	return out
}

// ofWords checks flows, translations, recordings and the programme file as a
// start of the service would, and as wecan check does besides. It answers them
// when they can be used.
func ofWords(set *settings, read wordReader) (*flows.Definitions, []remark) {
	words, err := read(set, flows.Parse)
	if err != nil {
		var lines strings.Builder
		n := list(&lines, err)
		first, _, _ := strings.Cut(lines.String(), "\n")
		return nil, []remark{{wrong, "flows", fmt.Sprintf("the bot will not start with them: %s; the first: %s", problems(n), first), "see all with: wecan check"}}
	}
	var out []remark
	if n := lint(io.Discard, words, set) + checkAudio(io.Discard, set, words); n > 0 {
		out = append(out, remark{warning, "flows", problems(n) + " that would trouble people", "see: wecan check"})
	} else {
		out = append(out, remark{state: fine, about: "flows", says: "flows, translations and programme file can be used"})
	}
	if set.Programme == nil {
		out = append(out, remark{warning, "programme", "this is the built-in example", "set WECAN_PROGRAMME to the programme file of your organisation"})
	}
	return words.defs, out
}

// redisRemarks are about Redis and, where it can be read, about what lies in it;
// defs may be nil.
func redisRemarks(ctx context.Context, set *settings, defs *flows.Definitions) []remark {
	ctx, cancel := context.WithTimeout(ctx, examTime)
	defer cancel()
	f, err := store.Examine(ctx, store.Options{URL: string(set.RedisURL), Bot: set.Bot, Key: set.Key})
	if err != nil {
		return []remark{redisTrouble(err)}
	}
	out := ofRedis(f, set.RedisWait)
	if defs != nil && f.Key == store.KeyFits && !slices.ContainsFunc(out, func(r remark) bool { return r.state == wrong }) {
		out = append(out, ofTeam(ctx, set, defs)...)
	}
	return out
}

func telegramRemarks(ctx context.Context, set *settings, running bool) []remark {
	ctx, cancel := context.WithTimeout(ctx, examTime)
	defer cancel()
	f, err := telegram.Examine(ctx, telegram.Config{Token: set.Token, BaseURL: set.APIURL}, set.WebhookURL)
	if err != nil {
		return []remark{telegramTrouble(err, set.APIURL)}
	}
	return append(ofTelegram(f), ofWebhook(f, set.WebhookURL, running, time.Now())...)
}

// ofClock judges how far another clock is from the one here.
func ofClock(whose string, ahead time.Duration) remark {
	r := remark{state: fine, about: "clock", says: fmt.Sprintf("less than %v from %s", asideMost, whose)}
	if ahead.Abs() <= asideMost {
		return r
	}
	r.state, r.mend = warning, "let NTP set the clocks of both machines, here with: timedatectl set-ntp true"
	if ahead.Abs() > asideFail {
		r.state = wrong
	}
	way := "ahead of"
	if ahead < 0 {
		way = "behind"
	}
	r.says = fmt.Sprintf("%s is %v %s the clock here, so reminders and deadlines come at the wrong time", whose, ahead.Abs().Round(time.Second), way)
	return r
}
