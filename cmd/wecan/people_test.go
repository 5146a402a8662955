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

	sends map[string]sandbox.File // steps that she answers with a voice message or a document
	sent  map[string]int          // those messages

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

func (j *joiner) answer(m sandbox.Message) error {
	var data []string
	for _, row := range m.Buttons {
		for _, b := range row {
			data = append(data, b.Data)
		}
	}
	step, tap, words := formAnswer(data, j.lang, j.name, j.asked)
	file, sends := j.sends[step]
	switch {
	case sends && j.sent[step] == 0:
		kind := "voice"
		if file.Name != "" {
			kind = "document"
		}
		j.asked = append(j.asked, step)
		if j.sent == nil {
			j.sent = map[string]int{}
		}
		j.sent[step] = j.tg.SendFile(j.user, kind, "", file)
	case tap != "":
		j.asked = append(j.asked, step)
		if _, err := j.tg.Tap(j.user, m.ID, tap); err != nil {
			return fmt.Errorf("tap %s: %w", tap, err)
		}
	case words != "":
		j.asked = append(j.asked, step)
		j.tg.Say(j.user, words)
	}
	return nil
}

// formAnswer is what somebody answers to a question of the whole form, by the data
// of its buttons, flow/step/nonce/option: a tap or words, none for what she has
// answered.
func formAnswer(buttons []string, lang, name string, answered []string) (step, tap, words string) {
	want := map[string]string{
		"language": lang, "shared": "no", "notice": "begin", "site": "leipzig", "adult": "yes", "rule": "fits", "before": "no",
		"reading": "slowly", "childcare": "no", "gender": "other", "review": ".submit",
	}
	typed := map[string]string{"name": name, "speak": "Arabic, a little German", "times": "1"}
	for _, data := range buttons {
		parts := strings.Split(data, "/")
		if len(parts) != 4 {
			continue
		}
		step = parts[1]
		if slices.Contains(answered, step) {
			return step, "", ""
		}
		if parts[3] == want[step] {
			return step, data, ""
		}
	}
	return step, "", typed[step]
}

// number is the application's, as she reads it.
func (j *joiner) number() string {
	at := strings.Index(j.thanked[0], "WE-")
	return j.thanked[0][at : at+len("WE-4K7M-9Q2")]
}
