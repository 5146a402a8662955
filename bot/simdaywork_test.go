package bot_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"wecan/flows/event"
)

// closed is when nothing more is taken.
func (d *simDay) closed() time.Time { return d.start.Add(dayHandIn + dayGrace) }

// checkWorks: nothing was taken after the deadline and its grace, and each team has one work:
// the newest of which somebody of it has a receipt.
func (d *simDay) checkWorks(works []event.Made, bad func(string, ...any)) {
	teams := map[string]bool{}
	for _, w := range works {
		if !w.At.Before(d.closed()) {
			bad("%q was taken at %v, after the deadline", w.Title, w.At)
		}
		if teams[w.Team] || w.Team == "" {
			bad("team %q has two works: %+v", w.Team, works)
		}
		teams[w.Team] = true
		var last []string
		file := false
		for _, v := range d.folk {
			if v.code != w.Team {
				continue
			}
			if n := len(v.receipts); n > 0 {
				last = append(last, v.receipts[n-1].title)
			}
			for _, g := range v.handed {
				file = file || g.title == w.Title && g.file
			}
		}
		if !slices.Contains(last, w.Title) {
			bad("team %s has %q in the list, and the receipts are for %v", w.Team, w.Title, last)
		}
		if file != (w.File != "") {
			bad("%q was handed in with a file: %t, and has %q", w.Title, file, w.File)
		}
	}
}

// checkReceipts: what she handed in is answered. What has a receipt is in the list, and the list
// is what people see; what came too late has none, and what came in time is not refused.
func (d *simDay) checkReceipts(v *simVisitor, works []event.Made, bad func(string, ...any)) {
	for _, r := range v.receipts {
		at := slices.IndexFunc(works, func(w event.Made) bool { return strconv.Itoa(w.No) == r.no })
		if at < 0 || works[at].Team != v.code {
			bad("visitor %d has a receipt for %q, number %s, which is not in the list: %+v", v.n, r.title, r.no, works)
		}
	}
	inTime := false
	for _, g := range v.handed {
		has := slices.ContainsFunc(v.receipts, func(r receipt) bool { return r.title == g.title })
		inTime = g.at.Before(d.closed().Add(-20 * time.Second))
		switch {
		case !g.at.Before(d.closed()) && has:
			bad("visitor %d has a receipt for %q, which she handed in after the deadline: %s", v.n, g.title, d.w.tail(v.simPerson))
		case !has && v.refused == 0:
			bad("visitor %d was never answered for %q: %s", v.n, g.title, d.w.tail(v.simPerson))
		case !has && inTime:
			bad("visitor %d was refused %q, which came in time: %s", v.n, g.title, d.w.tail(v.simPerson))
		}
	}
	var want []string
	for _, w := range works {
		want = append(want, w.Title)
	}
	slices.Sort(want)
	for _, list := range v.shown {
		if got := titles(list); !slices.Equal(got, want) {
			bad("visitor %d sees %v to vote for, and there are %v", v.n, got, want)
		}
	}
}

// checkVotes counts the votes that people were told count: one for each, for nobody's own work.
// So many has each work, and so says the result.
func (d *simDay) checkVotes(works []event.Made, bad func(string, ...any)) {
	count := map[string]int{}
	for _, v := range d.folk {
		at := slices.IndexFunc(works, func(w event.Made) bool { return w.Title == v.voted })
		switch {
		case v.voted == "" && len(v.chosen) > 0 && !v.late:
			bad("visitor %d voted for %v, and was never answered: %s", v.n, v.chosen, d.w.tail(v.simPerson))
		case v.voted == "":
		case at < 0:
			bad("visitor %d votes for %q, which is not in the list", v.n, v.voted)
		case works[at].Team == v.code:
			bad("visitor %d votes for her own %q: %s", v.n, v.voted, d.w.tail(v.simPerson))
		case !slices.ContainsFunc(v.chosen, func(c vote) bool { return c.title == v.voted && c.at.Before(d.start.Add(dayDecided)) }):
			bad("visitor %d votes for %q, and chose %v: %s", v.n, v.voted, v.chosen, d.w.tail(v.simPerson))
		}
		count[v.voted]++
	}
	for _, w := range works {
		if w.Votes != count[w.Title] {
			bad("%q has %d votes, and %d people were told that theirs counts", w.Title, w.Votes, count[w.Title])
		}
	}
	want := result(works, count)
	for _, v := range d.folk {
		for _, m := range d.w.tg.Messages(v.user.ID) {
			if got := m.Text; m.FromBot && strings.Contains(got, "this is the result of the votes") && !strings.Contains(got, want) {
				bad("visitor %d reads the result %q, which is %q", v.n, got, want)
			}
		}
	}
}

// result are the first three places with the votes that were counted, as people read them.
func result(works []event.Made, count map[string]int) string {
	works = slices.Clone(works)
	slices.SortStableFunc(works, func(a, b event.Made) int { return count[b.Title] - count[a.Title] })
	out, place := "", 0
	for i, w := range works {
		n := count[w.Title]
		if i == 0 || n < count[works[i-1].Title] {
			place = i + 1
		}
		if n > 0 && place <= 3 {
			out += fmt.Sprintf("\n🏆 %d. %s – votes: %d", place, w.Title, n)
		}
	}
	return out + "\n\n"
}
