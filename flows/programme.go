package flows

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"wecan/i18n"
)

// Programme is what differs from one organisation to the next: its name, its
// sites, how long it keeps what people tell. It never changes.
type Programme struct {
	Organisation string
	Sites        []Site // at least one, in the order in which they are offered
	Keep         Keep
	Lists        []List // what flows can offer besides the sites

	file string
	hash string
}

// Site is one place where the programme runs.
type Site struct {
	ID        string // part of buttons and indexes: never change one
	Name      string // in English; translated under the key programme.site.<id>
	Zone      *time.Location
	Emergency string // the number to call in danger, as people dial it
	Person    string // how a person of the team is reached: a phone number or an address

	at place
}

// List is a list of the programme file that flows offer as options.
type List struct {
	ID      string
	Entries []Entry
}

// Entry is one line of a list. Its id is stored with the answers: never change
// one.
type Entry struct {
	ID   string
	Name string // in English; translated under the key programme.<list>.<id>

	at place
}

// Keep says until when people's answers are kept: a fixed day, or a number of
// months from the day they are given. Exactly one is set.
type Keep struct {
	Until  time.Time
	Months int
}

// Day is the last day on which an answer given now is kept.
func (k Keep) Day(now time.Time) time.Time {
	if k.Months == 0 {
		return k.Until
	}
	// The last day of a short month, not the third of the next one.
	day := now.AddDate(0, k.Months, 0)
	if want := (int(now.Month()) - 1 + k.Months) % 12; int(day.Month())-1 != want {
		day = day.AddDate(0, 0, -day.Day())
	}
	return day
}

const (
	siteIDLimit    = 20
	labelLimit     = 30 // characters of a button that a small phone shows whole
	keepMonthsMost = 120
	personLimit    = 60 // characters; those of all sites together fit into a message
)

// ParseProgramme reads a programme file. name is what its problems and its
// texts refer to. The error is of type [FileErrors] and names all of them.
func ParseProgramme(name string, data []byte) (*Programme, error) {
	var problems FileErrors
	sum := sha256.Sum256(data)
	p := &Programme{file: name, hash: hex.EncodeToString(sum[:])}
	r := &reader{file: name, problems: &problems}
	if root, ok := r.open(data); ok {
		f := root.fields("a programme file")
		p.Organisation = f.need("organisation").text()
		p.readKeep(f.need("keep"))
		p.readSites(f.need("sites"))
		p.readLists(f.get("lists"))
		f.rest("a programme file")
	}
	if err := problems.err(); err != nil {
		return nil, err
	}
	return p, nil
}

func (p *Programme) readKeep(v value) {
	if !v.exists() {
		return
	}
	f := v.fields("keep")
	until, months := f.get("until"), f.get("months")
	f.rest("keep")
	switch {
	case until.exists() == months.exists():
		v.fail("say either until: 2027-12-31 or months: 24")
	case months.exists():
		p.Keep.Months = months.number(1, keepMonthsMost)
	default:
		day, err := time.Parse(time.DateOnly, until.text())
		if err != nil {
			until.fail(`this must be a day, as "2027-12-31"`)
		}
		p.Keep.Until = day
	}
}

func (p *Programme) readSites(v value) {
	if !v.exists() {
		return
	}
	for _, one := range v.fields("sites").list {
		one.checkID(one.name, siteIDLimit)
		p.Sites = append(p.Sites, readSite(one))
	}
	if len(p.Sites) == 0 {
		v.fail("a programme has at least one site")
	}
}

func readSite(one field) Site {
	f := one.fields("a site")
	name, zone, emergency, person := f.need("name"), f.need("time_zone"), f.need("emergency"), f.need("person")
	f.rest("a site")
	s := Site{ID: one.name, Name: name.text(), Emergency: emergency.text(), Person: person.text(), at: name.at}
	if utf8.RuneCountInString(s.Person) > personLimit {
		person.fail("write one phone number or one address, at most %d characters", personLimit)
	}
	checkLabel(name, s.Name)
	if zone.exists() {
		loc, err := time.LoadLocation(zone.text())
		if err != nil {
			zone.fail("%q is no time zone; write one as Europe/Amsterdam", zone.text())
		}
		s.Zone = loc
	}
	if emergency.exists() && !isPhone(s.Emergency) {
		emergency.fail("this must be a phone number in digits, as \"112\"")
	}
	return s
}

func isPhone(s string) bool {
	for _, c := range s {
		if (c < '0' || c > '9') && c != ' ' && c != '-' && c != '+' {
			return false
		}
	}
	return s != "" && len(s) <= 20
}

// Site is the site of that id.
func (p *Programme) Site(id string) (Site, bool) {
	at := slices.IndexFunc(p.Sites, func(s Site) bool { return s.ID == id })
	if at < 0 {
		return Site{}, false
	}
	return p.Sites[at], true
}

func (p *Programme) readLists(v value) {
	if !v.exists() {
		return
	}
	for _, one := range v.fields("lists").list {
		one.checkID(one.name, optionIDLimit)
		if one.name == listSites || one.name == "site" {
			one.fail("the list %q is that of the sites; give this one another name", one.name)
		}
		l := List{ID: one.name}
		for _, e := range one.fields("a list").list {
			e.checkID(e.name, optionIDLimit)
			checkLabel(e.value, e.text())
			l.Entries = append(l.Entries, Entry{ID: e.name, Name: e.text(), at: e.at})
		}
		if len(l.Entries) == 0 {
			one.fail("a list has at least one entry, as garden: \"Garden\"")
		}
		p.Lists = append(p.Lists, l)
	}
}

// listed are the ids of a list, nil when there is no such list.
func (p *Programme) listed(list string) []string {
	var out []string
	if list == listSites {
		for _, s := range p.Sites {
			out = append(out, s.ID)
		}
		return out
	}
	for _, l := range p.Lists {
		if l.ID == list {
			for _, e := range l.Entries {
				out = append(out, e.ID)
			}
		}
	}
	return out
}

// Sources are the texts of the programme file that are translated.
func (p *Programme) Sources() []i18n.Source {
	out := make([]i18n.Source, 0, len(p.Sites))
	for _, s := range p.Sites {
		out = append(out, i18n.Source{
			Key: siteKey(s.ID), Text: s.Name, Ref: p.file + ":" + strconv.Itoa(s.at.line),
			Note: fmt.Sprintf("The name of a place where the programme runs, on a button: at most %d characters.", labelLimit),
		})
	}
	for _, l := range p.Lists {
		for _, e := range l.Entries {
			out = append(out, i18n.Source{
				Key: listKey(l.ID, e.ID), Text: e.Name, Ref: p.file + ":" + strconv.Itoa(e.at.line),
				Note: fmt.Sprintf("One of the choices of the list %s, on a button: at most %d characters.", l.ID, labelLimit),
			})
		}
	}
	return out
}

// Hash identifies the file the programme was read from.
func (p *Programme) Hash() string { return p.hash }

func siteKey(id string) i18n.Key { return i18n.Key("programme.site." + id) }
