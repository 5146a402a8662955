package flows

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"wecan/i18n"
)

// A digest is an announcement that nobody wrote: the events of the week, for who asked
// for them. It is asked for, so it does not count for the most of a week, and what she
// had that week does not hold it back.

// ToldDigest brings a new broadcast a [Digest], from the listing of events.
const ToldDigest = "digest"

// Digest are the events of a week.
type Digest struct {
	Reference string      `json:"reference"` // of the broadcast, made of the day: see [DayReference]; twice is once
	Site      string      `json:"site"`      // by whose clock
	Until     time.Time   `json:"until"`
	Events    []CastEvent `json:"events"` // soonest first, at most [CastEventsMost]
}

// ListingName is of what the id of the listing of events is made.
const ListingName = "events"

// The fields that say what she chose: the flow of /weekly saves them.
const (
	fieldWeekly      = "weekly"       // yes: she gets it
	fieldWeeklyKinds = "weekly_kinds" // ids of kinds of events, with a comma between them
	fieldWeeklyWhere = "weekly_where" // all, or only where she is
	weeklyAll        = "all"
)

const digestMost = 8 // events that one person reads of

func (p *profile) weekly() bool { return p.Fields[fieldWeekly].Value == valueYes }

// weekly says whether somebody on the phone asked for the events of the week.
func (p *person) weekly() bool {
	return p.profile.weekly() || slices.ContainsFunc(p.Others, func(o profile) bool { return o.weekly() })
}

// noWeekly has nobody on the phone get them any more. What they chose stays with their answers.
func (p *person) noWeekly() {
	delete(p.Fields, fieldWeekly)
	for i := range p.Others {
		delete(p.Others[i].Fields, fieldWeekly)
	}
}

// fits says whether an event is one that she chose, and is for people of her site. She is
// asked for her site when she chooses what is near; where it is not known any more, all
// that she chose fits: each event says where it is.
func (p *profile) fits(e CastEvent) bool {
	site := p.Fields[fieldSite].Value
	if !p.weekly() || !slices.Contains(strings.Split(p.Fields[fieldWeeklyKinds].Value, ","), e.Kind) {
		return false
	}
	if site == "" {
		return true
	}
	near := p.Fields[fieldWeeklyWhere].Value == weeklyAll || e.Where == site
	return near && (len(e.Sites) == 0 || slices.Contains(e.Sites, site))
}

// fitting are the events of a digest that somebody on the phone wants to read of, and for
// which people can still come: soonest first, as they are told.
func (p *person) fitting(events []CastEvent, now time.Time) []CastEvent {
	var out []CastEvent
	for _, e := range events {
		wanted := p.fits(e) || slices.ContainsFunc(p.Others, func(o profile) bool { return o.fits(e) })
		if wanted && e.Start.After(now) && len(out) < digestMost {
			out = append(out, e)
		}
	}
	return out
}

// title is what an event is called in a language, or as it was written.
func (e CastEvent) title(lang i18n.Lang) string {
	for _, near := range []i18n.Lang{lang, base(lang)} {
		for _, t := range e.Titles {
			if t.Lang == near {
				return t.Text
			}
		}
	}
	if len(e.Titles) == 0 {
		return e.Reference
	}
	return e.Titles[0].Text
}

// emitDigest sends the events that fit, with a button to each.
func (k *talk) emitDigest(c *Cast) {
	m := k.digest(c)
	m.Chat, m.Receipt, m.Once, m.Mark = k.p.Chat, castReceipt(c, ""), Uncertain, c.Kind.mark()
	k.emit(m)
}

// digest is what she reads of the events of the week. Each stands with its own clock and
// its place, so that nobody needs to reckon.
func (k *talk) digest(c *Cast) Send {
	r := Reader{Catalog: k.e.catalog, Programme: k.e.programme, Lang: k.p.Lang}
	text := k.say(textWeekly, arg("org", k.e.programme.Organisation))
	var rows [][]Button
	for n, e := range k.p.fitting(c.Events, k.t.Now) {
		number, title := strconv.Itoa(n+1), e.title(k.p.Lang)
		site, _ := k.e.programme.Site(e.Where)
		r.Zone = site.Zone
		text += "\n\n" + k.say(textWeeklyRow, arg("n", number), arg("title", title),
			arg("when", r.Heard(When(e.Where, e.Start))), arg("place", k.say(siteKey(e.Where))))
		rows = append(rows, []Button{{
			Label: shorten(number+". "+title, CastLabelMost-1),
			Data:  castTap{ref: c.Reference, do: tapEvent, id: "e" + number, about: e.Reference}.String(),
		}})
	}
	rows = append(rows, []Button{{Label: k.say(textCastStop), Data: castTap{ref: c.Reference, do: tapStop, id: string(c.Kind)}.String()}})
	return Send{Text: text, Buttons: rows}
}

// previewDigest is what somebody reads who chose all kinds of events, wherever they are.
func (k *talk) previewDigest(c *Cast) Send {
	k.p.Fields = map[string]saved{fieldWeekly: {Value: valueYes}, fieldWeeklyWhere: {Value: weeklyAll}}
	var kinds []string
	for _, e := range c.Events {
		kinds = append(kinds, e.Kind)
	}
	k.p.Fields[fieldWeeklyKinds] = saved{Value: strings.Join(kinds, ",")}
	return k.digest(c)
}
