package store

import (
	"crypto/sha1" //nolint:gosec // EVALSHA names a script by its SHA-1; nothing is protected by it
	_ "embed"
	"encoding/hex"
)

// Each script's own head is its contract: KEYS, ARGV, result.

//go:embed commit.lua
var commitSource string

//go:embed ack.lua
var ackSource string

//go:embed take.lua
var takeSource string

//go:embed defer.lua
var deferSource string

//go:embed mark.lua
var markSource string

//go:embed hold.lua
var holdSource string

//go:embed freeze.lua
var freezeSource string

//go:embed advance.lua
var advanceSource string

//go:embed look.lua
var lookSource string

//go:embed tokens.lua
var tokensSource string

type script struct{ source, sha string }

func newScript(source string) *script {
	sum := sha1.Sum([]byte(source)) //nolint:gosec // see the import
	return &script{source: source, sha: hex.EncodeToString(sum[:])}
}

type scripts struct{ commit, ack, take, postpone, mark, hold, freeze, advance, look, tokens *script }

func newScripts() scripts {
	return scripts{
		commit:   newScript(commitSource),
		ack:      newScript(ackSource),
		take:     newScript(takeSource),
		postpone: newScript(deferSource),
		mark:     newScript(markSource),
		hold:     newScript(holdSource),
		freeze:   newScript(freezeSource),
		advance:  newScript(advanceSource),
		look:     newScript(lookSource),
		tokens:   newScript(tokensSource),
	}
}

func (s scripts) all() []*script {
	return []*script{s.commit, s.ack, s.take, s.postpone, s.mark, s.hold, s.freeze, s.advance, s.look, s.tokens}
}
