package flows

import "slices"

// Cohort is a group of people who are invited together, such as those of one
// season. They come by links that name it. Only the team reads its name.
type Cohort struct {
	ID   string // stored with applications, and part of links: never change one
	Name string
}

func (p *Programme) readCohorts(v value) {
	if !v.exists() {
		return
	}
	for _, one := range v.fields("cohorts").list {
		one.checkID(one.name, cohortIDLimit)
		checkLabel(one.value, one.text())
		p.Cohorts = append(p.Cohorts, Cohort{ID: one.name, Name: one.text()})
	}
}

// Cohort is the cohort of that id.
func (p *Programme) Cohort(id string) (Cohort, bool) {
	at := slices.IndexFunc(p.Cohorts, func(c Cohort) bool { return c.ID == id })
	if at < 0 {
		return Cohort{}, false
	}
	return p.Cohorts[at], true
}
