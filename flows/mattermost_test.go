package flows_test

import (
	"strings"
	"testing"

	"wecan/flows"
)

const atMattermost = `
organisation: Org
keep: {months: 6}
sites:
  north: {name: North, time_zone: Europe/Berlin, emergency: "112", person: "n@example.org", mattermost: {channel: help/north, restricted: help/trained}}
  south: {name: South, time_zone: Europe/Berlin, emergency: "112", person: "s@example.org"}
people:
  ada: {name: Ada, site: north, roles: [lead], languages: [en], mattermost: ada}
  bea: {name: Bea, site: north, roles: [navigator], languages: [en], mattermost: bea.k}
`

// Who reads what is decided by the site: so a channel is of one site, and a name of
// one person.
func TestChannelsAndNamesAtMattermost(t *testing.T) {
	p, err := flows.ParseProgramme("p.yaml", []byte(atMattermost))
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Sites[0].Mattermost; got != (flows.Mattermost{Channel: "help/north", Restricted: "help/trained"}) || p.Team[1].Mattermost != "bea.k" {
		t.Errorf("it was read as %+v, %+v", got, p.Team)
	}
	for _, c := range []struct{ was, is, says string }{
		{"restricted: help/trained", "restricted: help/north", "one of its own"},
		{`person: "s@example.org"`, `person: "s@example.org", mattermost: {channel: help/north}`, "a channel of north already"},
		{`person: "s@example.org"`, `person: "s@example.org", mattermost: {channel: help/s, restricted: help/trained}`, "a channel of north already"},
		{"channel: help/north", "channel: north", "names of team and channel"},
		{"mattermost: bea.k", "mattermost: ada", "is Ada already"},
		{"mattermost: bea.k", "mattermost: '@bea'", "without the @"},
		{"Bea, site: north", "Bea, site: south", "has no channel"},
	} {
		file := strings.Replace(atMattermost, c.was, c.is, 1)
		if _, err := flows.ParseProgramme("p.yaml", []byte(file)); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.is, err)
		}
	}
}
