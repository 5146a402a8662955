package flows

import "slices"

// What a phone knows of its people for segments: see [Fact] and [Participation]. Each is
// believed only from whom it may come, and an older one than is known changes nothing, so
// that whatever comes twice or late does no harm.

// Limits of what is kept; more is forgotten, the oldest first.
const (
	partsMost      = 2 * profileLimit
	factsMost      = 12
	factValuesMost = 24
)

// hearPart notes how somebody on the phone takes part.
func (k *talk) hearPart(in Told) error {
	p, err := readTold[Participation](in)
	if err != nil {
		return err
	}
	if in.From != k.t.IDs.Of(KindApplication, p.Reference) {
		return nil
	}
	c := &k.p.Cast
	if at := slices.IndexFunc(c.Parts, func(q Participation) bool { return q.Reference == p.Reference }); at >= 0 {
		if c.Parts[at].Seq >= p.Seq {
			return nil
		}
		c.Parts = slices.Delete(c.Parts, at, at+1)
	}
	p.Person = "" // she is it
	c.Parts = append(c.Parts, p)
	for len(c.Parts) > partsMost {
		at := slices.IndexFunc(c.Parts, func(q Participation) bool { return !q.In })
		c.Parts = slices.Delete(c.Parts, max(at, 0), max(at, 0)+1)
	}
	return nil
}

// hearFact notes what another actor knows of her.
func (k *talk) hearFact(in Told) error {
	f, err := readTold[Fact](in)
	if err != nil {
		return err
	}
	if !k.mayTell(in.From, f) {
		return nil
	}
	c := &k.p.Cast
	if at := slices.IndexFunc(c.Facts, func(g Fact) bool { return g.Topic == f.Topic && g.Key == f.Key }); at >= 0 {
		if c.Facts[at].Seq >= f.Seq {
			return nil
		}
		c.Facts = slices.Delete(c.Facts, at, at+1)
	}
	f.Values = f.Values[:min(len(f.Values), factValuesMost)]
	c.Facts = append(c.Facts, f)
	c.Facts = c.Facts[max(0, len(c.Facts)-factsMost):]
	return nil
}

// mayTell says whether a fact comes from whom it must.
func (k *talk) mayTell(from ActorID, f Fact) bool {
	switch f.Topic {
	case FactPhases:
		return from == k.t.IDs.Of(KindAgenda, f.Key)
	case FactEvents:
		return from == k.t.IDs.Of(KindGuest, string(k.a.ID)) && f.Key == ""
	case FactRoles:
		return from == k.t.IDs.Of(KindRoster, f.Key)
	}
	return false
}

// FactTold is what an actor has told as a [Fact], so that it tells only what has changed.
// It keeps it in its own state.
type FactTold struct {
	Seq    int      `json:"seq,omitempty"`
	Values []string `json:"values,omitempty"`
}

// Tell is what there is to be told now; false when she knows it. Of nothing, before
// anything was told, nothing is told.
func (f *FactTold) Tell(to ActorID, topic FactTopic, key string, values []string) (Tell, bool) {
	values = slices.Clone(values)
	slices.Sort(values)
	values = slices.Compact(values)
	if values = values[:min(len(values), factValuesMost)]; slices.Equal(values, f.Values) || to == "" {
		return Tell{}, false
	}
	f.Seq, f.Values = f.Seq+1, values
	tell, err := NewTell(to, ToldFact, Fact{Topic: topic, Key: key, Seq: f.Seq, Values: values})
	return tell, err == nil // values of ours are always JSON
}
