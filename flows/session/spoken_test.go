package session_test

import (
	"slices"
	"testing"

	"wecan/flows"
	"wecan/flows/enrollment"
	"wecan/flows/session"
	"wecan/i18n"
)

// A recording is heard before its text, whatever fills that in, by those of its
// language only; the rows of a list have none.
func TestRecordedVoices(t *testing.T) {
	book, err := flows.Parse(enrollment.Capability(), session.Capability())
	if err != nil {
		t.Fatal(err)
	}
	p, err := flows.ParseProgramme("programme.yaml", []byte(programme))
	if err != nil {
		t.Fatal(err)
	}
	catalog, err := i18n.Load(i18n.Files, append(book.Sources(), p.Sources()...), nil)
	if err != nil {
		t.Fatal(err)
	}
	var clips []flows.Clip
	for _, file := range []string{
		"ar/session.invite.ogg", "ar/session.children.ogg", "ar/session.hers.ogg", "ar/session.here.ogg", "ar/session.row.place.ogg", "ar/calendar.here.ogg", "uk/session.invite.ogg",
	} {
		clips = append(clips, flows.NewClip(file, []byte(file)))
	}
	defs, err := flows.Compile(book, catalog, p, clips...)
	if err != nil {
		t.Fatal(err)
	}
	for lang, want := range map[string][]string{
		"ar": {
			"ar/session.invite.ogg", "ar/session.here.ogg", "{calendar.ics}", "ar/session.invite.ogg", "ar/session.children.ogg", "ar/session.hers.ogg",
			"ar/calendar.here.ogg", "{calendar.ics}",
		},
		"uk": {"uk/session.invite.ogg", "{calendar.ics}", "uk/session.invite.ogg", "{calendar.ics}"},
		"en": {"{calendar.ics}", "{calendar.ics}"},
	} {
		w := newWorld(t)
		w.defs, w.now = defs, berlin(t, "2027-03-15 10:00")
		w.enrolled(1, "leipzig")
		w.write(1, i18n.Endonym(i18n.Lang(lang)))
		var heard []string
		w.seen = func(_ int64, e flows.Effect) {
			switch e := e.(type) {
			case flows.Play:
				heard = append(heard, e.Clip)
			case flows.Enclose:
				heard = append(heard, "{"+e.Name+"}")
			case flows.Send, flows.Edit, flows.Attach, flows.Delete, flows.Answer, flows.Commands, flows.Tell, flows.Post, flows.Repost, flows.React, flows.Page:
			}
		}
		p := talk("Lab", berlin(t, "2027-03-17 18:00"))
		p.Childcare = true
		w.plans("WE-0001", p)
		w.pass(berlin(t, "2027-03-16 18:30"))
		for _, option := range []string{"file", "come", "two"} {
			b, message := (&transcript{world: w}).find(1, "#"+option)
			w.tapData(1, message, b.Data)
		}
		w.write(1, "/calendar")
		if w.broken != nil || !slices.Equal(heard, want) {
			t.Errorf("in %s she hears %v, want %v: %v", lang, heard, want, w.broken)
		}
	}
}
