package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"wecan/flows"
	"wecan/flows/broadcast"
	"wecan/i18n"
)

// What a count and a sending say, at a terminal.

// laterOf is the first of two moments that is one.
func laterOf(a, b time.Time) time.Time {
	if a.IsZero() {
		return b
	}
	return a
}

// announceMoment is a moment by the clock of a site.
type announceMoment struct {
	site string
	time.Time
}

// leftOut are the verdicts of those who do not get it, and what they mean.
func leftOut() []struct{ word, says string } {
	return []struct{ word, says string }{
		{flows.CastStopped, "do not want such messages"},
		{flows.CastWeek, "had as many as there may be in a week"},
		{flows.CastBlocked, "cannot be reached"},
		{flows.CastNoWords, "read a language in which there are no words"},
		{flows.CastOver, "were not reached in time"},
		{flows.CastHad, "have it already"},
		{"aside", "are put aside; see: wecan dead list"},
	}
}

// countText is what a count found.
func countText(prog *flows.Programme, a announced) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	t := a.Counted
	fmt.Fprintf(w, "%s is for %s\n", a.Reference, counted(t.Reach(), "person", "people"))
	fmt.Fprintf(w, "now\t%d\t%s\n", t.Of(flows.CastWould), byLang(t.Langs(flows.CastWould)))
	if n := t.Of(flows.CastLater); n > 0 {
		fmt.Fprintf(w, "%s\t%d\t%s\n", clockTime(prog, a.Plan.Site, a.Wakes(prog)), n, overNight(t.Langs(flows.CastLater)))
	}
	if n := t.Of(flows.CastWaits); n > 0 {
		fmt.Fprintf(w, "later\t%d\twhen there is a translation\n", n)
	}
	for _, one := range leftOut() {
		if n := t.Of(one.word); n > 0 {
			fmt.Fprintf(w, "not\t%d\t%s\n", n, one.says)
		}
	}
	_ = w.Flush() // a builder takes everything
	if t.Reach() < broadcast.PeopleLeast {
		fmt.Fprintf(&b, "An announcement is for %d people at least: write to fewer by themselves.\n", broadcast.PeopleLeast)
	} else if a.Need > 1 {
		fmt.Fprintf(&b, "%d people must approve it.\n", a.Need)
	}
	return b.String()
}

// overNight says that people get it when the night is over, and how many read which
// language, as far as they have said that.
func overNight(by map[i18n.Lang]int) string {
	said := "when the night is over"
	if len(by) == 0 || len(by) == 1 && by[""] > 0 {
		return said
	}
	return said + ": " + byLang(by)
}

// byLang are numbers by language, as "ar 12, en 3", the largest first.
func byLang(by map[i18n.Lang]int) string {
	langs := slices.SortedFunc(maps.Keys(by), func(a, b i18n.Lang) int { return cmp.Or(by[b]-by[a], strings.Compare(string(a), string(b))) })
	out := make([]string, len(langs))
	for i, lang := range langs {
		out[i] = fmt.Sprintf("%s %d", cmp.Or(string(lang), "?"), by[lang])
	}
	return strings.Join(out, ", ")
}

// countLine is the last count in one line.
func countLine(prog *flows.Programme, a announced) string {
	t := a.Counted
	if t.Ended.IsZero() {
		return ""
	}
	parts := []string{fmt.Sprintf("%d now", t.Of(flows.CastWould))}
	if n := t.Of(flows.CastLater); n > 0 {
		parts = append(parts, fmt.Sprintf("%d on %s", n, clockTime(prog, a.Plan.Site, a.Wakes(prog))))
	}
	if n := t.Of(flows.CastWaits); n > 0 {
		parts = append(parts, fmt.Sprintf("%d when there is a translation", n))
	}
	return strings.Join(parts, ", ") + "; counted " + clockTime(prog, a.Plan.Site, t.Ended)
}

// sentLine is how far it is, in one line. Whether somebody has read it nobody knows.
func sentLine(a announced) string {
	parts := []string{fmt.Sprintf("sent to %d", a.Went())}
	for _, one := range []struct {
		n    int
		says string
	}{
		{a.Left(), "%d still to come"},
		{a.News.Of(flows.CastBarred), "%d have blocked the bot"},
		{a.News.Of(flows.CastRefused), "Telegram refused %d"},
		{a.Uncertain(), "of %d it is not known whether they were sent"},
		{a.News.Of(flows.CastOptedOut), "%d want no more of them"},
	} {
		if one.n > 0 {
			parts = append(parts, fmt.Sprintf(one.says, one.n))
		}
	}
	return strings.Join(parts, ", ")
}
