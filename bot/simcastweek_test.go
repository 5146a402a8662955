package bot_test

import (
	"context"
	"fmt"
	"time"

	"wecan/flows"
	"wecan/i18n"
)

// The events of a week in a simulation: the listing tells a broadcast of them, and half of
// the people have chosen to get them.

// week says whether they come in this world.
func (p plan) week() bool { return p.cast && p.hash("week")%2 == 0 }

// events are those of the week.
func (k *simCast) events(n int) *simNotice {
	a := &simNotice{k: k, n: n, week: true, reference: flows.DayReference(time.Now())}
	a.plan.Kind = flows.CastDigest
	return a
}

// wantsWeek says whether she has chosen them.
func (r *simReader) wantsWeek() bool {
	return r.k.w.plan.week() && r != r.k.late && r.would(500, "the week")
}

// choosesWeek is what she writes to get them.
func (r *simReader) choosesWeek() (out []flows.Incoming) {
	if !r.wantsWeek() {
		return nil
	}
	for n, line := range []string{"/weekly", "Lab", "Done", "All cities"} {
		out = append(out, flows.Incoming{ID: fmt.Sprint("weekly:", n), To: r.actor(), Input: flows.Text{
			Origin: flows.Origin{Chat: r.user.ID, Lang: "en"}, Message: 10 + n, Text: line,
		}})
	}
	return out
}

// comes has the listing tell of them, twice as after a crash.
func (a *simNotice) comes(ctx context.Context) {
	a.pause(ctx, "week", 9000)
	w, id := a.k.w, a.k.w.ids.Of(flows.KindBroadcast, a.reference)
	tell, err := flows.NewTell(id, flows.ToldDigest, flows.Digest{
		Reference: a.reference, Site: "utrecht", Until: time.Now().Add(36 * time.Hour), Events: []flows.CastEvent{{
			Reference: "WE-4K7M-9Q2", Kind: "lab", Where: "utrecht", Start: time.Now().Add(72 * time.Hour),
			Titles: []flows.CastWords{{Lang: i18n.English, Text: a.mark()}, {Lang: "ar", Text: a.mark() + " ar"}},
		}},
	})
	if err != nil {
		w.note(err.Error())
		return
	}
	for n := range 2 {
		w.bring(ctx, flows.Incoming{ID: fmt.Sprint("week:", n), To: id, Input: flows.Told{From: w.ids.Of(flows.KindListing, flows.ListingName), Name: tell.Name, Data: tell.Data}})
		a.pause(ctx, "again", 2000)
	}
	if w.plan.crashes > 0 && w.plan.happens(500, "week crash") {
		w.crashPlace(int(w.plan.hash("week place")%uint64(w.plan.processes)), 40) //nolint:contextcheck // a process has a life of its own
	}
	over := false
	for ctx.Err() == nil && !over {
		v, open, err := a.view(ctx)
		over = err == nil && v.State != "" && !open
		time.Sleep(200 * time.Millisecond)
	}
	if !over {
		w.note("the events of the week are never over")
	}
	a.quiet = time.Now()
}
