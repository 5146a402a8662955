package broadcast

import (
	"embed"

	"wecan/flows"
	"wecan/i18n"
)

// Capability is what cmd registers. It has no flow of its own: what people see of an
// announcement is made by their own turns.
func Capability() flows.Capability {
	return flows.Capability{
		Name:  "broadcast",
		Flows: embed.FS{},
		Dir:   "flows/broadcast",
		Words: words(),
		Bind: func(_ *flows.Book, p *flows.Programme, c *i18n.Catalog) map[flows.Kind]flows.Machine {
			return map[flows.Kind]flows.Machine{
				flows.KindBroadcast: Broadcast{Programme: p}, flows.KindWalker: Walker{}, flows.KindBulletin: NewBulletin(p, c),
			}
		},
	}
}
