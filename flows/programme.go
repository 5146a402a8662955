package flows

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"time"

	"wecan/i18n"
)

// Programme is what differs from one organisation to the next: its name, its
// sites and courses, how it chooses people, how long it keeps what they tell.
// It never changes.
type Programme struct {
	Organisation string
	BotName      string      // of the bot at Telegram, in English; "" for the one that it has there
	Controller   string      // who answers for the data people give, and how they are reached
	Languages    []i18n.Lang // those that are offered, in this order; nil: all that are translated
	Sites        []Site      // at least one, in the order in which they are offered
	Tracks       []Track
	Courses      []Course
	Cohorts      []Cohort // whom links invite: see [Link]
	Keep         Keep
	Quiet        Quiet
	Selection    Selection
	Team         []TeamMember // who helps people: see also "wecan people"
	Referrals    ReferralRules
	Sessions     SessionRules
	Cast         CastRules
	Lists        []List // what flows can offer besides sites, courses and tracks

	file  string
	hash  string
	wrote []wrote // its texts, as they stand in the file

	botNameAt place
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

	at place
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
	cohortIDLimit  = 12 // beside the longest id of a site it fits into a link
	keepMonthsMost = 120
	personLimit    = 60 // characters; those of all sites together fit into a message
)

// Lists of a programme that it does not give names of its own.
const (
	listSites   = "sites"
	listCourses = "courses"
	listTracks  = "tracks"
	listCohorts = "cohorts" // their names are the team's, and are not translated
)

// ListPhases is the list of the programme file that phases of sessions are entries of.
const ListPhases = "phases"

// maybeLists are those that a programme need not have: then nobody is asked about them.
func maybeLists() []string { return []string{listTracks, listCohorts, ListPhases} }

// ParseProgramme reads a programme file. name is what its problems and its
// texts refer to. The error is of type [FileErrors] and names all of them.
func ParseProgramme(name string, data []byte) (*Programme, error) {
	var problems FileErrors
	sum := sha256.Sum256(data)
	p := &Programme{file: name, hash: hex.EncodeToString(sum[:])}
	r := &reader{file: name, problems: &problems}
	if root, ok := r.open(data); ok {
		p.read(root.fields("a programme file"))
	}
	if err := problems.err(); err != nil {
		return nil, err
	}
	return p, nil
}

func (p *Programme) read(f *fields) {
	p.Organisation = f.need("organisation").text()
	p.readBotName(f.get("bot_name"))
	p.Controller = f.get("controller").text()
	for _, one := range f.get("languages").list("languages") {
		lang := i18n.Lang(one.text())
		if i18n.Endonym(lang) == string(lang) {
			one.fail("%q is not one of our languages", lang)
		}
		p.Languages = append(p.Languages, lang)
	}
	p.readKeep(f.need("keep"))
	p.readTracks(f.get("tracks"))
	p.readCourses(f.get("courses"))
	p.readSites(f.need("sites"))
	p.readCohorts(f.get("cohorts"))
	p.readLists(f.get("lists"))
	p.Quiet = readQuiet(f.get("quiet"))
	p.Selection = p.readSelection(f.get("selection"))
	p.readTeam(f.get("people"))
	p.Referrals = readRules(f.get("referrals"))
	p.Sessions = readSessions(f.get("sessions"))
	p.Cast = readCastRules(f.get("announcements"))
	f.rest("a programme file")
}

func (p *Programme) readKeep(v value) {
	if !v.exists() {
		return
	}
	f := v.fields("keep")
	until, months := f.get("until"), f.get("months")
	p.Keep.at = v.at
	f.rest("keep")
	switch {
	case until.exists() == months.exists():
		v.fail("say either until: 2027-12-31 or months: 24")
	case months.exists():
		p.Keep.Months = months.number(1, keepMonthsMost)
	default:
		p.Keep.Until = until.day()
	}
}

// day reads a day such as "2027-12-31".
func (v value) day() time.Time {
	day, err := time.Parse(time.DateOnly, v.text())
	if err != nil {
		v.fail(`this must be a day, as "2027-12-31"`)
	}
	return day
}

