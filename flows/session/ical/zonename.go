package ical

import (
	_ "embed"
	"strings"
	"time"
)

//go:embed windowszones.tsv
var windowsZones string

// windowsRows yields each of Windows' names of a zone with the IANA's.
func windowsRows(yield func(windows, iana string) bool) {
	for line := range strings.Lines(windowsZones) {
		windows, iana, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if ok && !yield(windows, iana) {
			return
		}
	}
}

// maxNames is how many names of zones are looked up for one file. Each may cost
// a look at the disk. Windows' names are some 140 of the IANA's.
const maxNames = 500

// atlas are the zones of the IANA that a file named, and those that it did not
// know, as nil.
type atlas map[string]*zone

// load is a zone of the IANA, or nil.
func (a atlas) load(name string) *zone {
	if known, ok := a[name]; ok || len(a) >= maxNames {
		return known
	}
	a[name] = load(name)
	return a[name]
}

// zones finds the zones of one calendar by the names it uses.
type zones struct {
	site        *zone
	floating    *zone // for times without a zone
	blocks      map[string]*component
	found       map[string]*zone // nil for a name that nobody knows
	atlas       atlas
	from, until time.Time // the window
	work        *budget
}

func newZones(p *part, opt Options, known atlas, work *budget) *zones {
	z := &zones{
		blocks: map[string]*component{}, found: map[string]*zone{}, atlas: known,
		from: opt.From, until: opt.Until, work: work,
	}
	z.site = &zone{name: opt.Zone.String(), loc: opt.Zone}
	for _, block := range p.zones {
		if id := block.first("TZID").text(); id != "" && z.blocks[id] == nil {
			z.blocks[id] = block
		}
	}
	z.floating = z.site
	if named := z.find(p.zone); named != nil {
		z.floating = named
	}
	return z
}

// find is the zone of a name, or nil.
func (z *zones) find(name string) *zone {
	if found, ok := z.found[name]; ok || name == "" {
		return found
	}
	if len(z.found) >= maxNames {
		return nil
	}
	found := z.look(name)
	z.found[name] = found
	return found
}

func (z *zones) look(name string) *zone {
	for _, candidate := range candidates(name) {
		if known := z.atlas.load(candidate); known != nil {
			return known
		}
	}
	block := z.blocks[name]
	if block == nil {
		return nil
	}
	if known := z.atlas.load(block.first("X-LIC-LOCATION").text()); known != nil {
		return known
	}
	own := z.rules(name, block)
	if own == nil {
		return nil
	}
	return z.known(own)
}

// candidates are the names that a calendar's name of a zone may stand for:
// itself, Windows', Exchange's name of UTC, and the last parts of a path, as
// /mozilla.org/20050126_1/Europe/Berlin.
func candidates(name string) []string {
	out := []string{name}
	for windows, iana := range windowsRows {
		if strings.EqualFold(windows, name) {
			out = append(out, iana)
		}
	}
	if strings.EqualFold(name, "tzone://Microsoft/Utc") {
		out = append(out, "UTC")
	}
	parts := strings.Split(name, "/")
	for keep := 3; keep >= 2 && strings.HasPrefix(name, "/"); keep-- {
		if len(parts) > keep {
			out = append(out, strings.Join(parts[len(parts)-keep:], "/"))
		}
	}
	return out
}

// load is a zone of the IANA, or nil. "Local" is none: it is the machine's.
func load(name string) *zone {
	if name == "" || len(name) > 64 || name == "Local" {
		return nil
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	return &zone{name: name, loc: loc}
}

// known is the zone of the IANA that goes like a zone with rules of its own
// within the window and a year around it; the site's, if it does. If none
// does, it is that zone itself.
func (z *zones) known(own *zone) *zone {
	from, until := z.from.AddDate(-1, 0, 0), z.until.AddDate(1, 0, 0)
	for _, near := range []*zone{z.floating, z.site} {
		if near != nil && near.own == nil && near.same(own, from, until) {
			return near
		}
	}
	for _, iana := range windowsRows {
		if candidate := z.atlas.load(iana); candidate != nil && candidate.same(own, from, until) {
			return candidate
		}
	}
	return own
}
