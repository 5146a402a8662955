package event

import (
	"time"

	"wecan/flows"
	"wecan/i18n"
)

// Capability is what cmd registers.
func Capability() flows.Capability {
	return flows.Capability{
		Name:    "event",
		Flows:   flowFiles,
		Dir:     "flows/event",
		Locked:  true,
		Words:   words(),
		Samples: samples(),
		Actions: actions(),
		Follows: flows.KindGuest,
		Tells: map[string][]string{
			letterEvents: {"rows", "n", "events"},
			letterPage:   pageGives(),
			letterForm:   formGives(),
			letterDay:    dayGives(),
			letterNews:   append(pageGives(), "kind", "also", "was", "was_place"),

			letterHand:    handGives(),
			letterIdeas:   ideasGives(),
			letterIdea:    ideaGives(),
			letterResults: resultsGives(),

			letterDeadline: momentGives(),
			letterPoll:     momentGives(),
			letterTeam:     teamGives(),
			letterAgain:    againGives(),
			letterMeet:     meetGives(),
		},
		Bind: func(_ *flows.Book, p *flows.Programme, _ *i18n.Catalog) map[flows.Kind]flows.Machine {
			return map[flows.Kind]flows.Machine{
				flows.KindEvent: Event{Programme: p}, flows.KindGuest: Guest{Programme: p}, flows.KindListing: Listing{Programme: p},
				flows.KindTeam: Team{Programme: p},
			}
		},
	}
}

// pageGives are the values about one event: see [given].
//
//   - seat is placed, waiting, offered, silent, left or "";
//   - line is her number on the waiting list, hours until when a place is kept for her;
//   - opens is "yes" while people can sign up, closes when that ends;
//   - teams is "yes" where people work in teams;
//   - day is what she can do there now: see [diary.day];
//   - code is what she tells a friend with whom she wants to be in a team.
func pageGives() []string {
	return []string{
		"event", "type", "title", "about", "when", "until", "details", "place", "map", "online", "seat", "line", "hours",
		"opens", "closes", "teams", "code", "day",
	}
}

// standGives are the values of an answer about one event. Who has said that she is there
// hears besides in meets, with "yes", that people can ask for each other after the end; and
// who has signed up in unpaired that nobody else has the number that she wrote for a friend's.
func standGives() []string {
	return []string{"event", "title", "when", "place", "line", "code", "from"}
}

// samples are values as guests tell them.
func samples() map[string][]string {
	at := time.Date(2027, 3, 6, 9, 0, 0, 0, time.UTC)
	plan := Plan{
		Kind: KindHackathon, Words: []Words{{Lang: "en", Title: "A day for our street", About: "Everybody can join in."}},
		Site: "roma", Start: at, Minutes: 480, Place: "Via Roma 1", Online: "https://meet.example.org/abc",
		Languages: []i18n.Lang{"it", "en"}, Interpreters: []i18n.Lang{"ar"}, TeamMin: 3, TeamMax: 5,
		Reserved:  []Reserved{{GroupWomen, 2}, {GroupParents, 1}},
		Childcare: true, PrayerRoom: true, NoAlcohol: true, WomenTeams: true, LastBus: "line 5 at 22:10", Contact: "Lucia", Rules: "we are kind to each other",
		Photos: "only if you say yes", Ideas: "they stay yours", Cost: "nothing", Bring: "a pen",
	}
	when := flows.When(plan.Site, at)
	rows := func(keys ...i18n.Key) string {
		var out []flows.Phrase
		for _, key := range keys {
			out = append(out, flows.Phrase{Key: key, Args: map[string]string{
				"title": plan.Words[0].Title, "when": when, "place": plan.Place, "line": "2", "n": "1", "hours": when,
			}})
		}
		return flows.Lines(out...)
	}
	return map[string][]string{
		"when": {when}, "was": {when}, "until": {flows.At(plan.Site, plan.End())}, "hours": {when}, "from": {when}, "closes": {when},
		"details": {details(plan)}, "rows": {rows(rowOpen, rowPlaced, rowWaiting, rowOffered, rowMore)},
		"schedule": {flows.Lines(flows.Phrase{Key: rowSlot, Args: map[string]string{"hour": when, "words": plan.Words[0].Title}})},
		"calendar": {sampleFile}, "map": {"https://map.example.org/1"}, "online": {"", plan.Online},
		"line": {"2"}, "n": {"2"}, "events": {"WE-4K7M-9Q2,WE-4K7M-9Q3"}, "event": {"WE-4K7M-9Q2"}, "asks": {"", asksTeam, asksChildren, asksWomen, asksParents, plan.asks(false, false), plan.asks(true, true), asksDoor, asksRate, asksMeet}, "code": {Code(7)}, "day": append([]string{""}, dayWords()...),
		"also": {"", alsoEnd, alsoChildcare, alsoChildcare + " " + alsoEnd},
		"page": {"0"}, "by": {"", "Amina"}, "work": {"", "A kitchen for all"}, "file": {"", "photo:AgACAgIAAxkBAAI"}, "after": {"", "8"}, "ideas": {"1,2"}, "no": {"2"}, "number": {"2"}, "at": {when}, "ends": {when}, "contact": {"", "Lucia"},
		"stand": {standNone, standAsk, standIn, standGone, standPut}, "team": {"482913", "Garten · 482913"}, "team_about": {"", teamLines(&teamShown{Mates: make([]mateShown, 3), Languages: []string{"ar", "en"}, Skills: []string{"cook", "talk"}})},
		"met_kind": {metAsks, metShares}, "meets": {"", optionYes}, "unpaired": {optionYes}, "met": {"8"}, "met_code": {Code(8)}, "met_name": {"", "Amina"}, "met_words": {"amina@example.org"},
		"mates": {"", mateLines([]mateShown{{No: 1, Name: "Amina"}, {No: 2}})},
	}
}

const sampleFile = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
