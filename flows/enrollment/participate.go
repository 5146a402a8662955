package enrollment

import "wecan/flows"

// fieldTrack is the answer that says which way through the course she takes.
const fieldTrack = "track"

// participate tells whoever follows it how she takes part, if that has changed. Of
// somebody who never had a place nothing is told.
func (d *dossier) participate() error {
	now := flows.Participation{Reference: d.Reference, Person: d.Person}
	followers := d.m.Book.Followers(d.t.IDs, now)
	if len(followers) == 0 {
		return nil
	}
	if d.Status == StatusAccepted {
		now.In = true
		now.Site, now.Track, now.Cohort = d.Answers[fieldSite], d.answered(fieldTrack), d.Answers[AnswerCohort]
	}
	if d.Part != nil {
		now.Seq = d.Part.Seq
	}
	switch {
	case d.Part == nil && !now.In:
		return nil
	case d.Part != nil && *d.Part == now && (d.Phone >= now.Seq || !now.In):
		return nil
	case d.Part != nil && *d.Part == now: // told by a version before people themselves were told
		followers = followers[:1]
	default:
		now.Seq++
		d.Part = &now
	}
	d.Phone = now.Seq
	for _, to := range followers {
		if err := d.tell(to, flows.ToldParticipation, now); err != nil {
			return err
		}
	}
	return nil
}
