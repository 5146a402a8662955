package event

import "time"

// What she can do about work now, and what she is told of it by itself.

// The words of the day: see [diary.day].
const (
	wordSubmit  = "submit"
	wordVote    = "vote"
	wordResults = "results"
)

func (k *diary) canHandIn(i *item) bool { return i.Plan.handsIn(k.t.Now) }
func (k *diary) canVote(i *item) bool   { return i.Works > 0 && i.Plan.votesOn(k.t.Now) }

// hasResults says whether she can see the results: for as long as they are told, and a
// guest knows of what is over.
func (k *diary) hasResults(i *item) bool {
	return i.Works > 0 && i.Plan.Decided(k.t.Now) && k.t.Now.Before(i.Plan.resultsUntil())
}

const (
	handInAhead = 2 * time.Hour      // so long before the deadline who has not handed in hears of it
	resultsTold = 3 * 24 * time.Hour // so long after the votes the result is told and shown
)

// resultsUntil is when the result is of no use any more; zero where there is none.
func (p Plan) resultsUntil() time.Time {
	if p.Votes.IsZero() {
		return time.Time{}
	}
	return p.Votes.Add(resultsTold)
}

// remindsHandIn is when those are told of the deadline who have not handed in: never before
// the event begins.
func (p Plan) remindsHandIn() time.Time {
	at := p.HandIn.Add(-handInAhead)
	if at.Before(p.Start) {
		return p.Start.Add(p.HandIn.Sub(p.Start) / 2)
	}
	return at
}

// workMoments are what a guest tells of work by itself.
func workMoments() []moment {
	return []moment{
		{
			id: "handin", letter: letterDeadline, day: true, due: Plan.remindsHandIn, until: func(p Plan) time.Time { return p.HandIn },
			to: func(i *item) bool { return i.Work <= 0 }, given: (*diary).workGiven,
		},
		{
			id: "vote", letter: letterPoll, day: true, due: Plan.votesFrom, until: func(p Plan) time.Time { return p.Votes },
			idle: (*item).noWorks, given: (*diary).workGiven,
		},
		{id: "results", asks: toldResults, letter: letterResults, due: Plan.decidedAt, until: Plan.resultsUntil, idle: (*item).noWorks, given: (*diary).resultsGiven},
	}
}

// noWorks says whether nobody has handed in.
func (i *item) noWorks() bool { return i.Works == 0 }

func (k *diary) workGiven(i *item) map[string]string {
	out := k.ofWork(i, nil)
	out["title"] = i.Plan.In(k.Lang).Title
	return out
}

func (k *diary) resultsGiven(i *item) map[string]string { return k.resultsOf(i, k.paper) }
