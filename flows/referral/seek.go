package referral

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"wecan/flows"
	"wecan/i18n"
)

// How a referral finds somebody: it asks the rosters of its sites, one role after
// the other, for one person at a time, and offers itself to her.

// What a referral and a roster tell each other.
const (
	toldNeed   = "need"   // referral → roster, with a need
	toldFound  = "found"  // roster → referral, with a found
	toldHeld   = "held"   // referral → roster: she has taken it
	toldFreed  = "freed"  // referral → roster: she has it no more, or is not asked any more
	toldStands = "stands" // referral → roster of its site, with a summary
	toldOrphan = "orphan" // referral → roster: leads and coordinators must look at it
	toldLost   = "lost"   // roster → referral: she has left the team
)

// need is who is looked for.
type need struct {
	Reference  string      `json:"reference"`
	Seq        int         `json:"seq"` // ascending
	Role       flows.Role  `json:"role"`
	Languages  []i18n.Lang `json:"languages,omitempty"` // one of them; nil: any
	Topic      string      `json:"topic"`
	Restricted bool        `json:"restricted,omitempty"`
	Woman      bool        `json:"woman,omitempty"`
	Avoid      string      `json:"avoid,omitempty"` // a name
	Not        []string    `json:"not,omitempty"`
	Prefer     string      `json:"prefer,omitempty"`

	Unwanted []string `json:"unwanted,omitempty"` // whom the person does not want to read it any more; they are in Not too
	Unposted bool     `json:"unposted,omitempty"` // it cannot stand at Mattermost
}

// found is whom a roster has found; ID "" for nobody.
type found struct {
	Seq int `json:"seq"`
	member
	Why   string `json:"why,omitempty"`
	Place place  `json:"place,omitzero"` // where at this site it may stand at Mattermost
}

// hold is about somebody and a referral.
type hold struct {
	Reference string `json:"reference"`
	ID        string `json:"id"`
}

// roles are asked one after the other. Navigators share the work; where nobody of
// them takes it, it climbs.
func (f *file) roles() []flows.Role {
	switch {
	case f.Request.Topic == "complaint": // it avoids whom she talks with
		return []flows.Role{flows.RoleLead, flows.RoleDeputy, flows.RoleCoordinator}
	case f.restricted():
		return []flows.Role{flows.RoleLead, flows.RoleDeputy, flows.RoleNavigator, flows.RoleCoordinator} // of the last two the trained ones
	case f.Colour == Red:
		return []flows.Role{flows.RoleLead, flows.RoleDeputy, flows.RoleNavigator, flows.RoleCoordinator}
	}
	return []flows.Role{flows.RoleNavigator, flows.RoleDeputy, flows.RoleCoordinator}
}

// navigatorsAsked is how many navigators are asked before it climbs.
const navigatorsAsked = 2

// sites are asked one after the other: hers, then the others. A complaint, and a
// request that nobody of her site may see, goes to the others only. Where there is
// no other it stays with whoever reads the list of open referrals.
func (f *file) sites() []string {
	var out []string
	if !f.past() {
		out = append(out, f.Site)
	}
	for _, s := range f.m.Programme.Sites {
		if s.ID != f.Site {
			out = append(out, s.ID)
		}
	}
	return out
}

// past says whether it goes past her own site.
func (f *file) past() bool { return f.Request.Topic == "complaint" || f.Request.Team }

// begin looks for somebody: at once when it is red or the team is there, else
// when the team is there again.
func (f *file) begin() error {
	f.Where, f.Level, f.Tries, f.Nobody = 0, 0, 0, false
	f.Status, f.Owner = StatusNew, nil
	if site := f.site(); f.Colour != Red && !site.Open(f.t.Now) {
		f.wait(timerSeek, f.nextOpen())
		return nil
	}
	f.seek()
	return nil
}

func (f *file) nextOpen() time.Time {
	if at, ok := f.site().NextOpen(f.t.Now); ok {
		return at
	}
	return f.t.Now.Add(24 * time.Hour)
}

// seek asks a roster.
func (f *file) seek() {
	sites, roles := f.sites(), f.roles()
	if f.Where >= len(sites) {
		f.nobody()
		return
	}
	f.Seq++
	f.tell(f.roster(sites[f.Where]), toldNeed, need{
		Reference: f.Reference, Seq: f.Seq, Role: roles[f.Level], Languages: f.languages(), Topic: f.Request.Topic,
		Restricted: f.restricted(), Woman: f.Request.Woman, Avoid: f.Request.Avoid, Not: f.skipped(), Prefer: f.Prefer,
		Unwanted: f.Stand.Unwanted, Unposted: f.Stand.Refused,
	})
	f.wait(timerSeek, f.t.Now.Add(seekPatience)) // a roster answers at once; should its answer be lost, it is asked again
}

const seekPatience = time.Minute

// languages are those in which she can talk. A language that we do not know is
// for the coordinator, who finds an interpreter.
func (f *file) languages() []i18n.Lang {
	if f.Request.Speaks == "" {
		return []i18n.Lang{f.Request.Language}
	}
	if lang, ok := languageNamed(f.Request.Speaks); ok {
		return []i18n.Lang{lang}
	}
	return []i18n.Lang{"und"}
}

