package broadcast

import (
	"embed"

	"wecan/flows"
	"wecan/i18n"
)

//go:embed *.yaml ids.lock
var flowFiles embed.FS

// Capability is what cmd registers. Its flows are for those who write announcements on
// Telegram; what people see of one is made by their own turns.
func Capability() flows.Capability {
	return flows.Capability{
		Name:    "broadcast",
		Flows:   flowFiles,
		Dir:     "flows/broadcast",
		Locked:  true,
		Words:   words(),
		Samples: samples(),
		Actions: actions(),
		Tells:   map[string][]string{letterNews: gives()},
		Bind: func(_ *flows.Book, p *flows.Programme, c *i18n.Catalog) map[flows.Kind]flows.Machine {
			return map[flows.Kind]flows.Machine{
				flows.KindBroadcast: Broadcast{p, c}, flows.KindWalker: Walker{}, flows.KindBulletin: NewBulletin(p, c),
			}
		},
	}
}
