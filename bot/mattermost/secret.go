package mattermost

import (
	"fmt"
	"io"
	"log/slog"
)

// Token is a bot's access token, or the token of a slash command. It never
// prints; take string(token) where it must be sent.
type Token string

const hidden = "(token)"

// String hides the token.
func (Token) String() string { return hidden }

// GoString hides the token.
func (Token) GoString() string { return hidden }

// Format hides the token from every verb, also from wrong ones such as %d.
func (Token) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, hidden) }

// LogValue hides the token from slog.
func (Token) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText hides the token from JSON, YAML and XML.
func (Token) MarshalText() ([]byte, error) { return []byte(hidden), nil }
