package broadcast

import (
	"encoding/json"
	"fmt"
	"time"

	"wecan/flows"
	"wecan/i18n"
)

// toldStands brings a bulletin how its broadcast stands.
const toldStands = "stands"

// showRest is the least time between two tellings that are about numbers only.
const showRest = 2 * time.Second

// standing is what a bulletin shows.
type standing struct {
	Reference string                       `json:"reference"`
	N         int                          `json:"n"` // ascending
	Rev       int                          `json:"rev"`
	Title     string                       `json:"title"`
	Site      string                       `json:"site"`
	Kind      flows.CastKind               `json:"kind"`
	State     State                        `json:"state"`
	At        time.Time                    `json:"at,omitzero"`
	Next      time.Time                    `json:"next,omitzero"`
	Wakes     time.Time                    `json:"wakes,omitzero"` // of a count: see [View.Wakes]; zero: it is not over
	Need      int                          `json:"need,omitempty"`
	Yes       int                          `json:"yes,omitempty"` // approvals
	Pending   bool                         `json:"pending,omitempty"`
	Count     Tally                        `json:"count,omitzero"`
	Sent      Tally                        `json:"sent,omitzero"`
	Mended    Tally                        `json:"mended,omitzero"`
	Deleted   bool                         `json:"deleted,omitempty"` // it was taken back
	News      News                         `json:"news,omitempty"`
	Buttons   []button                     `json:"buttons,omitempty"`
	Answers   map[string]map[i18n.Lang]int `json:"answers,omitempty"`
	Done      int                          `json:"done,omitempty"` // partitions of this pass, of Of
	Of        int                          `json:"of,omitempty"`
	Ends      time.Time                    `json:"ends,omitzero"` // when this pass will be over, as things go; zero: nobody knows
}

// show tells the bulletin how it stands: at once when something has changed, and now and
// then while numbers grow.
func (k *making) show(changed, counted bool) error {
	if k.Kind == flows.CastDigest { // it comes every week: a channel hears nothing of it
		return nil
	}
	k.Stale = k.Stale || counted
	if !changed && (!k.Stale || k.t.Now.Sub(k.Shown) < showRest) {
		return nil
	}
	k.Shows++
	k.Shown, k.Stale = k.t.Now, false
	return k.tell(k.t.IDs.Of(flows.KindBulletin, k.Reference), toldStands, k.standing())
}

func (k *making) standing() standing {
	s := k.stands(k.m.Programme)
	s.N, s.Rev, s.Title, s.Need, s.Pending = k.Shows, k.Rev, k.Title, k.Need, k.Pending
	j := k.active()
	if j == nil && k.State == StatePaused {
		j = k.Send
	}
	if j == nil {
		return s
	}
	s.Of, s.Done = j.Of, j.Of-j.Todo.count()
	for _, w := range k.Workers {
		if w.Job == j.No {
			s.Done--
		}
	}
	s.Done = max(s.Done, 0)
	if worked := j.worked(k.t.Now); s.Done > 0 && !j.Since.IsZero() {
		s.Ends = k.t.Now.Add(worked * time.Duration(s.Of-s.Done) / time.Duration(s.Done))
	}
	return s
}

// Bulletin is the machine of the post at Mattermost that says how an announcement stands:
// one root post in the channel of the team of its site, rewritten in place.
type Bulletin struct {
	programme *flows.Programme
	catalog   *i18n.Catalog
	langs     map[string]i18n.Lang // of the teams, by site
}

// NewBulletin makes the machine. A team reads the language of its site, where all that
// stands there is translated into it, else English.
func NewBulletin(p *flows.Programme, c *i18n.Catalog) Bulletin {
	m := Bulletin{programme: p, catalog: c, langs: map[string]i18n.Lang{}}
	for _, s := range p.Sites {
		m.langs[s.ID] = i18n.English
		if s.Language != "" && m.reads(s.Language) {
			m.langs[s.ID] = s.Language
		}
	}
	return m
}

func (m Bulletin) reads(lang i18n.Lang) bool {
	for _, w := range words() {
		if m.catalog.State(lang, w.Key) < i18n.Drafted {
			return false
		}
	}
	return true
}

// bulletin is the body of a bulletin.
type bulletin struct {
	Stands  standing  `json:"stands"`
	Post    string    `json:"post,omitempty"`    // the post's id, once it is known
	Channel string    `json:"channel,omitempty"` // where it stands
	Wrote   int       `json:"wrote,omitempty"`   // the number of what stands there
	State   State     `json:"state,omitempty"`
	At      time.Time `json:"at,omitzero"`       // when that was written
	Busy    int       `json:"busy,omitempty"`    // what is on its way there
	Refused bool      `json:"refused,omitempty"` // Mattermost does not take it
}

