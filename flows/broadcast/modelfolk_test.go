package broadcast_test

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"wecan/flows"
)

// People of a life stop announcements and move between sites while one is sent, and so
// between those whom it is for and the others.

// move is that somebody goes to another site.
type move struct {
	at       time.Time
	from, to string
}

func (l *life) move(p *someone) {
	to := l.p.Sites[l.dice.IntN(2)].ID
	if to == p.site {
		return
	}
	p.moves = append(p.moves, move{l.now, p.site, to})
	p.site = to
	if l.strayed != nil {
		l.strayed(p)
	}
}

// was is where she was at a moment.
func (p *someone) was(at time.Time) string {
	for _, m := range p.moves {
		if at.Before(m.at) {
			return m.from
		}
	}
	return p.site
}

// wandered says whether she had moved since then, and was asked behind it.
func (p *someone) wandered(since time.Time) bool {
	return slices.ContainsFunc(p.moves, func(m move) bool {
		return m.at.After(since) && slices.ContainsFunc(p.asked, func(a asking) bool { return a.do == flows.CastSend && a.at.After(m.at) })
	})
}

// leaver is anybody, and as often somebody to whom it is on its way.
func (l *life) leaver() *someone {
	if l.dice.IntN(2) == 0 {
		for _, p := range l.people {
			if len(p.phone) > 0 && p.phone[0].After(l.now) {
				return p
			}
		}
	}
	return l.any()
}

// stop is that she wants no more. What waits to be sent to her is taken back, as outboxes
// do, and the announcement is told.
func (l *life) stop(p *someone) {
	if !p.quit.IsZero() {
		return
	}
	p.quit = l.now
	if l.keeps || len(p.phone) == 0 || !p.phone[0].After(l.now) {
		return
	}
	p.phone, p.lost = nil, true
	l.does(p, flows.CastRetracted, "")
}

// checkStopped: nothing comes to anybody who has stopped it.
func (l *life) checkStopped() error {
	for _, p := range l.people {
		if n := len(p.phone); n > 0 && !p.quit.IsZero() && p.phone[n-1].After(p.quit) {
			return fmt.Errorf("somebody got it %v after she had stopped it", p.phone[n-1].Sub(p.quit))
		}
	}
	return nil
}

// checkMoved: whoever was among those whom it is for all the time was never left out, and
// whoever moved was met as often as everybody and taken for one of those among whom she
// was.
func (l *life) checkMoved() error {
	passes := l.view().Passes
	for _, p := range l.people {
		met := 0
		for _, a := range p.asked {
			if a.do != flows.CastSend {
				continue
			}
			if !a.lost {
				met++
			}
			if slices.ContainsFunc(p.moves, func(m move) bool { return m.at.Equal(a.at) }) {
				continue // before or behind it
			}
			inside := len(a.sites) == 0 || slices.Contains(a.sites, p.was(a.at))
			if outside := a.word == flows.CastOutside; outside == inside && a.word != flows.CastOver && a.word != flows.CastHad {
				return fmt.Errorf("somebody at %s was %s", p.was(a.at), a.word)
			}
		}
		if met > passes {
			return fmt.Errorf("somebody was met %d times by %d passes; she moved %d times", met, passes, len(p.moves))
		}
		if met == 0 && l.cancelled.IsZero() {
			return errors.New("somebody was never met")
		}
	}
	return nil
}
