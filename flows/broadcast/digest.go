package broadcast

import (
	"encoding/json"
	"fmt"

	"wecan/flows"
)

// digestTitle is what the team reads in the list of announcements.
const digestTitle = "Events of the week"

// digested begins to send the events of the week. Nobody counts or approves them: their
// titles were written for a public list, and only who asked gets them. Told again it
// changes nothing.
func (k *making) digested(in flows.Told) error {
	var d flows.Digest
	if err := json.Unmarshal(in.Data, &d); err != nil {
		return fmt.Errorf("broadcast: read a digest: %w", err)
	}
	if in.From != k.t.IDs.Of(flows.KindListing, flows.ListingName) || k.t.IDs.Of(flows.KindBroadcast, d.Reference) != k.a.ID {
		k.report("a digest that did not come from the listing of events was dropped")
		return nil
	}
	if k.Reference != "" || len(d.Events) == 0 || !d.Until.After(k.t.Now) {
		return nil
	}
	p := Plan{Title: digestTitle, Site: d.Site, Kind: flows.CastDigest, Events: d.Events, Until: d.Until}.clean()
	if err := k.planned(Order{By: flows.ByProgram, Reference: d.Reference, Plan: p}); err != nil {
		return err
	}
	k.Until = p.Until
	seq, err := k.cast(p, flows.CastSend)
	if err != nil {
		return err
	}
	k.Send = k.begin(flows.CastSend, seq, k.t.Now)
	k.start()
	return nil
}
