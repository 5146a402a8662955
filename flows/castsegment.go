package flows

import (
	"cmp"
	"slices"
)

// stand is one way in which somebody on the phone belongs to the programme: by a place
// that she has, or only by the site that she chose.
type stand struct {
	in                  bool
	reference           string
	site, track, cohort string
}

// inSegment says whether somebody on the phone is of those who are meant. What is said of
// a place must be true of one and the same.
func (k *talk) inSegment(s *Segment) bool {
	switch {
	case len(s.Languages) > 0 && !slices.Contains(s.Languages, k.p.Lang):
		return false
	case len(s.Roles) > 0 && !k.hasRole(s.Roles, s.Sites):
		return false
	case len(s.Events) > 0 && !k.knownIn(FactEvents, "", s.Events):
		return false
	case s.Unanswered != "" && !k.unanswered(s.Unanswered):
		return false
	case len(s.Sites)+len(s.Cohorts)+len(s.Tracks)+len(s.Phases) == 0 && !s.Enrolled:
		return true
	}
	all := k.stands()
	if len(all) == 0 && len(s.Events) > 0 && len(s.Cohorts)+len(s.Tracks)+len(s.Phases) == 0 && !s.Enrolled {
		return true // she only has a place at the event, which is of no site of hers
	}
	return slices.ContainsFunc(all, func(one stand) bool {
		return fits(s.Sites, one.site) && fits(s.Cohorts, one.cohort) && fits(s.Tracks, one.track) && (one.in || !s.Enrolled) &&
			(len(s.Phases) == 0 || one.in && k.knownIn(FactPhases, one.reference, s.Phases))
	})
}

func fits(wanted []string, has string) bool {
	return len(wanted) == 0 || has != "" && slices.Contains(wanted, has)
}

// stands are all ways in which people on the phone belong to the programme.
func (k *talk) stands() []stand {
	var out []stand
	for _, p := range k.p.Cast.Parts {
		if p.In {
			out = append(out, stand{true, p.Reference, p.Site, p.Track, p.Cohort})
		}
	}
	for _, f := range k.p.Cast.Facts {
		if f.Topic == FactRoles && len(f.Values) > 0 {
			out = append(out, stand{site: f.Key})
		}
	}
	chose := func(p *profile) {
		if site := cmp.Or(p.Fields[fieldSite].Value, p.Fields[fieldTeamSite].Value); site != "" {
			out = append(out, stand{site: site})
		}
	}
	chose(&k.p.profile)
	for i := range k.p.Others {
		chose(&k.p.Others[i])
	}
	return out
}

// hasRole says whether she does something in the team of one of the sites; nil for any.
func (k *talk) hasRole(roles []Role, sites []string) bool {
	return slices.ContainsFunc(k.p.Cast.Facts, func(f Fact) bool {
		return f.Topic == FactRoles && fits(sites, f.Key) &&
			slices.ContainsFunc(f.Values, func(v string) bool { return slices.Contains(roles, Role(v)) })
	})
}

// knownIn says whether a fact has one of the values; key "" is for any.
func (k *talk) knownIn(topic FactTopic, key string, wanted []string) bool {
	return slices.ContainsFunc(k.p.Cast.Facts, func(f Fact) bool {
		return f.Topic == topic && (key == "" || f.Key == key) &&
			slices.ContainsFunc(f.Values, func(v string) bool { return slices.Contains(wanted, v) })
	})
}

// unanswered says whether she has got that announcement and has not answered.
func (k *talk) unanswered(ref string) bool {
	h := k.p.had(ref)
	return h != nil && !h.Lost && !h.Gone && h.Answer == "" && !h.Replied
}
