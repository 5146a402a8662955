package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"wecan/bot/sandbox"
)

// joiner is a person who applies by the buttons' ids, whatever the language. She
// never says a thing twice.
type joiner struct {
	tg   *sandbox.Telegram
	user sandbox.User
	lang string
	name string
	link string // what stands behind /start

	after   int      // the last message of the bot's that she has looked at
	asked   []string // the steps that she answered, in order
	thanked []string // the messages with her number
}

func newJoiner(tg *sandbox.Telegram, id int64, lang string) *joiner {
	return &joiner{tg: tg, user: sandbox.User{ID: id, FirstName: "Test", LanguageCode: lang}, lang: lang, name: "Mina"}
}

// join applies, and returns when she has her number. With quit ended she gives
// up.
func (j *joiner) join(ctx context.Context) error {
	j.tg.Say(j.user, strings.TrimSpace("/start "+j.link))
	late := time.After(patience)
	for len(j.thanked) == 0 {
		changed := j.tg.Changed(j.user.ID)
		if err := j.look(); err != nil {
			return err
		}
		if len(j.thanked) > 0 {
			break
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		case <-late:
			return fmt.Errorf("person %d waits in vain after %v", j.user.ID, j.asked)
		}
	}
	return nil
}

// look answers whatever is new.
func (j *joiner) look() error {
	for _, m := range j.tg.MessagesAfter(j.user.ID, j.after) {
		if !m.FromBot {
			continue
		}
		j.after = m.ID
		if strings.Contains(m.Text, "WE-") {
			j.thanked = append(j.thanked, m.Text)
			continue
		}
		if err := j.answer(m); err != nil {
			return err
		}
	}
	return nil
}

// answer looks at a question's data: flow/step/nonce/option.
func (j *joiner) answer(m sandbox.Message) error {
	want := map[string]string{
		"language": j.lang, "shared": "no", "notice": "begin", "site": "leipzig", "adult": "yes", "rule": "fits", "before": "no",
		"reading": "slowly", "childcare": "no", "gender": "other", "review": ".submit",
	}
	typed := map[string]string{"name": j.name, "speak": "Arabic", "times": "1"}
	step := ""
	for _, row := range m.Buttons {
		for _, b := range row {
			parts := strings.Split(b.Data, "/")
			if len(parts) != 4 {
				continue
			}
			step = parts[1]
			if parts[3] != want[step] || slices.Contains(j.asked, step) {
				continue
			}
			j.asked = append(j.asked, step)
			if _, err := j.tg.Tap(j.user, m.ID, b.Data); err != nil {
				return fmt.Errorf("tap %s: %w", b.Data, err)
			}
			return nil
		}
	}
	if words := typed[step]; words != "" && !slices.Contains(j.asked, step) {
		j.asked = append(j.asked, step)
		j.tg.Say(j.user, words)
	}
	return nil
}

// number is the application's, as she reads it.
func (j *joiner) number() string {
	at := strings.Index(j.thanked[0], "WE-")
	return j.thanked[0][at : at+len("WE-4K7M-9Q2")]
}
