package event

import (
	"fmt"

	"wecan/flows"
)

// comes answers somebody who has the number whether this is an event that is still to come,
// and at which site, and says no more: she may be nobody whom it is for.
func (k *meeting) comes(in flows.Told) error {
	if in.From.Kind() != flows.KindPerson {
		k.reports = append(k.reports, "a question about an event that came from nobody was dropped")
		return nil
	}
	name, given := flows.EventComes, map[string]string{flows.EventSite: k.Plan.Site}
	if k.Reference == "" || k.Cancelled || k.Over {
		name, given = flows.EventNone, nil
	}
	tell, err := flows.TellPerson(in.From, name, given)
	if err != nil {
		return fmt.Errorf("event: %w", err)
	}
	k.out = append(k.out, tell)
	return nil
}
