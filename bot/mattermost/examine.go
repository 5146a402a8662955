package mattermost

import "context"

// Finding is one thing that [Examine] looked at.
type Finding struct {
	What string // what was looked at
	OK   bool
	Told bool   // false: it could not be found out
	Mend string // how to mend it, or how to look it up; "" when all is well
}

// ExamineConfig is what [Examine] needs.
type ExamineConfig struct {
	Client   *Client
	Admin    Token    // of an administrator, to see the settings; "" for none
	Channels []string // "team/channel"
	Users    []string // user names of the team
	Base     string   // where the server reaches us
	Command  string   // the slash command's word, without the slash
	Path     string   // [Seal.CommandPath]
}

// Examine looks at everything that must be right at the server; it changes nothing.
func Examine(ctx context.Context, c ExamineConfig) []Finding { return nil }
