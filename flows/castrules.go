package flows

// CastRules are how many announcements people get, and who must approve them.
type CastRules struct {
	Week   int // who had so many within seven days gets no more; those for safety are not counted
	Second int // what is for more people needs the approval of two
}

const (
	castWeekUsual  = 2
	castWeekMost   = 14
	castSecond     = 200
	castSecondMost = 1_000_000
)

// readCastRules reads
//
//	announcements: {week: 2, second: 200}
func readCastRules(v value) CastRules {
	r := CastRules{Week: castWeekUsual, Second: castSecond}
	if !v.exists() {
		return r
	}
	f := v.fields("announcements")
	if week := f.get("week"); week.exists() {
		r.Week = week.number(1, castWeekMost)
	}
	if second := f.get("second"); second.exists() {
		r.Second = second.number(0, castSecondMost)
	}
	f.rest("announcements")
	return r
}
