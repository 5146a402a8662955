package referral

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"wecan/flows"
	"wecan/i18n"
)

// What can be tapped on the card of a thread, or written as a command. A verb has
// letters and digits only. Closing, passing on and the ready answers first show what
// can be chosen; the choice is the verb with the id of the option behind it.
const (
	verbAccept = "accept"
	verbBusy   = "busy"
	verbRefuse = "refuse"
	verbClose  = "close"
	verbPass   = "pass" // of one that nobody has: refuse
	verbReady  = "ready"
	verbBack   = "back"
)

// choices are the options of a verb.
func choices(verb string) []string {
	switch verb {
	case verbClose:
		return []string{string(Solved), string(PassedOn), string(Advised), string(Unreachable)}
	case verbPass:
		return []string{"time", "words", "subject", "danger"}
	case verbReady:
		return readyAnswers()
	}
	return nil
}

// chosen takes a verb apart that has an option behind it; option "" for none.
func chosen(verb string) (of, option string) {
	for _, v := range []string{verbClose, verbPass, verbReady} {
		if rest, ok := strings.CutPrefix(verb, v); ok && slices.Contains(choices(v), rest) {
			return v, rest
		}
	}
	return verb, ""
}

// Verbs are all that a thread understands, without options.
func Verbs() []string {
	return []string{verbAccept, verbBusy, verbRefuse, verbClose, verbPass, verbReady, verbBack}
}

// buttons are what can be tapped now.
func (w *writing) buttons() []flows.PostButton {
	button := func(verb string, key i18n.Key) flows.PostButton {
		return flows.PostButton{Verb: verb, Label: w.say(key)}
	}
	switch s := w.Card; {
	case s.Status == StatusClosed, s.Owner != nil && !s.Owner.Here:
		return nil
	case s.Owner == nil && len(s.May) == 0:
		return nil
	case s.Owner == nil:
		out := []flows.PostButton{button(verbAccept, labelAccept), button(verbBusy, labelBusy), button(verbRefuse, labelRefuse)}
		out[0].Primary = true
		return out
	case w.Menu != "":
		var out []flows.PostButton
		for _, option := range choices(w.Menu) {
			out = append(out, button(w.Menu+option, labelOf(w.Menu, option)))
		}
		out = append(out, button(verbBack, labelBack(w.Menu)))
		out[len(out)-1].Primary = true
		return out
	}
	return []flows.PostButton{button(verbClose, labelClose), button(verbPass, labelHandOn), button(verbReady, labelReady)}
}

// tapped does what somebody wants, or nothing when that is not hers to want: she
// was told by [Thread.Whisper].
func (w *writing) tapped(in flows.Told) error {
	var t tapped
	if err := json.Unmarshal(in.Data, &t); err != nil {
		return fmt.Errorf("referral: read what was tapped: %w", err)
	}
	verb := w.verb(t.Verb)
	if w.refuses(t.Who, verb) != "" || w.heard(t.Key) {
		return nil
	}
	one := work{ID: t.Key, Who: t.Who}
	menu, was := "", w.Menu
	switch of, option := chosen(verb); {
	case verb == verbAccept:
		w.tell(toldAccept, one)
	case verb == verbBusy:
		w.tell(toldBusy, one)
	case verb == verbRefuse:
		w.tell(toldRefuse, one)
	case option != "":
		one.How = option
		w.tell(map[string]string{verbClose: toldClose, verbPass: toldPass, verbReady: toldReady}[of], one)
	case len(choices(verb)) > 0:
		menu = verb
	}
	w.Menu = menu
	if was != menu && (menu != "" || was == verbReady || verb == verbBack) { // else the referral has the card say something else
		w.repost()
	}
	return nil
}

// verb is what a word stands for now.
func (r *thread) verb(word string) string {
	if r.Card.Owner == nil && word == verbPass {
		return verbRefuse
	}
	return word
}

// refuses is why somebody cannot have what she wants, "" when the referral is asked.
func (r *thread) refuses(who, verb string) i18n.Key {
	s := r.Card
	of, option := chosen(verb)
	switch {
	case r.Reference == "" || r.Broken || r.At.Channel == "":
		return wordElsewhere
	case who == "":
		return wordStranger
	case s.Status == StatusClosed:
		return keyGone
	case !slices.Contains(Verbs(), of):
		return wordVerb
	case s.Owner != nil && s.Owner.ID != who:
		return keyTooLate
	case s.Owner != nil && !s.Owner.Here:
		return wordOnPhone
	case slices.Contains([]string{verbAccept, verbBusy, verbRefuse}, verb):
		if s.Owner != nil {
			return wordHers
		}
		if !slices.Contains(s.May, who) {
			return wordNotAsked
		}
		return ""
	case s.Owner == nil:
		return wordAcceptFirst
	case option == "" && verb != verbBack && len(choices(verb)) == 0:
		return wordVerb
	}
	return ""
}

// Whisper is what only the one who tapped or wrote a command is to read, at once:
// why it does nothing, such as that somebody else has it already. "" when it does
// something; what comes of it stands on the card. Of a command verb is what [Verb]
// makes of it. who is the id of somebody of the
// team, "" for anybody else.
func (m Thread) Whisper(a flows.Actor, who, verb string) (string, error) {
	r, err := readThread(a, nil)
	if err != nil {
		return "", err
	}
	key := r.refuses(who, r.verb(verb))
	if key == "" {
		return "", nil
	}
	by := ""
	if r.Card.Owner != nil {
		by = r.Card.Owner.Name
		if r.Card.Owner.User != "" {
			by = "@" + r.Card.Owner.User
		}
	}
	return m.reader(r.At.Site).Say(key, i18n.Arg{Name: "by", Value: by}, i18n.Arg{Name: "verbs", Value: strings.Join(Verbs(), ", ")}), nil
}

func readThread(a flows.Actor, receipts []flows.Receipt) (thread, error) {
	var r thread
	if len(a.Body) > 0 {
		if err := json.Unmarshal(a.Body, &r); err != nil {
			return r, fmt.Errorf("referral: read the thread: %w", err)
		}
	}
	r.learn(receipts)
	return r, nil
}
