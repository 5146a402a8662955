package broadcast

import (
	"encoding/json"
	"fmt"

	"wecan/flows"
)

// Says is how it stands, as the report at Mattermost says it: a sentence, and a line for
// each number that is not nought. Times are by the clock of its site.
func (v View) Says(r flows.Reader) (state string, lines []string) {
	b := v.state
	s := b.stands(r.Programme)
	if lines = s.lines(r); b.Pending {
		lines = append([]string{r.Say(wordPending)}, lines...)
	}
	return s.state(r), lines
}

// stands is how it stands, for those who read it.
func (b *broadcast) stands(p *flows.Programme) standing {
	return standing{
		Reference: b.Reference, Site: b.Site, Kind: b.Kind, State: b.shown(), At: b.At, Next: b.Next, Wakes: b.wakes(p), Yes: len(b.Approvals),
		Count: b.Count, Sent: b.Sent, Mended: b.Mended, News: b.News, Buttons: b.Buttons, Answers: b.Answers, Deleted: b.Deleted,
	}
}

// Place is where the report of an announcement stands at Mattermost.
type Place struct {
	Channel string        // "team/channel"; "" for nowhere yet
	Post    flows.PostRef // its id, when that is known, and its mark
}

// ReadBulletin finds the report, by its actor's body and the receipts that the actor has
// not taken yet.
func ReadBulletin(body []byte, receipts []flows.Receipt) (Place, error) {
	var b bulletin
	if len(body) == 0 {
		return Place{}, nil
	}
	if err := json.Unmarshal(body, &b); err != nil {
		return Place{}, fmt.Errorf("broadcast: read the bulletin: %w", err)
	}
	for _, r := range receipts {
		if r.Name == receiptPost && r.Post != "" {
			b.Post = r.Post
		}
	}
	return Place{b.Channel, flows.PostRef{ID: b.Post, Mark: markOf(b.Stands.Reference)}}, nil
}

// markOf names the post of an announcement's report for ever.
func markOf(reference string) string { return "announcement/" + reference }
