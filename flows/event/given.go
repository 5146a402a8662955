package event

import (
	"strconv"
	"strings"

	"wecan/flows"
	"wecan/i18n"
)

// What a person reads about an event, as values for the texts of flows.

// given are the values for the texts about an event.
func (k *diary) given(i *item) map[string]string {
	p, words := i.Plan, i.Plan.In(k.Lang)
	out := map[string]string{
		"event": i.Reference, "type": string(p.Kind), "title": words.Title, "about": words.About,
		"when": flows.When(p.Site, p.Start), "until": flows.At(p.Site, p.End()), "details": details(p), "place": where(p), "map": p.Map, "online": p.Online,
		"seat": string(i.Seat), "line": count(i.Line), "hours": "", "code": Code(i.N),
		"opens": yes(i.opens(k.t.Now)), "closes": flows.When(p.Site, p.Closing()),
		"teams": yes(p.TeamMax > 0), "day": k.day(i),
	}
	if !i.Until.IsZero() {
		out["hours"] = flows.When(p.Site, i.Until)
	}
	return out
}

func yes(so bool) string {
	if so {
		return optionYes
	}
	return ""
}

// details are some lines: only what there is to say.
func details(p Plan) string {
	var rows []flows.Phrase
	add := func(key i18n.Key, name, value string) {
		if value != "" {
			rows = append(rows, flows.Phrase{Key: key, Args: map[string]string{name: value}})
		}
	}
	mark := func(key i18n.Key, so bool) {
		if so {
			rows = append(rows, flows.Phrase{Key: key})
		}
	}
	add(rowPlace, "place", p.Place)
	add(rowOnline, "link", p.Online)
	add(rowCost, "cost", p.Cost)
	add(rowSpoken, "languages", names(p.Languages))
	add(rowInterpreters, "languages", names(p.Interpreters))
	if p.TeamMax > 0 {
		rows = append(rows, flows.Phrase{Key: rowTeams, Args: map[string]string{"least": strconv.Itoa(max(1, p.TeamMin)), "most": strconv.Itoa(p.TeamMax)}})
	}
	mark(rowWomenTeams, p.WomenTeams)
	mark(rowChildcare, p.Childcare)
	mark(rowPrayer, p.PrayerRoom)
	mark(rowNoAlcohol, p.NoAlcohol)
	add(rowLastBus, "bus", p.LastBus)
	add(rowContact, "contact", p.Contact)
	add(rowBring, "bring", p.Bring)
	add(rowPhotos, "photos", p.Photos)
	add(rowIdeas, "ideas", p.Ideas)
	add(rowRules, "rules", p.Rules)
	return flows.Lines(rows...)
}

// where is where it is, in one line.
func where(p Plan) string {
	if p.Place != "" {
		return p.Place
	}
	return p.Online
}

// names are languages by their own names.
func names(langs []i18n.Lang) string {
	var out []string
	for _, l := range langs {
		out = append(out, i18n.Endonym(l))
	}
	return strings.Join(out, ", ")
}
