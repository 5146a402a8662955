package session

import (
	"slices"
	"time"
)

// past is what an agenda keeps of a session that is over: news of it that come late are
// old, and if it is planned anew she has her place there still.
type past struct {
	Reference string    `json:"r"`
	Rev       int       `json:"v"`
	Over      time.Time `json:"t"` // when it was taken out

	Seq      int    `json:"q,omitempty"`
	Answer   Answer `json:"a,omitempty"`
	Children int    `json:"c,omitempty"`
	Number   int    `json:"n,omitempty"`
	Place    Place  `json:"p,omitempty"`
}

const (
	pastKept = 14 * 24 * time.Hour
	pastMost = 60 // of more the oldest are forgotten
)

// bury keeps what is worth keeping of a session that is over. An answer of which nothing
// has come the session has not heard: it was over before.
func (k *book) bury(i *item) {
	if i.Asked {
		i.Answer, i.Children = AnswerNone, 0
	}
	k.keepPast(past{i.Reference, i.Rev, k.t.Now, i.Seq, i.Answer, i.Children, i.Number, i.Place})
}

// left keeps the numbers of a session that is not hers any more: if she comes back to it,
// an old reply of the session that comes late is known as old.
func (k *book) left(i *item) {
	if i.Seq > 0 {
		k.keepPast(past{Reference: i.Reference, Over: k.t.Now, Seq: i.Seq, Number: i.Number})
	}
}

func (k *book) keepPast(one past) {
	k.Past = slices.DeleteFunc(k.Past, func(p past) bool { return p.Reference == one.Reference })
	k.Past = append(k.Past, one)
	k.Past = slices.DeleteFunc(k.Past, func(p past) bool { return k.t.Now.After(p.Over.Add(pastKept)) })
	k.Past = k.Past[max(0, len(k.Past)-pastMost):]
}

// fresh is a session that stands in her agenda no longer, or not yet; nil when she knows
// more of it already.
func (k *book) fresh(s Standing) *item {
	i := &item{Standing: s, Known: k.t.Now}
	at := slices.IndexFunc(k.Past, func(p past) bool { return p.Reference == s.Reference })
	if at >= 0 {
		p := k.Past[at]
		if p.Rev >= s.Rev {
			return nil
		}
		i.Seq, i.Answer, i.Children, i.Number, i.Place = p.Seq, p.Answer, p.Children, p.Number, p.Place
		if i.Answer == AnswerOff { // to the day that it was on: she is asked anew
			i.Answer = AnswerNone
		}
		k.Past = slices.Delete(k.Past, at, at+1)
	}
	if !s.Plan.Start.After(k.t.Now) {
		i.had(noneLeft)
	}
	return i
}
