package main

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"wecan/flows"
	"wecan/flows/referral"
)

// What stands, as the team reads it at Mattermost.

// linesMost is how many lines a list has.
const linesMost = 20

// listed is a list in words: a head with how many there are, the first lines, and
// how many more.
func listed[T any](v *visit, none, head string, all []T, line func(T) string, more ...string) outcome {
	if len(all) == 0 {
		return outcome{text: v.say(none)}
	}
	lines := []string{v.say(head, "count", strconv.Itoa(len(all)))}
	for _, one := range all[:min(len(all), linesMost)] {
		lines = append(lines, line(one))
	}
	if n := len(all) - linesMost; n > 0 {
		lines = append(lines, v.say("more", "count", strconv.Itoa(n)))
	}
	return outcome{text: strings.Join(append(lines, more...), "\n")}
}

// those are the open referrals of some statuses for the people of her site that she
// may know of, the most urgent first.
func (v *visit) those(ctx context.Context, statuses ...referral.Status) ([]request, error) {
	var out []request
	at := map[string]int{} // one that moves on while it is read is met twice
	for _, status := range statuses {
		list, err := v.at.referrals(ctx, wantedReferrals{status: status})
		if err != nil {
			return nil, err
		}
		for _, r := range list {
			if !r.At(v.who.Site) || !sees(v.who, &r.Case) {
				continue
			}
			if i, met := at[r.Reference]; met {
				out[i] = r
				continue
			}
			at[r.Reference] = len(out)
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b request) int { return referral.Urgency(a.Case, b.Case) })
	return out, nil
}

// waiting are those that nobody has.
func (v *visit) waiting(ctx context.Context) (outcome, error) {
	all, err := v.those(ctx, referral.StatusNew, referral.StatusOffered)
	if err != nil {
		return outcome{}, err
	}
	return listed(v, "waiting.none", "waiting.head", all, v.waits), nil
}

func (v *visit) waits(r request) string {
	if r.Asked == "" {
		return v.line("waiting.line", &r.Case)
	}
	return v.line("waiting.asked", &r.Case, "name", v.named(r.Asked))
}

// named is the name of somebody of the team.
func (v *visit) named(id string) string {
	for _, c := range v.team {
		if c.ID == id && c.Name != "" {
			return c.Name
		}
	}
	return id
}

// open are those that she has or is asked to take, and may know of.
func (v *visit) open(ctx context.Context) ([]request, error) {
	var out []request
	for _, reference := range v.who.Open {
		r, ok, err := v.at.readReferral(ctx, v.d.ids.Of(flows.KindReferral, reference))
		if err != nil {
			return nil, err
		}
		if ok && asked.is(v.who, &r.Case) && sees(v.who, &r.Case) {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b request) int { return referral.Urgency(a.Case, b.Case) })
	return out, nil
}

func (v *visit) mine(ctx context.Context) (outcome, error) {
	all, err := v.open(ctx)
	if err != nil {
		return outcome{}, err
	}
	return listed(v, "mine.none", "mine.head", all, func(r request) string {
		switch r.Status {
		case referral.StatusOffered:
			return v.line("mine.asked", &r.Case)
		case referral.StatusNavigator:
			return v.line("mine.navigator", &r.Case, "owed", v.since(r.Since))
		case referral.StatusPerson, referral.StatusNew, referral.StatusClosed:
		}
		return v.line("mine.person", &r.Case)
	}), nil
}

// status is how much waits at her site.
func (v *visit) status(ctx context.Context) (outcome, error) {
	all, err := v.those(ctx, referral.StatusNew, referral.StatusOffered, referral.StatusNavigator, referral.StatusPerson)
	if err != nil {
		return outcome{}, err
	}
	var waits []request
	overdue := 0
	for _, r := range all {
		if r.Owner == "" {
			waits = append(waits, r)
		}
		if r.Overdue {
			overdue++
		}
	}
	site := v.site(v.who.Site)
	lines := []string{v.say("status.none", "site", site)}
	if len(waits) > 0 {
		lines[0] = v.say("status.head", "site", site, "count", strconv.Itoa(len(waits)))
		colours, oldest := map[referral.Colour]int{}, waits[0]
		for _, r := range waits {
			colours[r.Colour]++
			if r.Received.Before(oldest.Received) {
				oldest = r
			}
		}
		for _, c := range []referral.Colour{referral.Red, referral.Amber, referral.Green} {
			if n := colours[c]; n > 0 {
				lines = append(lines, v.say("status.colour", "colour", v.colour(&referral.Case{View: referral.View{Colour: c}}), "count", strconv.Itoa(n)))
			}
		}
		lines = append(lines, v.say("status.oldest", "number", oldest.Reference, "since", v.since(oldest.Received)))
	}
	if n := len(all) - len(waits); n > 0 {
		lines = append(lines, v.say("status.taken", "count", strconv.Itoa(n)))
	}
	if overdue > 0 {
		lines = append(lines, v.say("status.overdue", "count", strconv.Itoa(overdue)))
	}
	return outcome{text: strings.Join(lines, "\n")}, nil
}

const exampleNumber = "WE-4K7M-9Q2"

// almost is a number that somebody tried to write: words do not look so.
var almost = regexp.MustCompile(`(?i)^we-?[0-9a-z]*[0-9-][0-9a-z-]*$`)

// cutReference takes a reference off the beginning of a text, also one that is
// written in parts. With a mistake in it nobody must guess which one is meant: her
// words would reach somebody else.
func cutReference(text string) (reference, rest string, mistake bool) {
	typed, rest := "", text
	for range 3 {
		var word string
		word, rest = cutWord(rest)
		typed += word
		if reference, ok := flows.ParseReference(typed); ok {
			return reference, rest, false
		}
		if rest == "" {
			break
		}
	}
	first, _ := cutWord(text)
	return "", text, almost.MatchString(first) || strings.EqualFold(first, "we") && startsWithCode(text)
}

// startsWithCode says whether the second word has a digit: "we 4k7m" is a number.
func startsWithCode(text string) bool {
	_, rest := cutWord(text)
	second, _ := cutWord(rest)
	return strings.ContainsAny(second, "0123456789")
}

// meant finds the referral of a command, and what stands behind its reference.
// Without one it is the only one that she has, or is asked to take. why says what is
// missing. Mattermost does not tell in which thread a command was given.
func (v *visit) meant(ctx context.Context, one right, rest string) (r request, words, why string, err error) {
	reference, words, mistake := cutReference(rest)
	if mistake {
		return r, "", v.say("mistake", "example", exampleNumber), nil
	}
	if reference != "" {
		r, err = v.at.referral(ctx, reference)
		if errors.Is(err, errNoReferral) {
			return r, "", v.refusal(unseen, reference), nil
		}
		return r, words, "", err
	}
	open, err := v.open(ctx)
	if err != nil {
		return r, "", "", err
	}
	var could []request
	for _, r := range open {
		if one.verb == "take" && r.Owner == v.who.ID || one.verb != "take" && one.verb != "release" && r.Owner != v.who.ID {
			continue
		}
		could = append(could, r)
	}
	if len(could) == 1 {
		return could[0], words, "", nil
	}
	lines := []string{v.say("which", "command", v.usage(one))}
	for _, r := range could[:min(len(could), linesMost)] {
		lines = append(lines, r.Reference)
	}
	return r, "", strings.Join(lines, "\n"), nil
}
