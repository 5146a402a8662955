package ical

import (
	"errors"
	"fmt"
	"time"
)

// Feed is a calendar that people subscribe to.
type Feed struct {
	Name    string // what the phone calls it
	Lang    string // BCP 47, of the texts; "" if they are in several
	Entries []Entry
}

// Entry is one session in a feed. Texts may hold anything: control characters
// are taken out, and Title and Place become one line.
type Entry struct {
	UID      string    // the same for ever, and no other entry's
	Sequence int       // grows with each change that matters to those who come
	Changed  time.Time // when the entry was last changed; it becomes DTSTAMP

	// Start and Length are exact to the second. Zone is the IANA's name of
	// where it takes place; "" is UTC.
	Start  time.Time
	Length time.Duration
	Zone   string

	Title, Description, Place string
	URL                       string // left out unless it is an address on the web
	Geo                       *Geo   // nil where it is not known

	Cancelled bool
	Alarm     []time.Duration // how long before the start; none rings for a cancelled one
}

// Geo is a place on the map, in degrees.
type Geo struct {
	Lat, Lon float64
}

// check tells why an entry cannot be written, in words for who calls [Write].
func (e *Entry) check() error {
	switch {
	case line(e.UID) == "" || line(e.UID) != e.UID:
		return errors.New("its UID is empty, or holds what a UID must not")
	case e.Start.Year() < firstYear || e.Start.Year() > lastYear:
		return errors.New("its start " + errYear.Error())
	case e.Length < 0 || e.Length > maxSpan*24*time.Hour:
		return errors.New("its length is below nought or above a year")
	case e.Sequence < 0:
		return errors.New("its sequence is below nought")
	case e.Geo != nil && !e.Geo.valid():
		return errors.New("its place is not on the map")
	}
	for _, before := range e.Alarm {
		if before < 0 || before > maxSpan*24*time.Hour {
			return errors.New("an alarm is after its start, or more than a year before")
		}
	}
	return nil
}

func (g *Geo) valid() bool { return g.Lat >= -90 && g.Lat <= 90 && g.Lon >= -180 && g.Lon <= 180 }

// check tells why a feed cannot be written, and finds its zones.
func (f *Feed) check() (map[string]*zone, error) {
	zones := map[string]*zone{}
	uids := map[string]bool{}
	for i := range f.Entries {
		e := &f.Entries[i]
		if err := e.check(); err != nil {
			return nil, fmt.Errorf("ical: entry %d cannot be written: %w", i+1, err)
		}
		if uids[e.UID] {
			return nil, fmt.Errorf("ical: entry %d cannot be written: another one has its UID", i+1)
		}
		uids[e.UID] = true
		if zones[e.Zone] != nil {
			continue
		}
		switch e.Zone {
		case "", "UTC", "Etc/UTC":
			zones[e.Zone] = utc
		default:
			known := load(e.Zone)
			if known == nil {
				return nil, fmt.Errorf("ical: entry %d cannot be written: its zone is not one of the IANA's", i+1)
			}
			zones[e.Zone] = known
		}
	}
	return zones, nil
}
