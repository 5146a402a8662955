// Package match proposes who works with whom: the teams of a hackathon.
//
// [Match] makes teams out of everybody who has signed up, and [Mend] repairs what it made
// after somebody left, came or changed her answers, moving as few as it can. Both are
// pure: the same people, rules and seed give the same teams, in whatever order the people
// are listed.
//
// What always holds, for the teams of both:
//
//   - All members of a team speak a language in common.
//   - A team has [Rules.Min] to [Rules.Max] members, and at least two. Only who wishes to
//     work alone is alone.
//   - Two friends who named each other are together, in a team or without one. If no team
//     could hold both, or they want different things, they stand in [Proposal.Apart] with
//     the reason.
//   - Who asks for a women's team is in one or in none, and nobody else is in it.
//   - Each person is in one team, or stands in [Proposal.Left] with the reason.
//
// Some reasons tell what somebody chose in private, as [ApartWomen] does: they are for whoever
// makes the teams, and for nobody else.
//
// Within that, as many as possible have a team. Then teams are good when their members
// bring different skills, when one or two of them have an idea of their own, and when there is room
// for somebody to leave or come: see [Quality]. Who has none is decided by numbers and by
// chance, never by what she brings.
//
// The best teams cannot be computed for many people in any time that somebody would wait.
// So languages are shared out first, by arithmetic that knows which numbers of people can be
// cut into teams; then groups are cut, and people change places as long as that makes the
// teams better. The tests compare the outcome with the best one where few people can be
// tried in all ways.
package match
