package event

import (
	"errors"
	"slices"
	"time"
)

// How a hand-in begins: of a team each reads first what stands.

// standing is what her team has handed in so far. Under which number it stands the event
// knows only now: it asks itself once more, and has its title then.
func (k *meeting) standing(r request, g *comer) (*paper, error) {
	var c claim
	if _, err := k.read(memberClaim(r.key()), &c); err != nil {
		return nil, err
	}
	if c.No != 0 && c.No != r.No {
		r.No = c.No
		return nil, k.tell(k.a.ID, toldHand, r)
	}
	w, found, err := k.work(c.No)
	if err != nil || !found {
		return &paper{}, err
	}
	return &paper{No: c.No, Work: Work{Title: w.Title}, At: w.At.Unix(), Own: w.N == g.n, By: w.N}, nil
}

// beginHand begins the questions of a hand-in. Of a team the event is asked first what
// stands: somebody else may have handed in for it, and what she hands in takes its place.
func (k *diary) beginHand(i *item) error {
	switch {
	case i.Plan.handsIn(k.t.Now):
	case i.Plan.HandIn.IsZero() || k.t.Now.Before(i.Plan.Start):
		return k.say(answerClosed, time.Time{}, nil)
	default:
		return k.say(answerLate, time.Time{}, k.ofWork(i, nil))
	}
	if i.Team != "" {
		return k.inquireWork(toldHand, i, request{})
	}
	return k.showHand(i, paper{Own: i.Work > 0})
}

// showHand shows her the questions. The title of what stands is told only of her team's.
func (k *diary) showHand(i *item, p paper) error {
	given := k.ofWork(i, &p)
	given["title"], given["team"] = i.Plan.In(k.Lang).Title, yes(i.Team != "")
	given["kept"] = yes(k.LastWork == i.Reference && p.Own)
	given["by"] = i.mateCalled(p.By)
	return errors.Join(k.say(letterHand, i.Plan.votesFrom(), given), k.say(answerBegun, time.Time{}, nil))
}

// mateCalled is the name of another one in her team, by her arrival number, "" if the others
// may not see it.
func (i *item) mateCalled(arrival int) string {
	if arrival == 0 || i.Team == "" || i.Crew == nil || i.Crew.Shows == "" || i.Crew.View == nil {
		return ""
	}
	at := slices.IndexFunc(i.Crew.View.Mates, func(m mateShown) bool { return m.N == arrival })
	if at < 0 {
		return ""
	}
	return i.Crew.View.Mates[at].Name
}