// toldWritten comes from the bulletin itself, behind what it writes: so while Mattermost
// is away one is on its way and no more.
const toldWritten = "written"

// writeRest is the least time between two rewritings that are about numbers only.
const writeRest = 5 * time.Second

// posting is one turn of a bulletin while it is made.
type posting struct {
	bulletin

	m       Bulletin
	t       flows.Turn
	a       *flows.Actor
	out     []flows.Effect
	reports []string
}

const receiptPost = "post"

// Step makes one turn of a bulletin.
func (m Bulletin) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	k := &posting{m: m, t: t, a: &a}
	if len(a.Body) > 0 {
		if err := json.Unmarshal(a.Body, &k.bulletin); err != nil {
			return flows.Result{}, fmt.Errorf("broadcast: read the bulletin: %w", err)
		}
	}
	for _, r := range t.Receipts {
		if r.Name == receiptPost && r.Post != "" {
			k.Post = r.Post
		}
	}
	if told, ok := in.(flows.Told); ok {
		if err := k.told(told); err != nil {
			return flows.Result{}, err
		}
	} else if _, ok := in.(flows.Timer); !ok {
		return flows.Result{}, fmt.Errorf("broadcast: a bulletin cannot be given a %T", in)
	}
	if err := k.write(); err != nil {
		return flows.Result{}, err
	}
	if k.Stands.Reference != "" {
		var err error
		if a.Body, err = json.Marshal(k.bulletin); err != nil {
			return flows.Result{}, fmt.Errorf("broadcast: write the bulletin: %w", err)
		}
	}
	return flows.Result{Actor: a, Effects: k.out, Reports: k.reports}, nil
}

func (k *posting) told(in flows.Told) error {
	switch in.Name {
	case toldStands:
		return k.stands(in)
	case toldWritten:
		var n int
		if err := json.Unmarshal(in.Data, &n); err != nil {
			return fmt.Errorf("broadcast: read what was written: %w", err)
		}
		if in.From == k.a.ID && n == k.Busy {
			k.Busy = 0
		}
		return nil
	case flows.ToldUnposted:
		if in.From == "" && !k.Refused {
			k.Refused = true
			k.reports = append(k.reports, "Mattermost refuses the report of an announcement")
		}
		return nil
	}
	return fmt.Errorf("broadcast: a bulletin cannot be told %q", in.Name)
}

// stands takes how the broadcast stands.
func (k *posting) stands(in flows.Told) error {
	var s standing
	if err := json.Unmarshal(in.Data, &s); err != nil {
		return fmt.Errorf("broadcast: read how an announcement stands: %w", err)
	}
	if in.From != k.t.IDs.Of(flows.KindBroadcast, s.Reference) || k.a.ID != k.t.IDs.Of(flows.KindBulletin, s.Reference) {
		k.reports = append(k.reports, "what no announcement said was told to a bulletin")
		return nil
	}
	if s.N > k.Stands.N {
		k.Stands = s
	}
	return nil
}

const timerWrite = "write"

// write writes the post, or writes it anew, when there is something to say and it is time.
// It begins with what was counted: a draft concerns nobody else.
func (k *posting) write() error {
	delete(k.a.Timers, timerWrite)
	site, ok := k.m.programme.Site(k.Stands.Site)
	channel := site.Mattermost.Channel
	if k.Channel != "" {
		channel = k.Channel // it stays where it stands
	}
	switch s := k.Stands; {
	case !ok || channel == "" || s.N <= k.Wrote || k.Busy > 0 || k.Refused:
		return nil
	case k.Channel == "" && (s.State == StateDraft || s.State == StateCounting || s.State == StateCancelled):
		return nil
	case s.State == k.State && s.State != StateCounted && k.t.Now.Sub(k.At) < writeRest:
		k.a.SetTimer(timerWrite, k.At.Add(writeRest))
		return nil
	}
	s := k.Stands
	mark := markOf(s.Reference)
	if card := k.card(); k.Channel == "" {
		k.out = append(k.out, flows.Post{Channel: channel, Mark: mark, Card: card, Receipt: receiptPost})
	} else {
		k.out = append(k.out, flows.Repost{Channel: channel, Of: flows.PostRef{ID: k.Post, Mark: mark}, Card: card})
	}
	k.Channel, k.Wrote, k.State, k.At, k.Busy = channel, s.N, s.State, k.t.Now, s.N
	tell, err := flows.NewTell(k.a.ID, toldWritten, s.N)
	if err != nil {
		return fmt.Errorf("broadcast: %w", err)
	}
	k.out = append(k.out, tell)
	return nil
}
