// Package mmserver is a Mattermost server on loopback that behaves as a real one does, as far as a bot and the people
// who work with it can tell. The tests of bot/mattermost run on it, so do the tests that kill the bot, and the demo.
//
// It stays an honest outside: it imports nothing of wecan, only the types of Mattermost's model, so that a mistake of the
// bot cannot hide behind the same mistake here. What it does was read off real servers of the versions 6.7.2 and 9.8.1;
// TestConformance checks the facts, against this server always and against a real one when it is told of one.
package mmserver
