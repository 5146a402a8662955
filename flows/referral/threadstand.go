package referral

import (
	"encoding/json"
	"errors"
	"fmt"

	"wecan/flows"
)

// Where a thread stands: what the referral tells it is written there.

// posts does what the referral tells: first what is for the people where it stands,
// then, where it moves, what is for those there.
func (w *writing) posts(in flows.Told) error {
	var p postings
	if err := json.Unmarshal(in.Data, &p); err != nil {
		return fmt.Errorf("referral: read what a thread is told: %w", err)
	}
	if w.t.IDs.Of(flows.KindReferral, p.Reference) != in.From || w.t.IDs.Of(flows.KindThread, p.Reference) != w.a.ID {
		return errors.New("referral: a thread was told something of another referral")
	}
	if p.Seq <= w.Seq {
		return nil
	}
	w.Reference, w.Seq = p.Reference, p.Seq
	if p.Card.Try > w.Card.Try { // the referral knows that the last one was refused: there is nothing to take leave of
		w.Broken, w.At = false, place{}
	}
	if w.Broken {
		return w.refuse(p)
	}
	if p.Card.Channel == w.At.Channel {
		w.stand(p.Card)
	}
	for _, one := range p.Posts {
		if one.Channel == p.Card.Channel {
			w.stand(p.Card)
		}
		if one.Channel != "" && one.Channel == w.At.Channel && !w.Broken {
			if err := w.show(one); err != nil {
				return err
			}
		}
	}
	w.stand(p.Card)
	return nil
}

// refuse hands back what comes before the referral has heard that nothing can be
// written there.
func (w *writing) refuse(p postings) error {
	for _, one := range p.Posts {
		if one.Name != flows.ToldChatLine {
			continue
		}
		var l flows.ChatLine
		if err := json.Unmarshal(one.Data, &l); err != nil {
			return fmt.Errorf("referral: read a line: %w", err)
		}
		w.tell(toldUnread, refusal{Line: l.Number})
	}
	return nil
}

// stand has the card say what is so now, where it may stand now.
func (w *writing) stand(card standing) {
	if w.Broken {
		return
	}
	w.turnOver(card)
	moved := card.Channel != w.At.Channel
	w.Card.Try = card.Try
	switch {
	case moved && w.At.Channel != "":
		w.Menu = ""
		w.leave()
		fallthrough
	case moved:
		w.At, w.Card, w.Passed, w.Lost = card.place, card, nil, nil
		w.settle()
	case w.At.Channel != "" && w.changed(card):
		w.Card, w.Menu = card, ""
		w.repost()
	default:
		w.Card = card
	}
}

// settle writes a root where it has come to, or goes on under the one that it has
// there.
func (w *writing) settle() {
	was, back := w.Was[w.At.Channel]
	switch {
	case w.At.Channel == "":
		w.Root, w.Post = 0, ""
	case back:
		w.Root, w.Post = was.Root, was.Post
		w.repost()
	default:
		w.Roots++
		w.Root, w.Post = w.Roots, ""
		w.post()
	}
}

// turnOver forgets, when it is somebody else's, what belonged to the talk with
// whoever had it.
func (w *writing) turnOver(card standing) {
	if was, is := w.Card.Owner, card.Owner; was != nil && (is == nil || is.ID != was.ID || is.Here != was.Here) || card.Channel == "" {
		w.Name, w.Warned = "", nil
	}
}

func (w *writing) changed(card standing) bool {
	a, errA := json.Marshal(w.Card)
	b, errB := json.Marshal(card)
	return errA != nil || errB != nil || string(a) != string(b)
}

// allowed says whether what stands may be read there: by the programme file of
// today, whatever the referral was told when it was asked.
func (w *writing) allowed() bool {
	site, _ := w.m.programme.Site(w.At.Site)
	return !w.Card.Restricted || site.Mattermost.Restricted == w.At.Channel
}
