// Package mattermost joins the bot with a Mattermost server, where the team works:
// effects become posts, and what the team does becomes events and taps.
//
// # Out
//
// [Carrier] makes a [flows.Post], [flows.Repost] or [flows.React] true. Each post
// carries its mark in its props, so that it is found again after a crash: a post is
// never made before the channel was read for its mark. What people write reaches
// the server through [Safe] only, so that it can neither format nor mention.
//
// # In
//
// Posts come by WebSocket ([Socket]), which catches up by reading when it missed
// something. Taps, the slash command and dialogs come by HTTP ([Callbacks]).
// Mattermost signs none of them, and every member of a team can make a post with a
// button that calls us. So a button carries a seal ([Seal]), and the place where it
// was tapped is compared with the place where we put it. One under the answer to a
// command is bound to the one who asked.
//
// # Words
//
// Ids are Mattermost's own: 26 letters and digits. A channel's name is
// "team/channel", as in its address. Times are the server's.
//
// Errors and logs carry no token, no name and nothing that anybody wrote.
package mattermost
