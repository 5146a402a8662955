package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"wecan/bot/sandbox"
	"wecan/flows"
	"wecan/flows/enrollment"
)

// team is a service for a programme with one place in Leipzig, and people who
// applied.
type team struct {
	*rig
	people []*joiner
	served *background
}

// newTeam lets people 21, 22 … apply, the second by the link that scores.
func newTeam(t *testing.T, people int) *team {
	t.Helper()
	r := &team{rig: newRig(t, longPoll)}
	file := filepath.Join(t.TempDir(), "programme.yaml")
	night := time.Now().UTC().Add(12 * time.Hour) // far from now: people are written to at once
	text := fmt.Sprintf(`organisation: Another Club
keep: {months: 12}
quiet: "%s-%s"
sites:
  leipzig: {name: Leipzig, time_zone: UTC, emergency: "112", person: "team@example.org", places: 1}
  roma: {name: Rome, time_zone: UTC, emergency: "112", person: "roma@example.org"}
sessions: {address: "https://bot.example.org"}
selection:
  score: {second: {name: "The second", points: 7, if: name == "Second"}}
lists:
  reasons: {places: more people than places, rule: the funder's rule}
`, night.Format("15:04"), night.Add(time.Minute).Format("15:04"))
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r.env = append(r.env, "WECAN_PROGRAMME="+file)
	r.served = r.serve(t)
	for i := range people {
		j := newJoiner(r.tg, int64(person+i), "en")
		j.name = []string{"First", "Second", "Third"}[i]
		if err := j.join(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.people = append(r.people, j)
	}
	return r
}

// applications runs a command.
func (r *team) applications(t *testing.T, args ...string) (string, error) {
	t.Helper()
	return said(t, r.env, append([]string{"applications"}, args...)...)
}

// decides runs a command that must work, and says so.
func (r *team) decides(t *testing.T, want string, args ...string) {
	t.Helper()
	out, err := r.applications(t, args...)
	if err != nil || !strings.HasPrefix(out, want) {
		t.Errorf("%s: %v\n%s\nwant %s", strings.Join(args, " "), err, out, want)
	}
}

// refuses runs a command that must fail.
func (r *team) refuses(t *testing.T, want string, args ...string) {
	t.Helper()
	out, err := r.applications(t, args...)
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%s: %v\n%s\nwant the error %q", strings.Join(args, " "), err, out, want)
	}
}

// reads waits until a person reads a text, and answers the message.
func (r *team) reads(t *testing.T, j *joiner, text string) sandbox.Message {
	t.Helper()
	late := time.After(patience)
	for {
		changed := r.tg.Changed(j.user.ID)
		for _, m := range r.tg.Messages(j.user.ID) {
			if m.FromBot && strings.Contains(m.Text, text) {
				return m
			}
		}
		select {
		case <-changed:
		case <-late:
			t.Fatalf("%s did not read %q", j.name, text)
		}
	}
}

// taps waits for a message and taps its button.
func (r *team) taps(t *testing.T, j *joiner, text, label string) {
	t.Helper()
	m := r.reads(t, j, text)
	for _, row := range m.Buttons {
		for _, b := range row {
			if b.Text == label {
				if _, err := r.tg.Tap(j.user, m.ID, b.Data); err != nil {
					t.Fatal(err)
				}
				return
			}
		}
	}
	t.Fatalf("%q has no button %q: %+v", text, label, m.Buttons)
}

func TestApplicationsAreListedAndShown(t *testing.T) {
	r := newTeam(t, 2)
	first, second := r.people[0].number(), r.people[1].number()
	out, err := r.applications(t, "list")
	places := "places leipzig: 1 in all, 0 taken, 1 free\nplaces roma: as many as come, 0 taken\n"
	if err != nil || !strings.HasPrefix(out, places+"NUMBER") || !strings.HasSuffix(out, "\n2 applications\n") {
		t.Fatalf("list: %v\n%s", err, out)
	}
	if strings.Index(out, first) > strings.Index(out, second) || strings.Contains(out, "First") || !strings.Contains(out, "7      second") {
		t.Errorf("list:\n%s", out)
	}
	if out, err = r.applications(t, "list", "--site=leipzig", "--status=received", "--sort=score"); err != nil || strings.Index(out, first) < strings.Index(out, second) {
		t.Errorf("list by score: %v\n%s", err, out)
	}
	for _, none := range []string{"--site=roma", "--status=accepted"} {
		if out, err = r.applications(t, "list", none); err != nil || !strings.HasSuffix(out, "\n0 applications\n") {
			t.Errorf("list %s: %v\n%s", none, err, out)
		}
	}
	r.refuses(t, "the programme file has: leipzig, roma", "list", "--site=berlin")
	r.refuses(t, "there are: received, review", "list", "--status=lost")
	out, err = r.applications(t, "show", strings.ToLower(second))
	if err != nil || !strings.Contains(out, "answer name      Second") || !strings.Contains(out, "criterion        The second") {
		t.Errorf("show: %v\n%s", err, out)
	}
	r.refuses(t, "there is a mistake in it", "show", "WE-4K7M-9Q3")
	r.refuses(t, "there is no such application: WE-2222-222", "show", "we2222222")
	r.refuses(t, "there is no such application", "accept", "WE-2222-222", "--by=Anna")
	r.served.stop(t)
}

