package bot_test

import (
	"encoding/json"
	"maps"

	"wecan/flows"
)

// inMachines plants what is wrong with referrals and talks.
func (b bug) inMachines(defs *flows.Definitions) *flows.Definitions {
	if !b.ofTalks() {
		return defs
	}
	out := *defs
	out.Machines = maps.Clone(defs.Machines)
	for _, kind := range []flows.Kind{flows.KindPerson, flows.KindReferral} {
		out.Machines[kind] = badMachine{out.Machines[kind], b}
	}
	return &out
}

// seenAs is what a check says that finds the fault; "" for anything.
func (b bug) seenAs() string {
	return map[bug]string{
		bugDeaf: "is cancelled", bugNoPlaces: "places",
		bugOverbooked: "of 2 places", bugPassedBy: "waits before", bugKept: "is still offered",
		bugTwoTeams: "is in two teams", bugBigTeam: "team of 2 has", bugNameShown: "before she has said yes", bugWordsEarly: "before she has agreed",
		bugAgreedLost: "agreed to", bugLineLost: "who reads", bugDoorForgotten: "and that is not kept", bugDeafEar: "and we know",
		bugLateWork: "after the deadline", bugWorkLost: "which is not in the list", bugTwoVotes: "told that theirs counts",
		bugOwnVote: "votes for her own", bugWrongResult: "reads the result", bugToldAgain: "came twice", bugUntold: "was not told that she can vote",
		bugSentAgain: "it came", bugPageSkipped: "she was missed", bugTwiceCounted: "are counted as sent to",
		bugNoCursor: "are counted as sent to", bugHadCounts: "are counted as sent to", bugDeafToStop: "after she had stopped it", bugForgetsCast: "it came",
		bugOldWords: "not as they were mended", bugNewsLost: "are counted for", bugPassedOver: "are uncertain",
		bugTwoOwners: "is helped by [", bugEarlyWords: "before she has taken it", bugNoReplies: "which is for somebody else",
		bugNoGaps: "who reads [", bugNoEnd: "is lost",
		bugNoMarks: "was made twice", bugGivesUp: "in the thread stands", bugMovesOn: "who reads [", bugNamesCard: "before somebody has taken",
	}[b]
}

type badMachine struct {
	flows.Machine
	bug bug
}

func (m badMachine) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	told, _ := in.(flows.Told)
	switch text, typed := in.(flows.Text); {
	case m.bug == bugNoReplies && typed:
		text.Reply = 0
		in = text
	case m.bug == bugTwoOwners && told.Name == "accept":
		a.Body = changed(a.Body, func(f map[string]any) { delete(f, "owner") })
	case m.bug == bugNoGaps && told.Name == flows.ToldChatGap:
		return flows.Result{Actor: a}, nil
	}
	r, err := m.Machine.Step(t, a, in)
	if m.bug == bugNoEnd {
		delete(r.Actor.Timers, "offer")
	}
	for i, e := range r.Effects {
		if tell, ok := e.(flows.Tell); ok && tell.Name == "referral.alert" && m.bug == bugEarlyWords {
			tell.Data = changed(tell.Data, func(d map[string]any) { d["given"].(map[string]any)["why"] = words(r.Actor.Body) })
			r.Effects[i] = tell
		}
		if tell, ok := e.(flows.Tell); ok && tell.Name == "thread.posts" && m.bug == bugNamesCard {
			tell.Data = changed(tell.Data, func(d map[string]any) {
				if asked, is := d["card"].(map[string]any)["asked"].(map[string]any); is {
					asked["name"] = words(r.Actor.Body)
				}
			})
			r.Effects[i] = tell
		}
	}
	return r, err
}

func (m badMachine) Members(in flows.Input) []string {
	if l, ok := m.Machine.(flows.Loader); ok {
		return l.Members(in)
	}
	return nil
}

func (m badMachine) Apology(a flows.Actor, in flows.Input) []flows.Effect {
	if apologist, ok := m.Machine.(flows.Apologist); ok {
		return apologist.Apology(a, in)
	}
	return nil
}

// words are those of a request.
func words(referral json.RawMessage) string {
	var f struct{ Request struct{ Words string } }
	_ = json.Unmarshal(referral, &f) // it is ours
	return f.Request.Words
}

// changed is JSON with something changed in it.
func changed(data json.RawMessage, change func(map[string]any)) json.RawMessage {
	v := map[string]any{}
	if json.Unmarshal(data, &v) != nil {
		return data
	}
	change(v)
	out, err := json.Marshal(v)
	if err != nil {
		return data
	}
	return out
}
