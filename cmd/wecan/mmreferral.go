package main

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"wecan/bot"
	"wecan/flows"
	"wecan/flows/referral"
	"wecan/i18n"
)

// What somebody of the team does about a referral by a command. What she does about
// one that is hers goes the way of a tap on its card, to its thread; what a
// coordinator may besides goes the way of "wecan referrals".

// by is how a decision names her, where a name is wanted.
func (v *visit) by() string { return v.who.Signed() }

// take gives it to her, while nobody has it, by the same rules as for an assignment.
func (v *visit) take(ctx context.Context, r request) (outcome, error) {
	switch {
	case r.Owner == v.who.ID:
		return v.yes("take.yours", "number", r.Reference)
	case r.Owner != "":
		return v.no("take.owner", "number", r.Reference, "name", v.named(r.Owner))
	case r.Asked != v.who.ID && len(v.who.Open) >= v.who.Cap && v.who.Has(flows.RoleNavigator):
		return v.no("take.cap", "count", strconv.Itoa(len(v.who.Open)))
	}
	now, err := v.at.give(ctx, v.d.turns, r, referral.Order{ID: v.id, By: v.by(), To: v.who.ID, Site: v.who.Site, Free: true})
	if now.Owner != "" && now.Owner != v.who.ID { // of two who take it at once one is quicker
		return v.no("take.owner", "number", r.Reference, "name", v.named(now.Owner))
	}
	return outcome{text: v.say("take.yours", "number", r.Reference)}, err
}

// transfer gives it to a colleague, as the desk does.
func (v *visit) transfer(ctx context.Context, r request, words string) (outcome, error) {
	name, _ := cutWord(strings.TrimPrefix(words, "@"))
	if name == "" {
		return v.askWhom(r)
	}
	to, ok := v.colleagueNamed(name)
	if !ok {
		out, err := v.no("transfer.nobody", "name", cutTo(name, typedMost))
		out.field = fieldTo
		return out, err
	}
	_, err := v.at.give(ctx, v.d.turns, r, referral.Order{ID: v.id, By: v.by(), To: to.ID, Site: to.Site})
	return outcome{text: v.say("transfer.done", "number", r.Reference, "name", to.Name)}, err
}

// colleagueNamed finds somebody by her name at Mattermost, or by her id.
func (v *visit) colleagueNamed(name string) (referral.Colleague, bool) {
	name = strings.ToLower(name)
	for _, is := range []func(referral.Colleague) bool{
		func(c referral.Colleague) bool { return c.Mattermost == name },
		func(c referral.Colleague) bool { return c.ID == name },
	} {
		if i := slices.IndexFunc(v.team, func(c referral.Colleague) bool { return !c.Gone && !c.Unlisted && is(c) }); i >= 0 {
			return v.team[i], true
		}
	}
	return referral.Colleague{}, false
}

// thread is the actor of a referral's thread, and its machine.
func (v *visit) thread(ctx context.Context, reference string) (referral.Thread, flows.Actor, error) {
	id := v.d.ids.Of(flows.KindThread, reference)
	record, err := v.d.store.Load(ctx, id, nil)
	if err != nil {
		return referral.Thread{}, flows.Actor{}, err
	}
	a, _, err := bot.Inspect(id, record.State)
	return referral.NewThread(v.w.defs.Programme, v.w.catalog), a, err
}

// threadLags is how long a thread may take to learn what its referral knows already.
const threadLags = time.Second

// refused is why the thread does not do something for her that the referral would
// let her do, "" when it does.
func (v *visit) refused(ctx context.Context, reference, verb string) (string, error) {
	soon, cancel := context.WithTimeout(ctx, threadLags)
	defer cancel()
	for {
		machine, a, err := v.thread(ctx, reference)
		if err != nil {
			return "", err
		}
		why, err := machine.Whisper(a, v.who.ID, verb)
		if err != nil || why == "" || !pause(soon, deskLooksEvery) {
			return why, err
		}
	}
}

