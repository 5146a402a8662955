package referral

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"wecan/flows"
	"wecan/i18n"
)

// What a thread writes: its card, and what stands under it.

// A mark names a post for ever: the reference, a slash, which root it belongs to,
// and its number there. What a lead is told elsewhere belongs to none.
const (
	markRoot    = "r"
	markNotice  = "n"
	markLine    = "p" // its number is that of the line
	markLookout = "l"
)

func rootMark(reference string, root int) string {
	return reference + "/" + strconv.Itoa(root) + markRoot
}

func rootReceipt(root int) string { return "root/" + strconv.Itoa(root) }

func (r *thread) root() flows.PostRef {
	return flows.PostRef{ID: r.Post, Mark: rootMark(r.Reference, r.Root)}
}

func (r *thread) lineMark(line int) string {
	return r.Reference + "/" + strconv.Itoa(r.Root) + markLine + strconv.Itoa(line)
}

// lineOf is the line of the person's that a mark names, 0 for none.
func lineOf(mark, reference string) int {
	rest, ok := strings.CutPrefix(mark, reference+"/")
	if !ok {
		return 0
	}
	_, number, _ := strings.Cut(rest, markLine)
	n, err := strconv.Atoi(number)
	if err != nil {
		return 0
	}
	return n
}

// ReferenceOf is the reference of the referral that a mark of a post belongs to, ""
// for a mark that is none of ours.
func ReferenceOf(mark string) string {
	reference, rest, _ := strings.Cut(mark, "/")
	if rest == "" {
		return ""
	}
	return reference
}

// post writes a root, where what stands may stand.
func (w *writing) post() {
	if !w.allowed() {
		w.breakOff("a restricted referral was to stand in a channel that is not restricted; it goes on without")
		return
	}
	w.out = append(w.out, flows.Post{Channel: w.At.Channel, Mark: rootMark(w.Reference, w.Root), Card: w.card(), Receipt: rootReceipt(w.Root)})
}

func (w *writing) repost() {
	if !w.allowed() {
		w.breakOff("a restricted referral stands in a channel that is not restricted any more; it goes on without")
		return
	}
	w.out = append(w.out, flows.Repost{Channel: w.At.Channel, Of: w.root(), Card: w.card()})
}

// leave has the root say that it goes on somewhere else, and nothing more.
func (w *writing) leave() {
	w.out = append(w.out, flows.Repost{Channel: w.At.Channel, Of: w.root(), Card: &flows.PostCard{
		Colour: flows.PostGrey, Title: w.Reference, Text: w.say(wordElsewhere), About: w.Reference,
	}})
	if w.Was == nil {
		w.Was = map[string]rootAt{}
	}
	w.Was[w.At.Channel] = rootAt{w.Root, w.Post}
}

// notice writes under the root; user is whoever is to look at it, "" for nobody.
func (w *writing) notice(user, words string) { w.under(flows.Post{Mention: user, Text: words}) }

func (w *writing) under(p flows.Post) {
	p.Channel, p.Under = w.At.Channel, w.root()
	if p.Mark == "" {
		w.Marks++
		p.Mark = w.Reference + "/" + strconv.Itoa(w.Root) + markNotice + strconv.Itoa(w.Marks)
	}
	if p.File != nil {
		w.Files = lastOf(append(w.Files, p.Mark), filesMost)
	}
	w.out = append(w.out, p)
}

func (m Thread) reader(site string) flows.Reader {
	r := flows.Reader{Catalog: m.catalog, Programme: m.programme, Lang: cmp.Or(m.langs[site], i18n.English)}
	if s, ok := m.programme.Site(site); ok {
		r.Zone = s.Zone
	}
	return r
}

func (w *writing) reader() flows.Reader { return w.m.reader(w.At.Site) }

func (w *writing) say(key i18n.Key, args ...i18n.Arg) string { return w.reader().Say(key, args...) }

// moment are a day and an hour by the clock of the team.
func (w *writing) moment(at time.Time) []i18n.Arg {
	r := w.reader()
	zone := r.Zone
	if zone == nil {
		zone = time.UTC
	}
	return []i18n.Arg{{Name: "day", Value: i18n.Day(r.Lang, at.In(zone))}, {Name: "hour", Value: r.Heard(flows.At(w.At.Site, at))}}
}