func TestPlacesAreGivenAndGivenBack(t *testing.T) {
	r := newTeam(t, 3)
	first, second, third := r.people[0], r.people[1], r.people[2]
	r.decides(t, first.number()+" is under review.", "review", first.number(), "--by=Bilal")
	r.decides(t, first.number()+" is accepted.", "accept", first.number(), "--by=Anna")
	r.reads(t, first, "You have a place in Leipzig")
	r.decides(t, "No place left: "+third.number()+" is on the reserve list, number 1.", "accept", third.number(), "--by=Anna")
	r.decides(t, "No place left: "+second.number()+" is on the reserve list, number 1.", "accept", second.number(), "--by=Anna")
	r.reads(t, third, "number 1")
	if out, err := r.applications(t, "list", "--status=reserve"); err != nil || !strings.Contains(out, "reserve 2") || !strings.Contains(out, "by Anna") {
		t.Errorf("the reserve list: %v\n%s", err, out)
	}
	r.refuses(t, "nothing was decided: "+first.number()+" is accepted: accepted by Anna on", "decline", first.number(), "--by=Bilal", "--reason=places")
	r.refuses(t, "needs the name", "withdraw", first.number(), "--by=wecan")
	r.decides(t, first.number()+" is withdrawn.", "withdraw", first.number(), "--by=Bilal")
	r.reads(t, first, "We were told that you do not want to take part")
	r.reads(t, second, "A place in Leipzig is free for you")
	if out, err := r.applications(t, "list", "--site=leipzig"); err != nil || !strings.HasPrefix(out, "places leipzig: 1 in all, 1 taken (1 of them offered, not answered yet), 0 free\nNUMBER") || !strings.Contains(out, "offered until 20") {
		t.Errorf("with an offer: %v\n%s", err, out)
	}
	r.taps(t, second, "A place in Leipzig is free for you", "✅ Yes, I want it")
	r.reads(t, second, "The place in Leipzig is yours")
	out, err := r.applications(t, "show", second.number())
	if err != nil || !strings.Contains(out, "accepted by applicant on") || !strings.Contains(out, "offered by wecan on") || !strings.Contains(out, "(no place was left)") {
		t.Errorf("show: %v\n%s", err, out)
	}
	r.served.stop(t)
	r.fair(t)
	if out, err := said(t, r.env, "audit"); err != nil || !strings.Contains(out, "intake: 1") {
		t.Errorf("audit: %v\n%s", err, out)
	}
	for _, secret := range []string{"First", "Second", "Third"} {
		if strings.Contains(r.served.log.String(), secret) {
			t.Errorf("the log holds the name %s", secret)
		}
	}
}

func TestDeclineAndAppeal(t *testing.T) {
	r := newTeam(t, 1)
	her := r.people[0]
	r.refuses(t, "--reason can be: places, rule", "decline", her.number(), "--by=Anna")
	r.refuses(t, "--reason can be: places, rule", "decline", her.number(), "--by=Anna", "--reason=taste")
	r.refuses(t, "nothing was decided", "appeal", her.number(), "--by=Anna", "--accept")
	r.decides(t, her.number()+" is declined.", "decline", her.number(), "--by=Anna", "--reason=places")
	r.taps(t, her, "The reason: more people than places.", "🙋 Ask to look again")
	r.reads(t, her, "A person will look at your application again")
	r.decides(t, her.number()+" is declined.", "appeal", her.number(), "--by=Bilal", "--uphold", "--words=Still nobody speaks it.")
	r.reads(t, her, "The reason: Still nobody speaks it. You can")
	r.decides(t, her.number()+" is to be looked at again.", "appeal", her.number(), "--by=Bilal", "--open")
	r.decides(t, her.number()+" is accepted.", "appeal", her.number(), "--by=Anna", "--accept")
	r.served.stop(t)
}

// Of two who decide at the same time one is told what stands.
func TestTwoDecideAtOnce(t *testing.T) {
	r := newTeam(t, 1)
	her := r.people[0].number()
	var wait sync.WaitGroup
	errs := make([]error, 2)
	for i, args := range [][]string{{"accept", her, "--by=Anna"}, {"decline", her, "--by=Bilal", "--reason=places"}} {
		wait.Go(func() { _, errs[i] = r.applications(t, args...) })
	}
	wait.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Fatalf("Anna: %v; Bilal: %v", errs[0], errs[1])
	}
	for _, err := range errs {
		if err != nil && !strings.Contains(err.Error(), "nothing was decided: "+her+" is ") {
			t.Errorf("the second was told: %v", err)
		}
	}
	r.served.stop(t)
}

func TestWordsOfTheDesk(t *testing.T) {
	places := sitePlaces{enrollment.Tally{Total: 20, Taken: 3, Free: 17, Reserved: []enrollment.Reserve{{Group: "women", Total: 10, Taken: 1, Free: 9}}}, flows.Site{ID: "roma"}}
	if got := places.line(); got != "places roma: 20 in all, 3 taken, 17 free; reserved for women: 10, of which 9 free" {
		t.Errorf("it says %s", got)
	}
	var f filed
	f.Status, f.Reference, f.Received = enrollment.StatusReserve, "WE-4K7M-9Q2", time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	f.Number = 3
	if got := f.sentence(); got != "WE-4K7M-9Q2 is reserve 3, since 2026-03-02 10:00Z" {
		t.Errorf("it says %s", got)
	}
	f.Silent = true
	if got := f.standing(); got != "reserve, no answer" {
		t.Errorf("it says %s", got)
	}
	if got := plainly("A\x1b[2Jnna\u202e"); got != "A[2Jnna" {
		t.Errorf("a terminal is shown %q", got)
	}
}
