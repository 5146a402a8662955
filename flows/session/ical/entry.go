package ical

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// entry is a VEVENT that was read: something single, something that recurs, or
// what is different about one occurrence of it.
type entry struct {
	Event // UID, Sequence, Cancelled, AllDay, the texts and Zone; without times

	start  moment
	length span
	stamp  time.Time // when it was written

	repeats  bool // by its own word, whether or not the word was understood
	rules    []rule
	added    []addition
	excluded []moment
	original *moment // which occurrence it changes (RECURRENCE-ID)
}

// addition is an occurrence by RDATE, which may have a length of its own.
type addition struct {
	moment
	length span
}

// reader reads entries of one calendar.
type reader struct {
	zones    *zones
	cancel   bool // METHOD:CANCEL
	problems *problems

	props map[string][]property // of the entry in hand
	out   *entry
}

// entry reads one, or says why it is left out.
func (r *reader) entry(c *component) (*entry, bool) {
	r.out, r.props = &entry{}, map[string][]property{}
	unread := 0
	for _, l := range c.lines {
		p, err := parse(l)
		if err != nil {
			unread++
			continue
		}
		r.props[p.name] = append(r.props[p.name], p)
	}
	r.texts()
	switch {
	case c.open:
		return r.leave("It has no end in the file.")
	case c.long:
		return r.leave("It has more than 5,000 lines.")
	}
	if unread > 0 {
		r.guess("A line of it cannot be read. It was taken without that line.")
	}
	start, err := r.start()
	if err != nil {
		return r.leave("Its start " + err.Error() + ".")
	}
	r.begin(start)
	r.end()
	r.repeats()
	if err := r.changes(); err != nil {
		return r.leave("The occurrence that it changes " + err.Error() + ".")
	}
	r.identify()
	return r.out, true
}

func (r *reader) first(name string) (property, bool) {
	if list := r.props[name]; len(list) > 0 {
		return list[0], true
	}
	return property{}, false
}

// raw is a value that is no text, in capitals.
func (r *reader) raw(name string) string {
	return strings.ToUpper(strings.TrimSpace(r.value(name)))
}

func (r *reader) text(name string) string {
	p, _ := r.first(name)
	return p.text()
}

// texts reads what needs no understanding.
func (r *reader) texts() {
	e := r.out
	e.UID = line(r.text("UID"))
	e.Summary, e.Location = line(r.text("SUMMARY")), line(r.text("LOCATION"))
	e.Description, e.URL = text(r.text("DESCRIPTION")), link(r.value("URL"))
	e.Cancelled = r.cancel || r.raw("STATUS") == "CANCELLED"
	if n, err := strconv.ParseInt(r.raw("SEQUENCE"), 10, 32); err == nil && n > 0 {
		e.Sequence = int(n)
	}
	for _, name := range []string{"LAST-MODIFIED", "DTSTAMP"} {
		if wall, _, _, err := readWall(r.raw(name)); err == nil && wall.After(e.stamp) {
			e.stamp = wall
		}
	}
}

// value is a value as it stands.
func (r *reader) value(name string) string {
	p, _ := r.first(name)
	return p.value
}

// errMissing ends the sentence about something that is not there.
var errMissing = errors.New("is missing")

// moment reads a property that is a date or a time.
func (r *reader) moment(name string) (moment, error) {
	p, ok := r.first(name)
	if !ok {
		return moment{}, errMissing
	}
	return r.read(p, p.value)
}

// start is the start. What only takes an occurrence back may leave it out.
func (r *reader) start() (moment, error) {
	start, err := r.moment("DTSTART")
	if errors.Is(err, errMissing) {
		if original, err := r.moment("RECURRENCE-ID"); err == nil {
			return original, nil
		}
	}
	return start, err
}

// read reads one value of a property.
func (r *reader) read(p property, value string) (moment, error) {
	wall, date, isUTC, err := readWall(value)
	if err != nil {
		return moment{}, err
	}
	m := moment{wall: wall, date: date, zone: utc}
	id := p.params["TZID"]
	switch {
	case isUTC:
	case date, id == "":
		m.zone, m.local = r.zones.floating, true
	default:
		m.zone = r.zones.find(id)
		if m.zone == nil {
			r.guess("Nobody knows its time zone " + quote(id) + ". It was taken as " + r.zones.floating.name + ".")
			m.zone = r.zones.floating
		}
	}
	return m, nil
}

// begin takes the start. Outlook may write whole days as times from midnight.
func (r *reader) begin(start moment) {
	if r.raw("X-MICROSOFT-CDO-ALLDAYEVENT") == "TRUE" && start.wall.Equal(start.wall.Truncate(24*time.Hour)) {
		start.date = true
	}
	e := r.out
	e.start, e.AllDay, e.Zone = start, start.date, start.zone.name
	if start.date {
		e.length.days = 1
	}
}

