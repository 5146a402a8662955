package enrollment

import (
	"encoding/json"
	"fmt"

	"wecan/flows"
)

// Tally are the places of a site as they stand now. People who have an offer
// hold a place until they answer, or until it is over.
type Tally struct {
	Total   int // 0 when Unlimited
	Taken   int // accepted, and Offered
	Offered int // of Taken: kept for people who have not answered yet
	Free    int // never negative, though the programme file may have fewer places than are taken

	Unlimited bool // the site takes as many as come
	Reserved  []Reserve
}

// Reserve are the places that are kept for a group, a part of the site's.
type Reserve struct {
	Group              string // its id in the programme file
	Total, Taken, Free int
}

// ReadTally counts the places of a site by the programme file and by what its
// intake has: the member fields [IntakeMembers].
func ReadTally(p *flows.Programme, site string, members map[string][]byte) (Tally, error) {
	k := &sitting{p: p, used: map[string]int{}}
	k.site, k.open = p.Site(site)
	if data := members[memberList]; len(data) > 0 {
		if err := json.Unmarshal(data, &k.list); err != nil {
			return Tally{}, fmt.Errorf("enrollment: read the intake's list: %w", err)
		}
	}
	t := Tally{Total: k.site.Places, Unlimited: k.open && k.site.Places == 0}
	for _, e := range k.list {
		if !e.Seat.holds() {
			continue
		}
		k.used[e.Pool]++
		t.Taken++
		if e.Seat != seatTaken {
			t.Offered++
		}
	}
	if !t.Unlimited {
		t.Free = max(0, k.free())
	}
	for _, r := range k.site.Reserved {
		free := min(max(0, r.Places-k.used[r.ID]), t.Free)
		t.Reserved = append(t.Reserved, Reserve{Group: r.ID, Total: r.Places, Taken: k.used[r.ID], Free: free})
	}
	return t, nil
}
