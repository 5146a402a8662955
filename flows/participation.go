package flows

// Participation is how somebody takes part in a programme. Her application tells it
// her agenda ([KindAgenda]), anew whenever it changes: when she gets a place, chooses a
// track, or leaves.
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

// Follows says whether a capability wants to know how people take part.
func (b *Book) Follows() bool { return b != nil && b.follows }
