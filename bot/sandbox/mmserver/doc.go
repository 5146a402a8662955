// Package mmserver is a Mattermost server on loopback that behaves as a real one does, as far as a bot and the people
// who work with it can tell. The tests of bot/mattermost run on it, so do the tests that kill the bot, and the demo.
//
// It stays an honest outside: it imports nothing of wecan, only the types of Mattermost's model, so that a mistake of the
// bot cannot hide behind the same mistake here. What it does was read off real servers of the versions 6.7.2 and 9.8.1.
//
//	s := mmserver.New(mmserver.Options{})
//	url, err := s.Start()
//	_, token := s.AddBot("wecan", "WeCan")
//	s.AddUser(mmserver.User{Username: "olena"})
//	s.AddChannel("refugio/berlin", true)
//	err = s.Join("refugio/berlin", "wecan", "olena")
//	id, err := s.As("olena").Post("refugio/berlin", "Hello")
//
// # What is like Mattermost
//
//   - REST v4: users, teams, channels and members, posts, threads, reactions, files, commands, dialogs, settings. Errors are
//     AppErrors. 401 for a wrong token, 403 where somebody is no member, 404 for a private channel of others by its name.
//     400 for what cannot be an id. An archived channel is not found by its name; it can be read, and nothing there changed.
//   - A direct channel is there from the moment in which one of the two, or a bot with somebody, asks for it; it belongs to no team.
//   - A pending post id makes a post idempotent for 30 seconds, until the server stops. 16,383 characters. Props are kept as
//     JSON keeps them. A deleted root post takes its thread with it, though the event names only itself.
//   - A read since a time also brings system posts, deleted posts without their text, copies of what was edited (with
//     original_id) and root posts of replies; 1,000 posts at most and no further page. With collapsed threads, no replies.
//   - Taps: the context is hidden from clients; the answer must be 200 with JSON or nothing within 30 seconds; an update without props
//     keeps the buttons and one without a message takes the text; nothing is signed.
//   - An answer to a command may have cards with buttons, a late one too. The server does not keep it: what is behind a button stands
//     in a cookie that only the server can read. Without it a tap is refused; with it whoever may read the channel can tap, as herself.
//     Such a post cannot be rewritten. The id of the button does not matter.
//   - Commands come as a form with the token in it and in Authorization; a response_url works five times in half an hour; a
//     trigger id opens dialogs for three seconds, whoever has it.
//   - WebSocket: a token in the header or an authentication_challenge; a bad one ends it without a word (1006). Events are numbered.
//     A client that comes back with connection_id and sequence_number, and its token in the header, gets what it
//     missed: up to 128 events that were sent into a dead connection, and up to 256 that came while there was none,
//     within five minutes. Else a hello with another connection_id. Pings every minute, 100 seconds of silence are the end.
//   - Mentions notify from the text of a post and from the pretext and text of a card, not from code, titles and fields.
//   - An integration at a private address is called only when AllowedUntrustedInternalConnections names it.
//   - Without its database it goes on serving, and refuses what it cannot look up: see [Server.LoseDatabase].
//
// # What is stricter
//
// A reaction must be an emoji of Mattermost's own. A dialog must keep to the lengths that the documentation gives. Over TCP
// only loopback addresses are called. The event of a deletion shows no context of buttons.
//
// # What is not there
//
// Direct messages of more than two, commands given there, guests, roles other than member and system administrator, threads as followed, e-mail and push, search,
// plugins, most of what administrators do by REST, commands of the server's own as /me. All that gets 404. No event tells that a
// channel was looked at.
//
// # Time and concurrency
//
// All methods may be called concurrently. All time is of package time but for that of posts, see Options.Now. With [Server.StartInside]
// and [Direct] server, bot and integration live in one testing/synctest bubble.
//
// # The conformance suite
//
// TestConformance checks these facts against the sandbox, or against a real server when these are set:
//
//	MATTERMOST_TEST_URL          as http://localhost:8065
//	MATTERMOST_TEST_BOT_TOKEN    access token of a bot account that is in the team
//	MATTERMOST_TEST_USER_TOKEN   access token of an ordinary member of the team
//	MATTERMOST_TEST_ADMIN_TOKEN  access token of a system administrator
//	MATTERMOST_TEST_TEAM         the name of the team
//	MATTERMOST_TEST_CALLBACK     where the test listens for taps and commands, 127.0.0.1:0 unless told; the server must
//	                             reach it, and AllowedUntrustedInternalConnections must name it
//
// A server 6.7.2 of the Team Edition, built from its source, agreed with all parts.
//
// Each part makes two private channels there and archives them afterwards. With -short the parts that wait for half a minute
// on a real server stop before they do.
package mmserver
