package main

import (
	"maps"
	"slices"
	"strings"

	"wecan/bot/sandbox"
	"wecan/flows/enrollment"
	"wecan/i18n"
)

// deskReader tells what is at the desk in the words of the flows and of the
// programme file, in one language.
type deskReader struct {
	words *words
	lang  i18n.Lang
	texts map[i18n.Key]bool
	asked []askedField // in the order of the flows
}

// askedField is a field of the form, and the step that asks for it.
type askedField struct{ field, step, list string }

func newDeskReader(w *words, lang i18n.Lang) *deskReader {
	r := &deskReader{words: w, lang: lang, texts: map[i18n.Key]bool{}}
	for _, source := range allSources(w.defs.Book, w.defs.Programme) {
		r.texts[source.Key] = true
	}
	for _, flow := range w.defs.Book.Outlines() {
		for _, step := range flow.Steps {
			if step.Save != "" {
				r.asked = append(r.asked, askedField{step.Save, flow.ID + "." + step.ID, step.List})
			}
		}
	}
	return r
}

func (r *deskReader) line(f filed) sandbox.Application {
	a := sandbox.Application{
		Reference: f.Reference, Name: f.Answers["name"], Site: r.site(f.Site()),
		Status: string(f.Status), Number: f.Number, Points: f.Points, Received: f.Received,
	}
	if site, ok := r.words.defs.Programme.Site(f.Site()); ok && f.Status == enrollment.StatusOffered {
		a.Until, a.Zone = f.Until, site.Zone.String()
	}
	return a
}

func (r *deskReader) site(id string) string { return r.text(id, "programme.site."+id) }

func (r *deskReader) places(p sitePlaces) sandbox.Places {
	out := sandbox.Places{Site: r.site(p.site.ID), Total: p.Total, Taken: p.Taken, Offered: p.Offered, Free: p.Free}
	for _, kept := range p.Reserved {
		out.Reserved = append(out.Reserved, sandbox.Reserved{Group: kept.Group, Total: kept.Total, Free: kept.Free})
	}
	return out
}

func (r *deskReader) dossier(f filed) sandbox.Dossier {
	d := sandbox.Dossier{
		Application: r.line(f), Answers: r.answers(f.Answers), Version: f.Version, Tells: f.Tells,
		History: []sandbox.Change{{At: f.Received, By: enrollment.ByApplicant, What: string(enrollment.StatusReceived)}},
	}
	if f.Details != nil { // without the name for the certificate and the funder's questions: see [enrollment.Details]
		d.Answers = append(d.Answers, r.answers(f.Details.Answers)...)
	}
	for _, c := range f.Changes {
		change := sandbox.Change{At: c.At, By: c.By, What: c.What, Reason: c.Words}
		if c.Reason != "" && c.Reason != enrollment.ReasonNoPlace { // that no place is left is seen from where it came to
			change.Reason = r.reason(c.Reason)
		}
		d.History = append(d.History, change)
	}
	for _, o := range f.Opened {
		d.History = append(d.History, sandbox.Change{At: o.At, By: o.By, What: "opened", Reason: r.label(o.Field)})
	}
	slices.SortStableFunc(d.History, func(a, b sandbox.Change) int { return a.At.Compare(b.At) })
	for _, id := range f.Met {
		d.Met = append(d.Met, r.text(id, "programme.score."+id))
	}
	for _, verb := range f.Open {
		d.Open = append(d.Open, string(verb))
		if verb == enrollment.VerbDecline || verb == enrollment.VerbUphold {
			d.Because = append(d.Because, string(verb))
		}
	}
	for _, id := range enrollment.Reasons(r.words.defs.Programme) {
		d.Reasons = append(d.Reasons, sandbox.Reason{ID: id, Text: r.reason(id)})
	}
	return d
}

func (r *deskReader) reason(id string) string { return r.text(id, "programme.reasons."+id) }

// answers are in the order in which they were asked for; what no step asks for
// any more comes last.
func (r *deskReader) answers(given map[string]string) []sandbox.Answer {
	var out []sandbox.Answer
	told := map[string]bool{}
	for _, a := range r.asked {
		if value := given[a.field]; value != "" && !told[a.field] {
			told[a.field] = true
			out = append(out, r.answer(a, r.text(a.field, a.step+".label"), value))
		}
	}
	for _, field := range slices.Sorted(maps.Keys(given)) {
		if value := given[field]; value != "" && !told[field] {
			out = append(out, r.answer(askedField{field: field}, field, value))
		}
	}
	return out
}

func (r *deskReader) answer(a askedField, label, value string) sandbox.Answer {
	out := sandbox.Answer{Label: label, Field: a.field}
	what, _, sent := r.words.defs.Book.SentFile(a.field, value)
	switch {
	case !sent:
		out.Text = r.value(a, value)
	case what == "photo":
		out.File, out.Text = what, r.text(what, "system.question.phototaken")
	case what == "document":
		out.File, out.Text = what, r.text(what, "system.question.documenttaken")
	default:
		out.File, out.Text = what, r.text(what, "system.question.voicetaken")
	}
	return out
}

// label is the name of an answer.
func (r *deskReader) label(field string) string {
	for _, a := range r.asked {
		if a.field == field {
			return r.text(field, a.step+".label")
		}
	}
	return field
}

// value is an answer in words. What was chosen is stored by its id, several with
// commas between them; what was written stands as it is.
func (r *deskReader) value(a askedField, value string) string {
	if a.field == "language" {
		return i18n.Endonym(i18n.Lang(value))
	}
	parts := strings.Split(value, ",")
	for i, id := range parts {
		label := r.text("", a.step+".option."+id, "programme."+a.list+"."+id, "programme.track."+id, "programme.site."+id, "system.answer."+id)
		if label == "" {
			return value
		}
		parts[i] = strings.TrimSpace(label)
	}
	return strings.Join(parts, ", ")
}

// text is the first of these texts that there is, or else the word itself.
func (r *deskReader) text(word string, keys ...string) string {
	for _, key := range keys {
		if r.texts[i18n.Key(key)] {
			text, _ := r.words.catalog.Render(r.lang, i18n.Key(key))
			return text
		}
	}
	return word
}