func (p *Programme) readLists(v value) {
	if !v.exists() {
		return
	}
	for _, one := range v.fields("lists").list {
		one.checkID(one.name, optionIDLimit)
		if slices.Contains([]string{listSites, listCourses, listTracks, listCohorts, "site", "course", "track", "cohort", "score"}, one.name) {
			one.fail("the list %q is one of the programme's own; give this one another name", one.name)
		}
		l := List{ID: one.name}
		for _, e := range one.fields("a list").list {
			e.checkID(e.name, optionIDLimit)
			checkLabel(e.value, e.text())
			l.Entries = append(l.Entries, Entry{ID: e.name, Name: p.words(e.value), at: e.at})
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
	switch list {
	case listSites:
		for _, s := range p.Sites {
			out = append(out, s.ID)
		}
		return out
	case listCourses:
		for _, c := range p.Courses {
			out = append(out, c.ID)
		}
		return out
	case listTracks:
		for _, t := range p.Tracks {
			out = append(out, t.ID)
		}
		return out
	case listCohorts:
		for _, c := range p.Cohorts {
			out = append(out, c.ID)
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
	var out []i18n.Source
	add := func(key i18n.Key, text, note string, at place) {
		if text != "" {
			out = append(out, i18n.Source{Key: key, Text: text, Note: note, Ref: p.file + ":" + strconv.Itoa(at.line)})
		}
	}
	add(BotNameKey, p.BotName, fmt.Sprintf("The bot's name at Telegram, at most %d characters, in your script. Others see it in the list of chats and on a locked screen: it must not tell what the bot is for.", botNameLimit), p.botNameAt)
	for _, s := range p.Sites {
		add(siteKey(s.ID), s.Name, fmt.Sprintf("The name of a place where the programme runs, on a button: at most %d characters.", labelLimit), s.at)
		add(ruleKey(s.ID), s.Rule, "The one rule of the funder for this place, in one or two sentences to the person.", s.at)
	}
	for _, c := range p.Courses {
		add(courseKey(c.ID), c.Name, fmt.Sprintf("The name of a course, on a button: at most %d characters.", labelLimit), c.at)
		add(courseKey(c.ID)+".about", c.About, "What is done in the course, in one or two sentences.", c.at)
		add(courseKey(c.ID)+".cost", c.Cost, "What the course costs the person, and what is paid for her.", c.at)
	}
	for _, t := range p.Tracks {
		add(trackKey(t.ID), t.Name, fmt.Sprintf("The name of a way through a course, on a button: at most %d characters.", labelLimit), t.at)
		add(trackKey(t.ID)+".about", t.About, "What people do on this way through a course, in one or two sentences.", t.at)
	}
	for _, c := range p.Selection.Criteria {
		add(criterionKey(c.ID), c.Name, "A reason for which an application stands further up, as people and the team read it.", c.at)
	}
	for _, l := range p.Lists {
		for _, e := range l.Entries {
			add(listKey(l.ID, e.ID), e.Name, fmt.Sprintf("One of the choices of the list %s, on a button: at most %d characters.", l.ID, labelLimit), e.at)
		}
	}
	return out
}

// labels are the keys of the texts that stand on buttons.
func (p *Programme) labels() []i18n.Key {
	var out []i18n.Key
	for _, s := range p.Sites {
		out = append(out, siteKey(s.ID))
	}
	for _, c := range p.Courses {
		out = append(out, courseKey(c.ID))
	}
	for _, t := range p.Tracks {
		out = append(out, trackKey(t.ID))
	}
	for _, l := range p.Lists {
		for _, e := range l.Entries {
			out = append(out, listKey(l.ID, e.ID))
		}
	}
	return out
}

// Expired tells of a day until which answers are kept that is past at now: nil
// while it is to come.
func (p *Programme) Expired(now time.Time) FileErrors {
	var out FileErrors
	if k := p.Keep; k.Months == 0 && !now.Before(k.Until.AddDate(0, 0, 1)) {
		out.add(k.at, "people read that their answers are kept until %s, which is past; write a later day", k.Until.Format(time.DateOnly))
	}
	return out
}

// Hash identifies the file the programme was read from.
func (p *Programme) Hash() string { return p.hash }

func siteKey(id string) i18n.Key      { return i18n.Key("programme.site." + id) }
func ruleKey(id string) i18n.Key      { return siteKey(id) + ".rule" }
func courseKey(id string) i18n.Key    { return i18n.Key("programme.course." + id) }
func trackKey(id string) i18n.Key     { return i18n.Key("programme.track." + id) }
func criterionKey(id string) i18n.Key { return i18n.Key("programme.score." + id) }
