package flows

// Participation is how somebody takes part in a programme. Her application tells it
// whoever follows that ([Book.Followers]), anew whenever it changes: when she gets a
// place, chooses a track, or leaves.
type Participation struct {
	Reference string  `json:"reference"` // of her application
	Person    ActorID `json:"person"`
	Seq       int     `json:"seq"` // ascending: what has a smaller one is old
	In        bool    `json:"in"`  // she has a place; without one nothing else is told

	Site   string `json:"site,omitempty"`
	Track  string `json:"track,omitempty"`
	Cohort string `json:"cohort,omitempty"`
}

// ToldParticipation brings a [Participation].
const ToldParticipation = "participation"

// Followers are the actors that are told how somebody takes part: she herself first, whom
// announcements reach by it; her agenda, her guest, as far as there are capabilities with
// such machines.
func (b *Book) Followers(ids IDs, who Participation) []ActorID {
	if b == nil {
		return nil
	}
	var out []ActorID
	if who.Person != "" {
		out = append(out, who.Person)
	}
	for _, kind := range b.follows {
		key := who.Reference
		if kind == KindGuest { // one for all who share a phone
			key = string(who.Person)
		}
		out = append(out, ids.Of(kind, key))
	}
	return out
}
