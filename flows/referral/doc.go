// Package referral brings people who need help together with people who can
// give it, and keeps a request until somebody has answered it.
//
// A [Referral] is an actor of its own: new → offered → with the navigator or with
// the person → closed, and open again within 14 days. It asks the [Roster] of a
// site for somebody who fits, offers itself to her, goes on to the next when she
// does not answer in time, and stands between the two when they talk. It is late
// or in nobody's hands only where the coordinator sees it.
//
// Who helps works on Telegram or at Mattermost, as the programme file says. What
// stands at Mattermost is the work of a [Thread]; the referral itself is the same.
//
// What is noted about somebody's safety stands in a [Record] of its own, apart from
// the talk.
//
// Nobody learns a name or a word of a request before she has taken it. Restricted
// topics reach trained people only, and nobody whom the person has named.
package referral
