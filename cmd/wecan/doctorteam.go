package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"wecan/flows"
)

// ofTeam warns of sites where nobody can answer people: a phone must have joined
// as a navigator, or an account at Mattermost be hers, and others as lead and
// deputy for what only they may read.
func ofTeam(ctx context.Context, set *settings, defs *flows.Definitions) []remark {
	failed := func(err error) []remark {
		return []remark{{state: warning, about: "team", says: fmt.Sprintf("it could not be read: %v", err)}}
	}
	s, ids, err := openStore(ctx, set, randomOwner(), slog.New(slog.DiscardHandler))
	if err != nil {
		return failed(err)
	}
	defer func() { _ = s.Close() }() // nothing was written
	at := &desk{store: s, ids: ids, defs: defs}
	team, err := at.colleagues(ctx, "")
	if err != nil {
		return failed(err)
	}
	var out []remark
	for _, site := range defs.Programme.Sites {
		if missing := missingRoles(team, site.ID); missing != nil {
			out = append(out, remark{
				warning, "team", fmt.Sprintf("at %s nobody can be reached as %s, so some requests are answered late or not at all", site.ID, strings.Join(missing, ", ")),
				"see: wecan people list --site=" + site.ID + "; then: wecan people invite ID",
			})
		}
	}
	if out == nil {
		out = []remark{{state: fine, about: "team", says: "every site has a navigator, a lead and a deputy"}}
	}
	return out
}
