// Package enrollment lets people join the programme: a short form in the chat,
// the application it becomes, and the places of a site.
//
// The form is the flow in enrollment.yaml. When it is sent, the person's actor
// tells a new [Application] actor, named by a reference that people can read
// aloud (see [NewReference]), and waits for its answer.
//
// The team decides about applications ([Decision]); no time and no score does.
// Whether there is a place is decided by the [Intake] of the site: an
// application asks it, and it answers. What becomes of an application is told
// to the person by the flows in accepted.yaml, reserve.yaml, offer.yaml and so
// on; progress.yaml is where she asks herself.
//
// Whoever has a place can answer some more questions, in after.yaml: see
// [Details].
//
//	person ──submit, look, take, leave, appeal──▶ application ──wish──▶ intake
//	       ◀──news: accepted, offer, declined …── application ◀─stand── intake
//	team ───decide─────────────────────────────▶ application
package enrollment
