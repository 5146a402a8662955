package broadcast_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/broadcast"
	"wecan/i18n"
)

var update = flag.Bool("update", os.Getenv("WECAN_UPDATE_GOLDEN") != "", "write the transcripts anew")

// reporting is a world whose team reads its reports in one language. What the team sees is
// written down: what happens, and the post as it stands then.
type reporting struct {
	*world

	out strings.Builder
}

func newReporting(t *testing.T, lang i18n.Lang) *reporting {
	t.Helper()
	w := newWorld(t, 11)
	w.p.Sites[0].Language = lang
	catalog, err := i18n.Load(i18n.Files, append(broadcast.Capability().Words, w.p.Sources()...))
	if err != nil {
		t.Fatal(err)
	}
	w.machines = broadcast.Capability().Bind(nil, w.p, catalog)
	return &reporting{world: w}
}

// card is the report as it stands last.
func (w *world) card() *flows.PostCard {
	last := w.posts[len(w.posts)-1]
	if again, ok := last.(flows.Repost); ok {
		return again.Card
	}
	return last.(flows.Post).Card
}

// sees writes down what the team sees.
func (r *reporting) sees(what string) {
	r.tb.Helper()
	if len(r.posts) == 0 {
		r.tb.Fatalf("%s: the team sees nothing", what)
	}
	card := r.card()
	marks := strings.NewReplacer("\u2066", "⟦", "\u2067", "⟦", "\u2068", "⟦", "\u2069", "⟧")
	fmt.Fprintf(&r.out, "# %s\n%s (%s)\n", what, card.Title, card.Colour)
	fmt.Fprintln(&r.out, marks.Replace(card.Text))
	for _, b := range card.Buttons {
		fmt.Fprintf(&r.out, "[%s]\n", marks.Replace(b.Label))
	}
	fmt.Fprintln(&r.out)
}

// goes goes on until something is so, or there is nothing to do but to wait.
func (r *reporting) goes(enough func() bool) {
	for !enough() {
		if !r.step() && !r.ring(r.now.Add(2*time.Hour)) {
			return
		}
	}
}

// The report of one announcement as the team reads it, in each language: what is sent, what
// is not and why, and what people do with it.
func TestReportTranscripts(t *testing.T) {
	for _, lang := range []i18n.Lang{"en", "ar", "es", "uk"} {
		t.Run(string(lang), func(t *testing.T) {
			r := newReporting(t, lang)
			r.reportsAll()
			name := filepath.Join("testdata", "report."+string(lang)+".txt")
			if *update {
				if err := os.WriteFile(name, []byte(r.out.String()), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if got := r.out.String(); got != string(want) {
				t.Errorf("the transcript %s is another now; look at it, and write it anew with -update:\n%s", name, got)
			}
		})
	}
}

func (r *reporting) reportsAll() {
	people := r.crowd(900)
	for n, p := range people {
		if n%40 == 0 {
			p.quit = r.now
		}
	}
	p := plan()
	p.Missing, p.At = flows.MissingLeave, r.now.Add(time.Hour)
	r.order(broadcast.WhatPlan, broadcast.Order{Plan: p})
	r.order(broadcast.WhatCount, broadcast.Order{})
	r.settle()
	r.sees("it was counted")
	r.order(broadcast.WhatApprove, broadcast.Order{By: "nadia"})
	r.settle()
	r.sees("one of two has approved it")
	r.order(broadcast.WhatApprove, broadcast.Order{By: "omar"})
	r.settle()
	r.sees("it begins later")

	r.goes(func() bool { return r.asked() >= 60 })
	r.sees("people begin to get it")
	seen := len(r.posts)
	r.goes(func() bool { return len(r.posts) > seen })
	r.sees("some seconds later")
	r.order(broadcast.WhatPause, broadcast.Order{})
	r.settle()
	r.sees("it is halted")
	r.order(broadcast.WhatResume, broadcast.Order{})
	soon := r.now.Add(time.Second)
	r.goes(func() bool { return r.now.After(soon) })
	r.sees("it goes on")
	r.pass(r.now.Add(10 * time.Minute))
	r.sees("all have got it")

	r.happens(people)
	r.pass(r.now.Add(time.Minute))
	r.sees("people have done something with it")
	p.Words = append([]flows.CastWords{{Lang: "en", Text: "The room is number 5."}}, p.Words[1:]...)
	r.order(broadcast.WhatCorrect, broadcast.Order{By: "nadia", Plan: p})
	r.settle()
	r.sees("other words wait")
	r.order(broadcast.WhatApprove, broadcast.Order{By: "omar"})
	r.pass(r.now.Add(time.Minute))
	r.sees("they have come to all")
	r.order(broadcast.WhatDelete, broadcast.Order{By: "nadia"})
	r.pass(r.now.Add(time.Minute))
	r.sees("it was taken back")
}

// happens has some of those who got it tap, answer and stop, and Telegram refuse some.
func (r *reporting) happens(people []*someone) {
	n := 0
	for _, p := range people {
		if len(p.got) == 0 {
			continue
		}
		n++
		switch {
		case n%3 == 0:
			r.says(p, flows.CastTapped, []string{"yes", "no"}[n%2])
		case n%20 == 1:
			r.says(p, flows.CastReplied, "")
		case n%50 == 2:
			r.says(p, flows.CastOptedOut, "")
		case n%100 == 4:
			r.says(p, flows.CastBarred, "")
		case n%200 == 5:
			r.says(p, flows.CastRefused, "")
		case n%300 == 7:
			r.says(p, flows.CastUncertain, "")
		}
	}
}
