package event

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"
	"time"

	"wecan/flows"
	"wecan/flows/session/ical"
)

// calendarDomain ends the UIDs of entries. It need not exist.
const calendarDomain = "@wecan"

// file answers her with the calendar file of one event, or of all at which she has a
// place. What stands in it are the words of whoever planned; no name of hers.
func (k *diary) file(w wish) error {
	f := ical.Feed{Name: k.p.Organisation, Lang: string(k.Lang)}
	for _, i := range k.Items {
		if i.Seat == SeatPlaced && !i.Cancelled && !i.over(k.t.Now) && (w.Event == "" || i.Reference == w.Event) {
			f.Entries = append(f.Entries, k.entry(i))
		}
	}
	for ; len(f.Entries) > 0; f.Entries = f.Entries[:len(f.Entries)-1] { // as many of the first as have room
		var out bytes.Buffer
		if err := ical.Write(&out, f); err != nil {
			return fmt.Errorf("event: write a calendar file: %w", err)
		}
		if out.Len() <= flows.EnclosedMost {
			return k.say(answerFile, time.Time{}, map[string]string{"calendar": out.String()})
		}
	}
	return k.say(answerNoFile, time.Time{}, nil)
}

// entry is an event in a calendar file.
func (k *diary) entry(i *item) ical.Entry {
	words := i.Plan.In(k.Lang)
	var about []string
	for _, one := range []string{words.About, i.Plan.Online, i.Plan.Contact, i.Plan.Bring} {
		if one != "" {
			about = append(about, one)
		}
	}
	return ical.Entry{
		UID: i.Reference + calendarDomain, Sequence: i.Rev, Changed: i.Known, Start: i.Plan.Start, Length: i.Plan.End().Sub(i.Plan.Start), Zone: k.site(i).Zone.String(),
		Title: words.Title, Description: strings.Join(about, "\n"), Place: i.Plan.Place, URL: cmp.Or(i.Plan.Online, i.Plan.Map), Cancelled: i.Cancelled,
	}
}