// card is what stands.
func (w *writing) card() *flows.PostCard {
	s := w.Card
	out := &flows.PostCard{Colour: w.colour(), Title: w.Reference, Text: w.state(), About: w.Reference, Buttons: w.buttons()}
	if s.Empty {
		return out
	}
	out.Title = w.say(wordColour(s.Colour)) + " · " + w.say(wordTopic(s.Topic)) + " · " + w.Reference
	field := func(key i18n.Key, text string) {
		out.Fields = append(out.Fields, flows.PostField{Title: w.say(key), Text: text, Short: true})
	}
	day := w.moment(s.Received)
	field(wordFieldTongue, cmp.Or(s.Tongue, w.say(wordOtherTongue)))
	if s.Status == StatusClosed {
		return out
	}
	field(wordFieldSince, day[0].Value+", "+day[1].Value)
	yes := map[bool]i18n.Key{true: wordYes, false: wordNo}
	form, named := wordWritten, wordUnnamed
	if s.Voice {
		form = wordVoice
	}
	if s.Named {
		named = wordNamed
	}
	field(wordFieldForm, w.say(form))
	field(wordFieldSafe, w.say(wordSafe(s.Safe)))
	field(wordFieldWoman, w.say(yes[s.Woman]))
	field(wordFieldName, w.say(named))
	return out
}

func (w *writing) colour() flows.PostColour {
	switch s := w.Card; {
	case s.Status == StatusClosed:
		return flows.PostGrey
	case !s.Owed.IsZero(), s.Nobody, s.Owner == nil && s.Colour == Red:
		return flows.PostRed
	case s.Owner != nil:
		return flows.PostGreen
	}
	return flows.PostAmber
}

// state says who has it, or is asked.
func (w *writing) state() string {
	s := w.Card
	var words string
	switch {
	case s.Status == StatusClosed:
		words = w.say(wordCardClosed, i18n.Arg{Name: "outcome", Value: w.say(wordOutcome(s.Outcome))})
	case s.Owner != nil && s.Owner.Here:
		words = w.say(wordCardHere, i18n.Arg{Name: "navigator", Value: s.Owner.Name})
	case s.Owner != nil:
		words = w.say(wordCardThere, i18n.Arg{Name: "navigator", Value: s.Owner.Name})
	case s.Asked != nil:
		words = w.say(wordCardAsked, append(w.moment(s.Before), i18n.Arg{Name: "navigator", Value: s.Asked.Name})...)
	case s.Nobody:
		words = w.say(wordCardNobody)
	default:
		words = w.say(wordCardLooking)
	}
	if !s.Owed.IsZero() {
		words += "\n" + w.say(wordCardOwed, w.moment(s.Owed)...)
	}
	switch w.Menu {
	case verbClose:
		words += "\n" + w.say(keyCloseHow)
	case verbPass:
		words += "\n" + w.say(keyHandOnWhy)
	case verbReady:
		words += "\n" + w.say(keyReadyWhich)
	}
	return words
}

// show writes one thing that somebody who works here is told.
func (w *writing) show(p posting) error {
	switch p.Name {
	case flows.ToldChatLine:
		return w.read(p, &flows.ChatLine{}, func(v any) { w.line(*v.(*flows.ChatLine)) }) //nolint:forcetypeassert // it is what was given
	case flows.ToldChatOpen:
		return w.read(p, &flows.ChatOpen{}, func(v any) { w.open(p, v.(*flows.ChatOpen).Name) }) //nolint:forcetypeassert // it is what was given
	case toldFate:
		return w.read(p, &fate{}, func(v any) { w.fated(*v.(*fate)) }) //nolint:forcetypeassert // it is what was given
	case flows.ToldChatClose: // the card tells whose it is
		return nil
	}
	var given map[string]string
	if err := json.Unmarshal(p.Data, &given); err != nil {
		return fmt.Errorf("referral: read %s: %w", p.Name, err)
	}
	r := w.reader()
	arg := func(name, from string) i18n.Arg { return i18n.Arg{Name: name, Value: r.Heard(given[from])} }
	switch p.Name {
	case toldAlert:
		w.notice(p.User, w.say(wordAsked, arg("day", "before_day"), arg("hour", "before"), arg("why", "why")))
	case toldOverdue:
		key := wordOwes
		if given["state"] == "silent" {
			key = wordSilence
		}
		w.notice(p.User, w.say(key, arg("day", "since_day"), arg("hour", "since")))
	case toldUnsent:
		w.notice("", w.say(keyUnsent, arg("number", "number")))
	case answerYours:
		if given["day"] != "" {
			w.notice("", w.say(keyYours, arg("day", "day"), arg("hour", "hour")))
		}
	case answerTaken:
		w.notice("", w.say(keyTooLate, arg("by", "by")))
	case answerGone:
		w.notice("", w.say(keyGone))
	case answerUnknown:
		w.notice("", w.say(keyNotHers))
	case answerClosed:
		w.notice("", w.say(keyClosed))
	case answerHard:
		w.notice("", w.say(keyHard))
	case answerNoted:
		w.notice("", w.say(keyHandedOn))
	}
	return nil
}

func (w *writing) read(p posting, into any, do func(any)) error {
	if err := json.Unmarshal(p.Data, into); err != nil {
		return fmt.Errorf("referral: read %s: %w", p.Name, err)
	}
	do(into)
	return nil
}
