// Package broadcast is about announcements: what a coordinator writes once and many
// people read, each in her own language.
//
// Three kinds of actors share the work. A [Broadcast] is what was written, who approved
// it, and what came of it. [Walker]s go to the people, each to those of one partition,
// and tell them; whether somebody gets it, in which language and when is decided by her
// own turn and answered with a verdict. A [Bulletin] is the post at Mattermost that says
// how far it is: an actor of its own, so that a Mattermost that is away holds up nothing.
//
// People are walked, not lists of people: nothing here grows with them but numbers. Who
// cannot be told yet, because it is night where she is, is met by a later pass over her
// partition. How that works, and why nobody is missed or counted twice, is written down
// in deploy/adr/0041-broadcasts.md.
package broadcast
