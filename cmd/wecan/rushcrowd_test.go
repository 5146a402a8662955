package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"wecan/bot/sandbox"
)

// signer is somebody who signs up for the only event there is. Every tenth wants one of
// the places for women, every twentieth one of those for parents.
type signer struct {
	tg   *sandbox.Telegram
	user sandbox.User
	name string // by which the roster knows her
	plan map[string]string

	seen   int // last message looked at
	review sandbox.Message
	tapped time.Time
	told   []standing // what she was answered, each time that she was
	listed *standing  // what she was answered when she asked again
}

// standing is how somebody stands as her phone says it.
type standing struct {
	at     time.Time
	placed bool
	line   int // her number on the waiting list
}

func newSigners(tg *sandbox.Telegram, n int) []*signer {
	var out []*signer
	for i := range n {
		s := &signer{tg: tg, user: sandbox.User{ID: int64(1000 + i), FirstName: "X", LanguageCode: "en"}, name: "P" + spelt(i)}
		s.plan = map[string]string{
			"pick": "one", "page": "sign", "notice": "begin", "name": "=" + s.name, "prepare": "no", "children": "none",
			"women": yesOr(i%10 == 3), "parents": yesOr(i%20 == 7 || i%20 == 13),
		}
		out = append(out, s)
	}
	return out
}

func yesOr(so bool) string {
	if so {
		return "yes"
	}
	return "no"
}

// spelt writes a number without digits.
func spelt(n int) string {
	return string([]rune{rune('a' + n/(26*26)%26), rune('a' + n/26%26), rune('a' + n%26)}) + strings.Repeat("z", n/(26*26*26))
}

func shuffled(people []*signer) []*signer {
	out := slices.Clone(people)
	r := rand.New(rand.NewPCG(5, uint64(len(out))))
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// wants says whether she wants a place that is kept for a group.
func (s *signer) wants(group string) bool { return s.plan[group] == "yes" }

// walk goes from nothing to the last question.
func (s *signer) walk(ctx context.Context) error {
	s.tg.Say(s.user, "/events")
	for late := time.Now().Add(patience); s.review.ID == 0; {
		changed := s.tg.Changed(s.user.ID)
		for _, m := range s.news() {
			if err := s.answer(m); err != nil {
				return err
			}
		}
		if s.review.ID != 0 {
			break
		}
		select {
		case <-changed:
		case <-time.After(time.Until(late)):
			return fmt.Errorf("%s does not come to the last question: %s", s.name, s.tail())
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// news are what the bot has written since she looked.
func (s *signer) news() (out []sandbox.Message) {
	for _, m := range s.tg.MessagesAfter(s.user.ID, s.seen) {
		s.seen = m.ID
		if m.FromBot {
			out = append(out, m)
		}
	}
	return out
}

func (s *signer) answer(m sandbox.Message) error {
	step := stepOf(m)
	if step == "check" {
		s.review = m
		return nil
	}
	answer, ok := s.plan[step]
	if !ok {
		return nil
	}
	if words, typed := strings.CutPrefix(answer, "="); typed {
		s.tg.Say(s.user, words)
		return nil
	}
	b, ok := optionOf(m, answer)
	if !ok {
		return fmt.Errorf("%s finds no %q at %q", s.name, answer, m.Text)
	}
	_, err := s.tg.Tap(s.user, m.ID, b.Data)
	return err
}

// send is her last tap.
func (s *signer) send() error {
	b, ok := optionOf(s.review, ".submit")
	if !ok {
		return errors.New("there is no button to send")
	}
	s.tapped = time.Now()
	_, err := s.tg.Tap(s.user, s.review.ID, b.Data)
	return err
}

// await waits for the answer.
func (s *signer) await(ctx context.Context) {
	for len(s.told) == 0 {
		changed := s.tg.Changed(s.user.ID)
		if s.look(); len(s.told) > 0 {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return
		}
	}
}

var (
	saysPlace = regexp.MustCompile(`^🎉 You have a place: `)
	saysLine  = regexp.MustCompile(`You are number (\d+) on the waiting list`)
	rowPlace  = regexp.MustCompile(`✅ 1\. `)
)

// look reads what came.
func (s *signer) look() {
	for _, m := range s.news() {
		text := unsigned.Replace(m.Text)
		switch line := saysLine.FindStringSubmatch(text); {
		case saysPlace.MatchString(text):
			s.told = append(s.told, standing{at: m.Date, placed: true})
		case line != nil:
			n, _ := strconv.Atoi(line[1]) // digits
			s.told = append(s.told, standing{at: m.Date, line: n})
		}
	}
}

// ask asks once more how she stands.
func (s *signer) ask(ctx context.Context) {
	s.look()
	s.tg.Say(s.user, "/events")
	for s.listed == nil {
		changed := s.tg.Changed(s.user.ID)
		for _, m := range s.news() {
			if stepOf(m) != "pick" {
				continue
			}
			text := unsigned.Replace(m.Text)
			s.listed = &standing{at: m.Date, placed: rowPlace.MatchString(text)}
			if line := saysLine.FindStringSubmatch(text); line != nil {
				s.listed.line, _ = strconv.Atoi(line[1]) // digits
			}
		}
		if s.listed != nil {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return
		}
	}
}

// tail is the end of her chat, for a failed test.
func (s *signer) tail() string {
	out := ""
	all := s.tg.Messages(s.user.ID)
	for _, m := range all[max(0, len(all)-6):] {
		out += fmt.Sprintf("\n  %s bot=%v %.70q", m.Date.Format("05.000"), m.FromBot, m.Text)
	}
	return out
}
