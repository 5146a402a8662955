package ical

import (
	"cmp"
	"io"
	"slices"
	"time"
)

// Read reads a calendar file and gives its occurrences within the window. The
// same file read with the same options gives the same. An error means that
// nothing was taken: what is missing in a file that was cut off must not look
// as if somebody had taken it out of the calendar.
func Read(r io.Reader, opt Options) (Calendar, error) {
	if opt.Zone == nil {
		opt.Zone = time.UTC
	}
	opt.From, opt.Until = opt.From.UTC(), opt.Until.UTC()
	if !opt.From.Before(opt.Until) || opt.Until.After(opt.From.AddDate(MaxWindow, 0, 0)) ||
		opt.From.Year() < firstYear || opt.Until.Year() > lastYear {
		return Calendar{}, ErrWindow
	}
	data, err := fetch(r)
	if err != nil {
		return Calendar{}, err
	}
	lines, err := unfold(data)
	if err != nil {
		return Calendar{}, err
	}
	parts, err := scan(lines)
	if err != nil {
		return Calendar{}, err
	}
	w := &window{from: opt.From, until: opt.Until, work: &budget{left: maxWork}}
	var found problems
	for _, s := range collect(parts, opt, w.work, &found) {
		if err := w.expand(s); err != nil {
			return Calendar{}, err
		}
	}
	if w.work.spent() {
		return Calendar{}, ErrTooMuch
	}
	slices.SortFunc(w.events, func(a, b Event) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.UID, b.UID), cmp.Compare(a.Occurrence, b.Occurrence))
	})
	return Calendar{Events: w.events, Problems: found.all()}, nil
}

// collect reads the entries of all calendars in a file, and puts those with the
// same UID together, in the order of the file.
func collect(parts []*part, opt Options, work *budget, found *problems) []*series {
	var all []*series
	byUID, known := map[string]*series{}, atlas{}
	for _, p := range parts {
		r := &reader{zones: newZones(p, opt, known, work), cancel: p.method == "CANCEL", problems: found}
		for _, c := range p.events {
			e, ok := r.entry(c)
			if !ok {
				continue
			}
			s := byUID[e.UID]
			if s == nil {
				s = &series{}
				byUID[e.UID], all = s, append(all, s)
			}
			s.add(e, found)
		}
	}
	return all
}
