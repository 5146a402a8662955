package match

// Cuts says whether single people and pairs can be cut into so many teams.
func Cuts(r Rules, one, two, teams int) bool { return r.cuts(count{one, two}, teams) }