// found hears whom a roster has found. Old news change nothing.
func (f *file) found(in flows.Told) error {
	var who found
	if err := json.Unmarshal(in.Data, &who); err != nil {
		return fmt.Errorf("referral: read whom a roster has found: %w", err)
	}
	if !f.open() || f.Owner != nil || f.Status == StatusOffered || who.Seq != f.Seq {
		if who.ID != "" && (f.Owner == nil || f.Owner.ID != who.ID) && !f.offeredTo(who.ID) {
			f.tell(in.From, toldFreed, hold{f.Reference, who.ID})
		}
		return nil
	}
	if f.Stand.Refused && who.Channel != "" { // it was refused while the roster looked
		f.tell(in.From, toldFreed, hold{f.Reference, who.ID})
		f.seek()
		return nil
	}
	f.mayStand(who)
	if who.ID == "" {
		f.climb()
		return nil
	}
	return f.offer(who)
}

func (f *file) offeredTo(id string) bool {
	return f.Status == StatusOffered && len(f.Asked) > 0 && f.Asked[len(f.Asked)-1].ID == id
}

// climb goes on to the next role, or the next site.
func (f *file) climb() {
	f.Level, f.Tries = f.Level+1, 0
	if f.Level >= len(f.roles()) {
		f.Where, f.Level = f.Where+1, 0
	}
	f.seek()
}

// nobody: there is nobody whom it could be offered to, or nobody took it. The
// coordinator sees it, and goes on seeing it until somebody has it; she hears the
// truth, and it is tried again when somebody may have come.
func (f *file) nobody() {
	at := f.site().AfterOpen(f.t.Now, time.Hour)
	if f.Round > 0 { // they have been asked again: from now on once a day
		at = f.site().AfterOpen(f.t.Now.Add(12*time.Hour), time.Minute)
	}
	if !f.Nobody {
		f.Nobody = true
		_ = f.say(f.Person, toldNobody, f.moment("", at)) // once; values of ours are always JSON
	}
	f.note(Change{By: ByProgram, What: Nobody})
	f.orphan("nobody", f.Received)
	f.Where, f.Level, f.Tries = 0, 0, 0
	if f.Stand.Home.Channel != "" && !f.Stand.Refused {
		f.Stand.place = f.Stand.Home
	}
	f.Round++               // all may be asked again
	f.Stand.Refused = false // and what was wrong at Mattermost may be put right
	f.wait(timerSeek, at)
}

// offer offers it to somebody.
func (f *file) offer(who found) error {
	delete(f.a.Timers, timerSeek)
	site := f.siteOf(who.Site)
	until := site.AfterOpen(f.t.Now, f.patience().Offer)
	if f.Colour == Red { // a red one does not wait for the morning
		until = f.t.Now.Add(f.patience().Offer)
	}
	f.Status = StatusOffered
	f.Asked = slices.DeleteFunc(f.Asked, func(a asked) bool { return a.ID == who.ID })
	f.Asked = append(f.Asked, asked{member: who.member, Until: until, Round: f.Round})
	f.note(Change{By: ByProgram, What: Offered, Who: who.ID, Why: who.Why})
	f.wait(timerOffer, until)
	return f.sayMember(who.member, toldAlert, f.card(who, until))
}

func (f *file) siteOf(id string) flows.Site {
	if s, ok := f.m.Programme.Site(id); ok {
		return s
	}
	return f.site()
}

// card is what somebody sees before she takes it: no word and no name.
func (f *file) card(who found, until time.Time) map[string]string {
	site := f.siteOf(who.Site)
	form := wordWritten
	if _, spoken := flows.Spoken(f.Request.Words); spoken {
		form = wordVoice
	}
	named := wordUnnamed
	if f.Request.Called != "" {
		named = wordNamed
	}
	woman := wordNo
	if f.Request.Woman {
		woman = wordYes
	}
	return map[string]string{
		"number": f.Reference, "colour": flows.Words(wordColour(f.Colour)), "tongue": f.spoken(), "topic": flows.Words(wordTopic(f.Request.Topic)),
		"form": flows.Words(form), "before_day": until.In(site.Zone).Format(time.DateOnly), "before": flows.At(site.ID, until),
		"since_day": f.Received.In(site.Zone).Format(time.DateOnly), "since": flows.At(site.ID, f.Received), "safe": flows.Words(wordSafe(f.Request.Safe)), "woman": flows.Words(woman), "named": flows.Words(named),
		"why": flows.Words(wordWhy(who.Why)),
	}
}

// spoken is the language to talk in, by its own name or as she wrote it.
func (f *file) spoken() string { return cmp.Or(f.tongue(), f.Request.Speaks) }

// orphan lets leads and coordinators look at it, those who may see it.
func (f *file) orphan(state string, since time.Time) {
	name := ""
	if f.Owner != nil {
		name = f.Owner.Name
	}
	for i, site := range f.sites() {
		if i > 0 && !f.past() {
			break // her own site looks after it
		}
		f.tell(f.roster(site), toldOrphan, orphan{
			need: need{
				Reference: f.Reference, Topic: f.Request.Topic, Restricted: f.restricted(), Avoid: f.Request.Avoid, Not: f.Not,
				Unwanted: f.Stand.Unwanted, Unposted: f.Stand.Refused,
			},
			Typed: f.tongue() == "",
			Key:   state + "/" + strconv.FormatInt(f.t.Now.Unix(), 36),
			Given: map[string]string{
				"number": f.Reference, "colour": flows.Words(wordColour(f.Colour)), "tongue": f.spoken(), "topic": flows.Words(wordTopic(f.Request.Topic)),
				"since_day": since.In(f.siteOf(site).Zone).Format(time.DateOnly), "since": flows.At(site, since), "navigator": name, "state": state,
			},
		})
	}
}

// orphan is what leads and coordinators are told.
type orphan struct {
	need
	Given map[string]string `json:"given"`
	Key   string            `json:"key"`             // names the occasion
	Typed bool              `json:"typed,omitempty"` // the language is as the person wrote it
}
