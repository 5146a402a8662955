package enrollment_test

import (
	"encoding/json"
	"strings"
	"testing"

	"wecan/flows"
	"wecan/flows/enrollment"
	"wecan/flows/rehearsal"
)

// sealed is /start with a link of ours.
func sealed(t *testing.T, w *rehearsal.World, l flows.Link) string {
	t.Helper()
	token, err := w.IDs().Seal(l)
	if err != nil {
		t.Fatal(err)
	}
	return "/start " + token
}

// reads is what she is told at a line of hers.
func reads(t *testing.T, w *rehearsal.World, line string) string {
	t.Helper()
	var all []string
	for _, e := range write(t, w, line) {
		if s, ok := e.(flows.Send); ok {
			all = append(all, s.Text)
		}
	}
	return strings.Join(all, "\n")
}

// applied goes from the question for her age to the end, and answers what the
// application keeps.
func applied(t *testing.T, w *rehearsal.World) map[string]string {
	t.Helper()
	for _, line := range []string{"yes", "Mina", "yes", "no", "Arabic", "2", "1", "no", "skip"} {
		write(t, w, line)
	}
	return sent(t, w)
}

// sent taps Send, and answers what the application keeps.
func sent(t *testing.T, w *rehearsal.World) map[string]string {
	t.Helper()
	return kept(t, w, reads(t, w, "send"))
}

// kept is what the application keeps whose number she is told.
func kept(t *testing.T, w *rehearsal.World, thanks string) map[string]string {
	t.Helper()
	at := strings.Index(thanks, "WE-")
	if at < 0 {
		t.Fatalf("no number in %q", thanks)
	}
	ref, _ := flows.ParseReference(thanks[at : at+11])
	a, err := flows.DecodeActor("", w.State(w.IDs().Of(flows.KindApplication, ref)))
	if err != nil {
		t.Fatal(err)
	}
	view, ok, err := enrollment.ReadView(a.Body)
	if err != nil || !ok {
		t.Fatalf("the application: %v %v", ok, err)
	}
	return view.Answers
}

var leipzig = flows.Link{Site: "leipzig", Cohort: "spring27"}

const (
	whichCity = "In which city"
	howOld    = "Are you 18 or older?"
)

// Whoever comes by a poster is not asked for the city, and application and team
// know of the cohort.
func TestLinkChoosesTheSite(t *testing.T) {
	w := newWorld(t, definitions(t))
	for _, line := range []string{sealed(t, w, leipzig), "english", "no"} {
		write(t, w, line)
	}
	said := reads(t, w, "yes")
	if !strings.Contains(said, "You came by a link for Leipzig.") || !strings.Contains(said, howOld) || strings.Contains(said, whichCity) {
		t.Errorf("she reads %q", said)
	}
	got := applied(t, w)
	if got["site"] != "leipzig" || got["link_cohort"] != "spring27" || got["link_site"] != "leipzig" || got["link"] != "" {
		t.Errorf("the application keeps %v", got)
	}
}

// She can choose another city, at the review and by going back; the cohort stays.
func TestLinkedSiteCanBeChanged(t *testing.T) {
	for name, change := range map[string]func(t *testing.T, w *rehearsal.World) map[string]string{
		"back": func(t *testing.T, w *rehearsal.World) map[string]string {
			t.Helper()
			write(t, w, "/back")
			if said := reads(t, w, "yes"); !strings.Contains(said, whichCity) {
				t.Errorf("back from the first question she reads %q", said)
			}
			write(t, w, "rome")
			return applied(t, w)
		},
		"review": func(t *testing.T, w *rehearsal.World) map[string]string {
			t.Helper()
			for _, line := range []string{"yes", "Mina", "yes", "no", "Arabic", "2", "1", "no", "skip", "✏️ City", "rome", "yes"} {
				write(t, w, line)
			}
			// Each question lies once on the way back.
			for _, want := range []string{"What is your gender?", "need childcare", "When can you come", "How well do you read", "Which languages", "in a course of", "residence status", "What name", howOld, whichCity, "Do you want to start"} {
				if said := reads(t, w, "/back"); !strings.Contains(said, want) {
					t.Errorf("going back she reads %q, not %q", said, want)
				}
			}
			for _, line := range []string{"yes", "rome", "yes", "Mina", "yes", "no", "Arabic", "2", "done", "no", "skip"} {
				write(t, w, line)
			}
			return sent(t, w)
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, definitions(t))
			for _, line := range []string{sealed(t, w, leipzig), "english", "no", "yes"} {
				write(t, w, line)
			}
			if got := change(t, w); got["site"] != "roma" || got["link_cohort"] != "spring27" {
				t.Errorf("the application keeps %v", got)
			}
		})
	}
}

// A link that says nothing to us begins like any other: forged, of another key,
// of a site or a cohort that there is not.
func TestStrangeLinksBeginOrdinarily(t *testing.T) {
	other, err := flows.NewIDs([]byte("another secret of some bytes"), 1)
	if err != nil {
		t.Fatal(err)
	}
	old, err := other.Seal(leipzig)
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, definitions(t))
	good := sealed(t, w, leipzig)
	for name, line := range map[string]string{
		"old key": "/start " + old,
		"forged":  good[:len(good)-1] + string('A'+(good[len(good)-1]+1)%26),
		"closed":  sealed(t, w, flows.Link{Site: "berlin", Cohort: "spring27"}),
		"cohort":  sealed(t, w, flows.Link{Cohort: "autumn25"}),
		"flow":    sealed(t, w, flows.Link{Flow: "take"}),
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, definitions(t))
			if said := reads(t, w, line); !strings.Contains(said, "Which language") {
				t.Errorf("she reads %q", said)
			}
			write(t, w, "english")
			write(t, w, "no")
			if said := reads(t, w, "yes"); !strings.Contains(said, whichCity) {
				t.Errorf("she reads %q", said)
			}
			write(t, w, "rome")
			if got := applied(t, w); got["site"] != "roma" || got["link_cohort"] != "" || got["link_site"] != "" {
				t.Errorf("the application keeps %v", got)
			}
		})
	}
}

