package event

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"wecan/flows"
	"wecan/i18n"
)

// The chat of a team: what one writes is a numbered line, and is brought to the others.
// All count the same lines; one that is not for somebody is counted by her and not shown.

const (
	linesKept   = 200 // lines that are kept for those whom they did not reach
	linesRead   = 20  // that a turn reads
	bringsMost  = 200 // that a turn brings, to all together
	messagesOwn = 20  // messages of somebody that are known when a copy comes late
)

// teamLine is a line of the chat.
type teamLine struct {
	flows.ChatLine

	By  int `json:"by"`            // the member who wrote it
	For int `json:"for,omitempty"` // it is for this member alone
}

func memberLine(n int) string { return "l/" + strconv.Itoa(n) }

// Members are the lines that a turn may bring.
func (Team) Members(in flows.Input) []string {
	first := 0
	switch in := in.(type) {
	case flows.Told:
		var g flows.ChatGap
		if in.Name == flows.ToldChatGap && json.Unmarshal(in.Data, &g) == nil {
			first = g.Since + 1
		}
	case flows.Timer:
		if n, is := strings.CutPrefix(in.Name, timerNight); is {
			first, _ = strconv.Atoi(n) // of a name that is none of ours nothing is read
		}
	case flows.Text, flows.Tap, flows.Media, flows.Edited, flows.Reach:
	}
	if first <= 0 {
		return nil
	}
	out := make([]string, linesRead)
	for i := range out {
		out[i] = memberLine(first + i)
	}
	return out
}

// reference is what the people in it know the chat by.
func (k *group) reference() string { return k.Reference + "-" + k.Code }

// opens opens the chat for somebody who has said whether her name is shown. turn: she
// wants to write there now.
func (k *group) opens(m *mate, turn bool) {
	if m.Shows == "" || k.Over {
		return
	}
	k.chat(m, flows.ToldChatOpen, flows.ChatOpen{Reference: k.reference(), Name: called(k.Name, k.Code), Since: k.Lines, Team: true, Turn: turn})
}

// close ends it for somebody; lines is up to which one she still gets what is missing.
func (k *group) close(m *mate, lines int) {
	if m.Shows != "" {
		k.chat(m, flows.ToldChatClose, flows.ChatClose{Reference: k.reference(), Lines: lines})
	}
}

func (k *group) chat(m *mate, name string, value any) {
	if err := k.tell(m.Person, name, value); err != nil { // values of ours are always JSON
		k.reports = append(k.reports, err.Error())
	}
}

// said takes what somebody wrote.
func (k *group) said(in flows.Told) error {
	var said flows.ChatSaid
	if err := json.Unmarshal(in.Data, &said); err != nil {
		return fmt.Errorf("event: read what was said in a team: %w", err)
	}
	at := slices.IndexFunc(k.Members, func(m *mate) bool { return m.Person == in.From && m.Shows != "" })
	if at < 0 || k.Over {
		return k.tell(in.From, flows.ToldChatClose, flows.ChatClose{Reference: k.reference()})
	}
	m := k.Members[at]
	if !said.Changed && slices.Contains(m.Heard, said.Message) {
		return nil
	}
	m.Heard = append(m.Heard, said.Message)
	m.Heard = m.Heard[max(0, len(m.Heard)-messagesOwn):]
	waits := k.Held > 0
	k.add(teamLine{By: m.No, ChatLine: flows.ChatLine{Text: said.Text, What: said.What, File: said.File, Changed: said.Changed, Who: m.Name}})
	if k.Held > 0 && !waits {
		k.remark(m, wordTeamNight)
	}
	return nil
}

// remark tells somebody something that is for her alone.
func (k *group) remark(m *mate, words i18n.Key) {
	k.keep(teamLine{By: m.No, For: m.No, ChatLine: flows.ChatLine{Words: words, Who: called(k.Name, k.Code)}})
	k.bring(m, k.Lines-1) // her own, which waits for the others
	k.bring(m, k.Lines)
}

// add keeps a line, and brings it unless it waits for the morning.
func (k *group) add(l teamLine) {
	if l.Who == "" {
		l.Member = l.By
	}
	k.keep(l)
	switch {
	case k.Held > 0:
	case k.rests(k.t.Now):
		k.Held = k.Lines
	default:
		for _, m := range k.Members {
			k.bring(m, k.Lines)
		}
	}
}

// keep gives a line its number.
func (k *group) keep(l teamLine) {
	k.Lines++
	l.Reference, l.Number = k.reference(), k.Lines
	data, err := json.Marshal(l)
	if err != nil { // lines are ours, so they are always JSON
		k.reports = append(k.reports, err.Error())
		return
	}
	k.write(memberLine(k.Lines), data)
	if k.Lines > linesKept {
		k.write(memberLine(k.Lines-linesKept), nil)
	}
}

// rests says whether people are not written to now: by night, but for the event itself.
func (k *group) rests(now time.Time) bool {
	on := !now.Before(k.Plan.Start) && now.Before(k.Plan.End().Add(teamAfter))
	return !on && !k.p.Awake(k.site, now)
}

// bring brings somebody a line. What is not kept any more she counts.
func (k *group) bring(m *mate, n int) { k.brought(m, n, false) }

func (k *group) brought(m *mate, n int, more bool) {
	if m.Shows == "" {
		return
	}
	data, now := k.fields[memberLine(n)]
	if !now {
		data = k.t.Members[memberLine(n)]
	}
	var l teamLine
	if len(data) == 0 || json.Unmarshal(data, &l) != nil || l.For == 0 && l.By == m.No || l.For != 0 && l.For != m.No {
		l.ChatLine = flows.ChatLine{Own: true}
	}
	l.Reference, l.Number, l.More = k.reference(), n, more
	k.chat(m, flows.ToldChatLine, l.ChatLine)
}

// ring brings what waited for the morning, and what else is due is done in the review.
func (k *group) ring(in flows.Timer) {
	if !strings.HasPrefix(in.Name, timerNight) || k.Held == 0 || k.rests(k.t.Now) || k.Over {
		return
	}
	first := k.Held
	many := max(1, min(linesRead, bringsMost/max(1, len(k.Members))))
	k.Held = 0
	for n := first; n <= k.Lines; n++ {
		if n == first+many {
			k.Held = n
			return
		}
		for _, m := range k.Members {
			k.bring(m, n)
		}
	}
}

// gap brings lines once more, to somebody whom they did not reach.
func (k *group) gap(in flows.Told) error {
	var g flows.ChatGap
	if err := json.Unmarshal(in.Data, &g); err != nil {
		return fmt.Errorf("event: read a gap: %w", err)
	}
	at := slices.IndexFunc(k.Members, func(m *mate) bool { return m.Person == in.From })
	if at < 0 || g.Blocked {
		return nil
	}
	last := k.Lines
	if k.Held > 0 {
		last = k.Held - 1
	}
	upto := min(last, g.Since+linesRead)
	for n := g.Since + 1; n <= upto; n++ {
		k.brought(k.Members[at], n, n == upto && n < last)
	}
	return nil
}
