package enrollment

import "wecan/flows"

// fieldTrack is the answer that says which way through the course she takes.
const fieldTrack = "track"

// participate tells her agenda how she takes part, if that has changed. Who never had
// a place has no agenda.
func (d *dossier) participate() error {
	if !d.m.Book.Follows() {
		return nil
	}
	now := flows.Participation{Reference: d.Reference, Person: d.Person}
	if d.Status == StatusAccepted {
		now.In = true
		now.Site, now.Track, now.Cohort = d.Answers[fieldSite], d.answered(fieldTrack), d.Answers[AnswerCohort]
	}
	if d.Part != nil {
		now.Seq = d.Part.Seq
	}
	if d.Part == nil && !now.In || d.Part != nil && *d.Part == now {
		return nil
	}
	now.Seq++
	d.Part = &now
	return d.tell(d.t.IDs.Of(flows.KindAgenda, d.Reference), flows.ToldParticipation, now)
}