// through brings an input to the thread and waits until the referral is as it should
// be.
func (v *visit) through(ctx context.Context, r request, verb string, in flows.Incoming, is func(request) bool) (refused string, err error) {
	if why, err := v.refused(ctx, r.Reference, verb); err != nil || why != "" {
		return why, err
	}
	if err := v.d.turns.Handle(ctx, in); err != nil {
		return "", err
	}
	_, err = v.at.await(ctx, r, func(r request) (bool, error) { return is(r), nil })
	return "", err
}

// release has somebody else asked: of one that she is asked to take at once, of one
// that she has when she has said why.
func (v *visit) release(ctx context.Context, r request, words string) (outcome, error) {
	verb, key, why := "busy", "release.busy", ""
	if r.Owner == v.who.ID {
		verb, key = "pass", "release.done"
		why = oneOf(words, passWhys())
		if why == "" {
			return v.askWhy(r)
		}
	}
	in, err := referral.NewCommand(v.d.ids, r.Reference, v.who.ID, verb, []string{why}, v.id)
	if err != nil {
		return outcome{}, err
	}
	no, err := v.through(ctx, r, verb+why, in, func(r request) bool { return !asked.is(v.who, &r.Case) })
	if no != "" {
		return outcome{text: no, no: true}, nil
	}
	return outcome{text: v.say(key, "number", r.Reference)}, err
}

// passWhys are the reasons for which one is passed on: those of the flow hand_on.
func passWhys() []string { return []string{"time", "words", "subject", "danger"} }

// oneOf is which of some words the first word of a text is, also with a slip of the
// finger; "" for none.
func oneOf(text string, words []string) string {
	first, _ := cutWord(text)
	for _, w := range words {
		if _, near := i18n.Near(first, w); near && first != "" {
			return w
		}
	}
	return ""
}

// write brings the person her words, or keeps them as a note.
func (v *visit) write(ctx context.Context, r request, words string, note bool) (outcome, error) {
	done := "reply.done"
	if note {
		done = "note.done"
	}
	switch {
	case strings.TrimSpace(words) == "":
		return v.askWords(r, note)
	case note:
		words = "// " + words
	case strings.HasPrefix(words, "//"):
		done = "note.done"
	}
	if why, err := v.refused(ctx, r.Reference, "close"); err != nil || why != "" {
		return outcome{text: why, no: true}, err
	}
	in, err := referral.NewReply(v.d.ids, r.Reference, v.who.ID, words, v.id)
	if err != nil {
		return outcome{}, err
	}
	return outcome{text: v.say(done, "number", r.Reference)}, v.d.turns.Handle(ctx, in)
}

// close ends it: by the thread when it is hers, else as a coordinator.
func (v *visit) close(ctx context.Context, r request, words string) (outcome, error) {
	how := oneOf(words, v.endings(r))
	switch {
	case r.Status == referral.StatusClosed:
		return v.no("not.closed")
	case how == "":
		return v.askHow(r)
	case r.Owner != v.who.ID:
		_, err := v.at.end(ctx, v.d.turns, r, referral.Order{ID: v.id, By: v.by(), Outcome: referral.Outcome(how)})
		return outcome{text: v.say("close.done", "number", r.Reference)}, err
	}
	in, err := referral.NewCommand(v.d.ids, r.Reference, v.who.ID, "close", []string{how}, v.id)
	if err != nil {
		return outcome{}, err
	}
	no, err := v.through(ctx, r, "close"+how, in, func(r request) bool { return r.Status == referral.StatusClosed })
	if no != "" {
		return outcome{text: no, no: true}, nil
	}
	return outcome{text: v.say("close.done", "number", r.Reference)}, err
}

// endings are the outcomes that she can choose: whoever has it cannot say that the
// person does not want it any more, for the person says that herself.
func (v *visit) endings(r request) []string {
	var out []string
	for _, o := range referral.Outcomes() {
		if o != referral.Withdrawn || r.Owner != v.who.ID {
			out = append(out, string(o))
		}
	}
	return out
}