// end takes the end or the duration. Without either, a whole day is one day
// and a time has no length.
func (r *reader) end() {
	e := r.out
	if _, ok := r.first("DTEND"); ok {
		end, err := r.moment("DTEND")
		if err != nil {
			r.guess("Its end " + err.Error() + ". It was taken without an end.")
			return
		}
		length, ok := e.start.until(end)
		if !ok {
			r.guess("It ends before it begins, or after more than a year. It was taken without an end.")
			return
		}
		if length != (span{}) {
			e.length = length
		}
		return
	}
	p, ok := r.first("DURATION")
	if !ok {
		return
	}
	length, err := readSpan(p.value)
	if err != nil {
		r.guess("Its duration cannot be read. It was taken without an end.")
		return
	}
	if length != (span{}) && (!e.AllDay || length.exact == 0) {
		e.length = length
	}
}

// until is how long it is from a start to an end. For whole days it is a number
// of days, for times it is exact also where clocks change in between.
func (m moment) until(end moment) (span, bool) {
	if m.date {
		days := int(end.wall.Sub(m.wall) / (24 * time.Hour))
		return span{days: days}, days >= 0 && days <= maxSpan
	}
	exact := end.in(m.zone).instant().Sub(m.instant())
	return span{exact: exact}, exact >= 0 && exact <= maxSpan*24*time.Hour
}

// repeats reads by what the entry recurs.
func (r *reader) repeats() {
	e := r.out
	for _, p := range r.props["RRULE"] {
		e.repeats = true
		made, err := readRule(p.value, e.start.zone)
		if err != nil {
			r.guess("The rule by which it repeats " + err.Error() + ": " + quote(p.value) + ". Only what is named by date was taken.")
			continue
		}
		e.rules = append(e.rules, made)
	}
	for _, p := range r.props["RDATE"] {
		e.repeats = true
		r.additions(p)
	}
	for _, p := range r.props["EXDATE"] {
		for value := range strings.SplitSeq(p.value, ",") {
			m, err := r.read(p, value)
			if err != nil {
				r.guess("A date to leave out " + err.Error() + ". Its other dates were taken.")
				continue
			}
			e.excluded = append(e.excluded, m.in(e.start.zone))
		}
	}
	if len(r.props["EXRULE"]) > 0 {
		r.guess("It leaves out dates by a rule (EXRULE), which is not read. All its dates were taken.")
	}
}

// additions reads an RDATE: dates, times, or times with an end or a duration.
func (r *reader) additions(p property) {
	for value := range strings.SplitSeq(p.value, ",") {
		from, to, period := strings.Cut(value, "/")
		m, err := r.read(p, from)
		if err != nil {
			r.guess("A date at which it repeats " + err.Error() + ". Its other dates were taken.")
			continue
		}
		m = m.in(r.out.start.zone)
		if m.date && !r.out.AllDay { // a date among times is at the same hour
			m.date, m.wall = false, m.wall.Add(r.out.start.clock())
		}
		added := addition{moment: m, length: r.out.length}
		if period {
			added.length = r.period(p, m, to)
		}
		r.out.added = append(r.out.added, added)
	}
}

// period is how long a period lasts, whose end is a time or a duration.
func (r *reader) period(p property, start moment, to string) span {
	if length, err := readSpan(to); err == nil {
		return length
	}
	if end, err := r.read(p, to); err == nil {
		if length, ok := start.until(end); ok {
			return length
		}
	}
	r.guess("A date at which it repeats has an end that cannot be read. It was taken with the usual length.")
	return r.out.length
}

// clock is the time of the day.
func (m moment) clock() time.Duration { return m.wall.Sub(m.wall.Truncate(24 * time.Hour)) }

// changes reads which occurrence of another entry this one changes.
func (r *reader) changes() error {
	p, ok := r.first("RECURRENCE-ID")
	if !ok {
		return nil
	}
	original, err := r.read(p, p.value)
	if err != nil {
		return err
	}
	r.out.original, r.out.repeats = &original, true
	if strings.EqualFold(p.params["RANGE"], "THISANDFUTURE") {
		r.guess("It changes this occurrence and all later ones. Only this one was taken as changed.")
	}
	return nil
}

// identify gives an entry without a UID one that comes out the same next time.
func (r *reader) identify() {
	e := r.out
	if e.UID != "" {
		return
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%s", e.start.instant().Format(time.RFC3339), e.Summary))
	e.UID = "no-uid-" + hex.EncodeToString(sum[:12])
	r.guess("It has no UID. It was taken, but counts as another one when its start or its title changes.")
}

func (r *reader) guess(text string) { r.problems.add(r.out, false, text) }

func (r *reader) leave(text string) (*entry, bool) {
	r.problems.add(r.out, true, text+" It was left out.")
	return nil, false
}

// problems collects what is wrong, up to [MaxProblems].
type problems struct {
	list []Problem
	more int
}

func (p *problems) add(e *entry, left bool, text string) {
	problem := Problem{UID: e.UID, Summary: e.Summary, Left: left, Text: text}
	switch {
	case slices.Contains(p.list, problem):
	case len(p.list) < MaxProblems-1:
		p.list = append(p.list, problem)
	default:
		p.more++
	}
}

func (p *problems) all() []Problem {
	if p.more > 0 {
		return append(p.list, Problem{Text: fmt.Sprintf("There are %d more problems with entries like these.", p.more)})
	}
	return p.list
}
