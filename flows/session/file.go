package session

import (
	"bytes"
	"cmp"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"wecan/flows"
	"wecan/flows/session/ical"
	"wecan/i18n"
)

// Calendar files: one session, all that is to come, and the feed that a phone fetches by
// itself. What stands in them are the words of whoever planned, in their language; no
// name of hers.

// calendarDomain ends the UIDs of entries. It need not exist.
const calendarDomain = "@wecan"

// entry is a session in a calendar file.
func (i *item) entry(p *flows.Programme) ical.Entry {
	zone := "UTC"
	if site, ok := p.Site(i.Plan.Site); ok {
		zone = site.Zone.String()
	}
	var about []string
	for _, one := range []string{i.Plan.Online, i.Plan.Trainer, i.Plan.Bring} {
		if one != "" {
			about = append(about, one)
		}
	}
	return ical.Entry{
		UID: i.Reference + calendarDomain, Sequence: i.Rev, Changed: i.Known, Start: i.Plan.Start, Length: i.Plan.End().Sub(i.Plan.Start), Zone: zone,
		Title: i.Plan.Title, Description: strings.Join(about, "\n"), Place: i.Plan.Place, URL: cmp.Or(i.Plan.Online, i.Plan.Map), Cancelled: i.Cancelled,
	}
}

// calendarFile is a file with these sessions: as many of the first as have room in it.
func calendarFile(p *flows.Programme, lang i18n.Lang, items []*item) (string, error) {
	for n := len(items); n > 0; n-- {
		f := ical.Feed{Name: p.Organisation, Lang: string(lang)}
		for _, i := range items[:n] {
			f.Entries = append(f.Entries, i.entry(p))
		}
		var out bytes.Buffer
		if err := ical.Write(&out, f); err != nil {
			return "", fmt.Errorf("session: write a calendar file: %w", err)
		}
		if out.Len() <= flows.EnclosedMost {
			return out.String(), nil
		}
	}
	return "", nil
}

// file answers her with the calendar file of one session, or of all to come.
func (k *book) file(w wish) error {
	var list []*item
	for _, i := range k.items {
		if !i.Cancelled && !i.over(k.t.Now) && i.Answer != AnswerOff && (w.Session == "" || i.Reference == w.Session) {
			list = append(list, i)
		}
	}
	if len(list) == 0 {
		return k.answer(k.Person, answerNoFile, nil)
	}
	data, err := calendarFile(k.p, list[0].Plan.Lang, list)
	if err != nil {
		return err
	}
	return k.answer(k.Person, answerFile, map[string]string{"calendar": data})
}

// feed tells her of the private address of her calendar. A new one ends the one before;
// off ends it without one. Whoever only asks is told in a flow of its own: see [book.list].
func (k *book) feed(told string) error {
	switch {
	case k.p.Sessions.Address == "":
		k.Feed = ""
		return k.answer(k.Person, answerNoFeed, nil)
	case told == toldFeedOff:
		k.Feed = ""
		return k.answer(k.Person, answerFeedOff, nil)
	case told == toldFeedNew:
		k.Feed = k.secret()
		return k.answer(k.Person, answerFeed, map[string]string{"address": k.address()})
	}
	return errors.Join(
		k.say(letterAddress, time.Time{}, map[string]string{"address": k.address()}),
		k.answer(k.Person, answerTold, nil),
	)
}

// address is where her calendar is fetched from, "" for none.
func (k *book) address() string {
	if k.Feed == "" {
		return ""
	}
	return k.p.Sessions.Address + FeedPath(k.a.ID, k.Feed)
}

// secret draws the secret part of an address: 128 bits.
func (k *book) secret() string {
	r := k.t.Rand()
	const letters = "0123456789abcdefghjkmnpqrstvwxyz"
	b := make([]byte, feedLetters)
	for i := range b {
		b[i] = letters[r.IntN(len(letters))]
	}
	return string(b)
}

const feedLetters = 26

// FeedPrefix begins the paths of calendars.
const FeedPrefix = "/calendar/"

// FeedPath is the path of somebody's calendar at the address of this service.
func FeedPath(id flows.ActorID, secret string) string {
	_, name, _ := strings.Cut(string(id), ".")
	return FeedPrefix + name + "-" + secret + ".ics"
}

// ReadFeedPath finds out whose calendar a path names; false for none.
func ReadFeedPath(path string) (id flows.ActorID, secret string, ok bool) {
	name, ok := strings.CutPrefix(path, FeedPrefix)
	name, ics := strings.CutSuffix(name, ".ics")
	name, secret, dash := strings.Cut(name, "-")
	if !ok || !ics || !dash || len(secret) != feedLetters {
		return "", "", false
	}
	return flows.ActorID(string(flows.KindAgenda) + "." + name), secret, true
}

// FeedMembers are the member fields to load for [ReadFeed].
func FeedMembers() []string { return []string{memberItems} }

// ReadFeed is the calendar of the agenda with that body; false when its address has
// another secret part, or none any more.
func ReadFeed(p *flows.Programme, body []byte, members map[string][]byte, secret string) (calendar []byte, ok bool, err error) {
	var a agenda
	if len(body) > 0 {
		if err := json.Unmarshal(body, &a); err != nil {
			return nil, false, fmt.Errorf("session: read the agenda: %w", err)
		}
	}
	if !a.In || a.Feed == "" || subtle.ConstantTimeCompare([]byte(a.Feed), []byte(secret)) == 0 {
		return nil, false, nil
	}
	var items []*item
	if err := readField(members[memberItems], &items); err != nil {
		return nil, false, err
	}
	f := ical.Feed{Name: p.Organisation}
	for _, i := range items {
		if i.Answer != AnswerOff {
			f.Entries = append(f.Entries, i.entry(p))
		}
	}
	var out bytes.Buffer
	if err := ical.Write(&out, f); err != nil {
		return nil, false, fmt.Errorf("session: write a calendar: %w", err)
	}
	return out.Bytes(), true, nil
}
