package referral

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"wecan/flows"
	"wecan/i18n"
)

// The talk in a thread: what the person writes comes under the card, and what
// whoever has it writes there is passed on.

// wrote is a post of somebody of the team, that it was changed, or that it is gone.
type wrote struct {
	Who   string     `json:"who,omitempty"`
	Post  string     `json:"post"`
	Text  string     `json:"text,omitempty"`
	Files []PostFile `json:"files,omitempty"`
}

// known is what a thread remembers of a post: that it came, and what became of it.
type known struct {
	Number int    `json:"n,omitempty"` // it was passed on under this and the numbers after it
	Note   bool   `json:"o,omitempty"`
	Gone   bool   `json:"g,omitempty"`
	Print  string `json:"p,omitempty"` // of its words, which cannot be had from it
}

// open begins a talk.
func (w *writing) open(p posting, name string) {
	w.Name = name
	navigator := p.For
	if w.Card.Owner != nil {
		navigator = w.Card.Owner.Name
	}
	w.notice(p.User, w.say(wordTalk, i18n.Arg{Name: "navigator", Value: navigator}))
}

// line writes what the person wrote, or what there is to know of the talk.
func (w *writing) line(l flows.ChatLine) {
	if why, ok := strings.CutPrefix(string(l.Words), string(wordPassed(""))); ok {
		w.notice("", w.say(wordWhyPassed, i18n.Arg{Name: "why", Value: w.say(wordPassed(why))}))
		return
	}
	if l.Words != "" {
		w.notice("", w.say(l.Words))
		return
	}
	p := flows.Post{From: w.Name, Text: l.Text, Mark: w.lineMark(l.Number)}
	if p.From == "" {
		p.From = w.Reference
	}
	if l.File != "" {
		p.File = &flows.PostFile{What: l.What, ID: l.File, Gone: w.say(wordFileGone), Large: w.say(wordFileLarge)}
		if l.Text == "" {
			p.Text = w.say(flows.FileWord(l.What))
		}
	}
	if l.Changed {
		p.Text = w.say(wordChanged, i18n.Arg{Name: "text", Value: l.Text})
	}
	w.under(p)
}

// hear hears what somebody of the team wrote, changed or deleted.
func (w *writing) hear(in flows.Told) error {
	var p wrote
	if err := json.Unmarshal(in.Data, &p); err != nil {
		return fmt.Errorf("referral: read a post of the team: %w", err)
	}
	if w.Reference == "" || w.Broken || w.At.Channel == "" || p.Post == "" {
		return nil
	}
	var k known
	data, has := w.t.Members[memberPost+p.Post]
	if has && len(data) > 0 {
		if err := json.Unmarshal(data, &k); err != nil {
			return fmt.Errorf("referral: read what is known of a post: %w", err)
		}
	} else {
		has = false
	}
	p.Text = i18n.Clean(p.Text)
	switch {
	case in.Name == toldErased:
		w.erased(p, &k)
	case !has:
		w.wrote(p, &k)
	case in.Name == toldRewrote && !k.Gone && k.Print != w.print(p):
		w.rewrote(p, &k)
	}
	if k.Print == "" || in.Name != toldErased {
		k.Print = w.print(p)
	}
	return w.know(p.Post, k)
}

// print tells two texts of a post apart, and tells nothing about them.
func (w *writing) print(p wrote) string {
	return string(w.t.IDs.Of(flows.KindThread, p.Post+"|"+p.Text))
}

func (w *writing) know(post string, k known) error {
	data, err := json.Marshal(k)
	if err != nil {
		return fmt.Errorf("referral: write what is known of a post: %w", err)
	}
	w.members[memberPost+post] = data
	return nil
}

// has says whether somebody has it, and talks in this thread.
func (r *thread) has(who string) bool {
	o := r.Card.Owner
	return o != nil && o.Here && o.ID == who && who != "" && r.Card.Status != StatusClosed
}

// wrote passes on what whoever has it wrote. To others it is told once that it does
// not go to the person: they may talk among themselves.
func (w *writing) wrote(p wrote, k *known) {
	if !w.has(p.Who) {
		w.warn(p.Who)
		return
	}
	if isNote(p.Text) {
		k.Note = true
		k.Number = w.pass(p, threadSaid{ChatSaid: flows.ChatSaid{Text: p.Text}})
		return
	}
	files := w.fitting(p.Files)
	for i, text := range parts(p.Text) {
		said := threadSaid{ChatSaid: flows.ChatSaid{Text: text}}
		if i == 0 && len(files) > 0 {
			said.What, said.File = files[0].what(), flows.FileAtMattermost+files[0].ID
			files = files[1:]
		}
		if n := w.pass(p, said); k.Number == 0 {
			k.Number = n
		}
	}
	for _, f := range files {
		if n := w.pass(p, threadSaid{ChatSaid: flows.ChatSaid{What: f.what(), File: flows.FileAtMattermost + f.ID}}); k.Number == 0 {
			k.Number = n
		}
	}
}

func isNote(text string) bool { return strings.HasPrefix(text, noteMark) }

// pass tells the referral what whoever has it wrote.
func (w *writing) pass(p wrote, said threadSaid) int {
	w.Said++
	said.Message, said.Who = w.Said, p.Who
	w.Passed = lastOf(append(w.Passed, passed{Number: w.Said, Post: p.Post}), passedMost)
	w.tell(flows.ToldChatSaid, said)
	return w.Said
}

