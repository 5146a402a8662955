package session_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/enrollment"
	"wecan/flows/session"
)

// phasesTold notes what an agenda tells a phone of the phases of its sessions, each as one
// line.
func (w *world) phasesTold(chat int64, reference string) *[]string {
	var told []string
	seq := 0
	w.left = func(d delivery, _ flows.Actor, r flows.Result) {
		for _, e := range r.Effects {
			tell, is := e.(flows.Tell)
			if !is || tell.To != w.ids.Person(chat) || tell.Name != flows.ToldFact {
				continue
			}
			var f flows.Fact
			if err := json.Unmarshal(tell.Data, &f); err != nil || f.Topic != flows.FactPhases || f.Key != reference || d.to != w.ids.Of(flows.KindAgenda, reference) {
				w.tb.Fatalf("%s tells %s, %v", d.to.Kind(), tell.Data, err)
			}
			if f.Seq <= seq { // a phone would not take it
				w.tb.Errorf("%v has the number %d behind %d", f.Values, f.Seq, seq)
			}
			seq = f.Seq
			told = append(told, strings.Join(f.Values, " "))
		}
	}
	return &told
}

// phased is a session of a phase.
func phased(phase, title string, start time.Time) session.Plan {
	p := talk(title, start)
	p.Phase = phase
	return p
}

// A phone knows in which phases somebody on it is: announcements go by that. It is told
// when that changes, when the last session of a phase is over, and when she does not take
// part any more; else nothing.
func TestThePhoneKnowsThePhases(t *testing.T) {
	w := newWorld(t)
	who := w.enrolled(1, "leipzig")
	told := w.phasesTold(1, who)
	expect := func(when string, want ...string) {
		t.Helper()
		if !slices.Equal(*told, want) || w.broken != nil {
			t.Errorf("%s: %q, %v", when, *told, w.broken)
		}
		*told = nil
	}
	w.plans("1", talk(title("1"), berlin(t, "2027-03-18 18:00")))
	expect("a session of no phase")
	w.plans("2", phased("lab", title("2"), berlin(t, "2027-03-19 18:00")))
	expect("one of the lab", "lab")
	w.plans("3", phased("lab", title("3"), berlin(t, "2027-03-23 18:00")))
	expect("another one")
	w.plans("4", phased("explore", title("4"), berlin(t, "2027-03-24 18:00")))
	expect("one of another phase", "explore lab")
	w.plans("4", phased("explore", title("4"), berlin(t, "2027-03-24 19:00")))
	expect("it is moved")
	w.cancels("4")
	expect("it is cancelled", "lab")
	w.plans("4", phased("explore", title("4"), berlin(t, "2027-03-24 19:00")))
	expect("it is back", "explore lab")
	w.wait(berlin(t, "2027-03-20 12:00").Sub(w.now))
	expect("the first of the lab is over")
	w.wait(berlin(t, "2027-03-23 19:29").Sub(w.now))
	expect("the last one is not over")
	w.wait(2 * time.Minute)
	expect("it is", "explore")
	w.decides(who, enrollment.VerbWithdraw)
	expect("she does not take part", "")
	w.decides(who, enrollment.VerbReview)
	w.decides(who, enrollment.VerbAccept)
	expect("she is back", "explore")
	w.wait(berlin(t, "2027-03-25 12:00").Sub(w.now))
	expect("all is over", "")
}
