package session

import (
	"strings"

	"wecan/flows"
	"wecan/i18n"
)

// What a person reads about a session, as values for the texts of flows.

// given are the values for the texts about a session.
func (k *book) given(i *item) map[string]string {
	p := i.Plan
	out := map[string]string{
		"session": i.Reference, "title": p.Title, "when": flows.When(p.Site, p.Start), "until": flows.At(p.Site, p.End()),
		"details": details(p), "place": where(p), "map": p.Map, "online": p.Online,
		"answer": string(i.Answer), "seat": string(i.Place), "line": count(i.Line), "childcare": "", "phase": "",
	}
	if p.Phase != "" {
		out["phase"] = ListPhases + "/" + p.Phase
	}
	if p.Childcare {
		out["childcare"] = "yes"
	}
	return out
}

// details are some lines: only what there is to say.
func details(p Plan) string {
	var rows []flows.Phrase
	add := func(key i18n.Key, name, value string) {
		if value != "" {
			rows = append(rows, flows.Phrase{Key: key, Args: map[string]string{name: value}})
		}
	}
	add(rowPlace, "place", p.Place)
	add(rowOnline, "link", p.Online)
	add(rowSpoken, "languages", names(p.Languages))
	add(rowInterpreters, "languages", names(p.Interpreters))
	if p.Childcare {
		rows = append(rows, flows.Phrase{Key: rowChildcare})
	}
	add(rowTravel, "travel", p.Travel)
	add(rowTrainer, "trainer", p.Trainer)
	add(rowBring, "bring", p.Bring)
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