// The last link counts: whoever begins again after it is not asked for the city
// that she chose before; whoever goes on keeps what she answered.
func TestLastLinkCounts(t *testing.T) {
	for name, c := range map[string]struct{ tap, site, next string }{
		"begin again": {"begin again", "leipzig", "by a link for Leipzig"},
		"go on":       {"go on", "roma", "What name"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, definitions(t))
			for _, line := range []string{sealed(t, w, flows.Link{Site: "utrecht"}), "english", "no", "yes", "/back", "yes", "rome", "yes", sealed(t, w, leipzig)} {
				write(t, w, line)
			}
			said := reads(t, w, c.tap)
			if name == "begin again" {
				write(t, w, "no")
				said = reads(t, w, "yes")
				write(t, w, "yes")
			}
			if !strings.Contains(said, c.next) {
				t.Errorf("she reads %q", said)
			}
			for _, line := range []string{"Mina", "yes", "no", "Arabic", "2", "1", "no", "skip"} {
				write(t, w, line)
			}
			if got := sent(t, w); got["site"] != c.site || got["link_cohort"] != "spring27" {
				t.Errorf("the application keeps %v", got)
			}
		})
	}
}

// A link speaks its language to somebody who is new, and to nobody who has
// chosen another.
func TestLinkSpeaks(t *testing.T) {
	w := newWorld(t, definitions(t))
	line := sealed(t, w, flows.Link{Lang: "uk"})
	if said := reads(t, w, line); !strings.Contains(said, "мовою") {
		t.Errorf("somebody new reads %q", said)
	}
	write(t, w, "english")
	if said := reads(t, w, line); !strings.Contains(said, "You have already begun") && !strings.Contains(said, "somebody else use") {
		t.Errorf("then she reads %q", said)
	}
}

// A site that is closed while she is on her way is not hers.
func TestSiteClosesOnTheWay(t *testing.T) {
	w := newWorld(t, definitions(t))
	for _, line := range []string{sealed(t, w, leipzig), "english", "no"} {
		write(t, w, line)
	}
	_, example := enrollment.Example()
	from, to := strings.Index(string(example), "  leipzig:"), strings.Index(string(example), "  roma:")
	without := strings.ReplaceAll(string(example[:from])+string(example[to:]), "site: leipzig", "site: roma") // the team goes elsewhere
	closed, err := enrollment.Definitions([]byte(without), nil)
	if err != nil {
		t.Fatal(err)
	}
	w.Defs = closed
	if said := reads(t, w, "yes"); !strings.Contains(said, whichCity) {
		t.Errorf("she reads %q", said)
	}
	var body struct {
		Fields map[string]json.RawMessage `json:"a"`
	}
	a, err := flows.DecodeActor("", w.State(w.Person()))
	if err != nil || json.Unmarshal(a.Body, &body) != nil {
		t.Fatal(err)
	}
	if body.Fields["site"] != nil {
		t.Errorf("her site is %s", body.Fields["site"])
	}
}

// Who is somebody else on the phone begins with nothing of the one before, is
// asked for her language, and leaves nothing of hers.
func TestAnotherPersonIsApart(t *testing.T) {
	w := newWorld(t, definitions(t))
	for _, line := range []string{sealed(t, w, leipzig), "english", "no", "yes", "yes", "Olha", "/profile"} {
		write(t, w, line)
	}
	if said := reads(t, w, "somebody new"); !strings.Contains(said, "Which language") {
		t.Errorf("somebody new reads %q", said)
	}
	write(t, w, "español")
	write(t, w, "sí")
	if said := reads(t, w, "sí, empezar"); !strings.Contains(said, "ciudad") {
		t.Errorf("without a link of hers she reads %q", said)
	}
	write(t, w, "Roma")
	for _, line := range []string{"sí", "Amina", "sí", "no", "Árabe", "2", "1", "no", "Mujer"} {
		write(t, w, line)
	}
	thanks := reads(t, w, "enviar")
	if !strings.Contains(thanks, "otro teléfono") || !strings.Contains(thanks, "roma@wecan.example") {
		t.Errorf("at the end she reads %q", thanks)
	}
	if got := kept(t, w, thanks); got["name"] != "Amina" || got["site"] != "roma" || got["language"] != "es" || got["gender"] != "woman" || got["link_cohort"] != "" {
		t.Errorf("her application keeps %v", got)
	}
	write(t, w, "/profile")
	if said := reads(t, w, "Olha"); !strings.Contains(said, "You live in Saxony") {
		t.Errorf("the first one goes on with %q", said)
	}
	for _, line := range []string{"yes", "no", "Ukrainian", "1", "1", "no", "skip"} {
		write(t, w, line)
	}
	got := sent(t, w)
	if got["name"] != "Olha" || got["site"] != "leipzig" || got["languages"] != "Ukrainian" || got["language"] != "en" || got["gender"] != "" || got["link_cohort"] != "spring27" {
		t.Errorf("her application keeps %v", got)
	}
}