// rewrote passes on that she changed it. What she makes a note of now is taken back,
// and what was a note goes to the person as something new.
func (w *writing) rewrote(p wrote, k *known) {
	switch {
	case !w.has(p.Who):
		w.warn(p.Who)
	case isNote(p.Text):
		if !k.Note && k.Number > 0 {
			w.takeBack(p)
		}
		k.Note = true
		k.Number = w.pass(p, threadSaid{ChatSaid: flows.ChatSaid{Text: p.Text}})
	case k.Number == 0: // it was not for the person, and a change must not make it so
	case k.Note:
		k.Note, k.Number = false, 0
		w.wrote(p, k)
	case p.Text == "":
		w.takeBack(p)
	default:
		for _, text := range parts(p.Text) {
			w.pass(p, threadSaid{ChatSaid: flows.ChatSaid{Text: text, Changed: true}})
		}
	}
}

// erased passes on that she deleted it, once.
func (w *writing) erased(p wrote, k *known) {
	if !k.Gone && !k.Note && k.Number > 0 {
		if w.has(p.Who) {
			w.takeBack(p)
		} else {
			w.notice("", w.say(wordStays))
		}
	}
	k.Gone = true
}

// takeBack tells the referral which lines are not to count any more. Of those that
// the person has she is told once.
func (w *writing) takeBack(p wrote) {
	told := false
	for _, one := range w.Passed {
		waits := one.Fate == fateHeld || one.Fate == fateUnseen
		if one.Post != p.Post || one.Fate == fateNoted || !waits && told {
			continue
		}
		told = told || !waits
		w.tell(flows.ToldChatSaid, threadSaid{ChatSaid: flows.ChatSaid{Message: one.Number}, Who: p.Who, Gone: true, Line: one.Line})
	}
	if !told && !slices.ContainsFunc(w.Passed, func(one passed) bool { return one.Post == p.Post }) { // it was long ago
		w.tell(flows.ToldChatSaid, threadSaid{Who: p.Who, Gone: true})
	}
	w.Passed = slices.DeleteFunc(w.Passed, func(one passed) bool { return one.Post == p.Post })
}

// warn tells somebody, once as long as nothing changes, that what she writes does
// not go to the person.
func (w *writing) warn(who string) {
	key, by := wordAcceptFirst, ""
	switch o := w.Card.Owner; {
	case w.Card.Status == StatusClosed:
		key = wordWasClosed
	case o != nil && o.ID == who:
		key = wordOnPhone
	case o != nil:
		key, by = wordSomebodyElse, o.Name
	}
	about := who + "/" + string(key)
	if slices.Contains(w.Warned, about) {
		return
	}
	w.Warned = lastOf(append(w.Warned, about), warnedMost)
	w.notice("", w.say(key, i18n.Arg{Name: "by", Value: by}))
}

// Reactions of the bot under a post of the team's.
func emoji(fate string) string {
	switch fate {
	case fateSent: // it was handed over to the person's chat; Telegram tells nobody whether she has looked
		return "white_check_mark"
	case fateHeld:
		return "clock9"
	case fateUnseen:
		return "no_mobile_phones"
	case fateLost:
		return "x"
	}
	return "memo"
}

// fated shows what became of what she wrote. What is lost she is told besides: nobody
// looks at a mark again.
func (w *writing) fated(f fate) {
	if f.What == fateLost {
		w.undelivered(f.From)
	}
	for i := range w.Passed {
		one := &w.Passed[i]
		switch {
		case f.Message != 0 && one.Number == f.Message:
			if one.Line == 0 { // of a message that she changed the first line counts
				one.Line = f.From
			}
		case f.Message != 0 || one.Line == 0 || one.Line < f.From || one.Line > f.Upto:
			continue
		}
		before := w.fates(one.Post)
		one.Fate = f.What
		w.react(one.Post, before, w.fates(one.Post))
	}
}

// undelivered tells that a line did not come to the person, once.
func (w *writing) undelivered(line int) {
	if !slices.ContainsFunc(w.Passed, func(one passed) bool { return one.Line == line && one.Fate == fateLost }) {
		w.notice("", w.say(wordUndelivered))
	}
}

// react puts the reactions under a post that stand for its fates now.
func (w *writing) react(post string, before, after []string) {
	react := flows.React{Channel: w.At.Channel, To: flows.PostRef{ID: post}}
	if ReferenceOf(post) != "" { // the thread's own, of a command: see [NewReply]
		react.To = flows.PostRef{Mark: post}
	}
	for _, fate := range before {
		if !slices.Contains(after, fate) {
			react.Emoji, react.Away = emoji(fate), true
			w.out = append(w.out, react)
		}
	}
	for _, fate := range after {
		if !slices.Contains(before, fate) {
			react.Emoji, react.Away = emoji(fate), false
			w.out = append(w.out, react)
		}
	}
}

// fates are what became of the parts of a post. One of which a part is lost is not
// sent: that must not stand under it.
func (r *thread) fates(post string) []string {
	var out []string
	for _, one := range r.Passed {
		if one.Post == post && one.Fate != "" && !slices.Contains(out, one.Fate) {
			out = append(out, one.Fate)
		}
	}
	if slices.Contains(out, fateLost) {
		out = slices.DeleteFunc(out, func(fate string) bool { return fate == fateSent })
	}
	return out
}
