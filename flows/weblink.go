package flows

import (
	"net/url"
	"slices"
	"strings"
)

// webLinks are buttons that open an address which the flow was told, such as a
// map. They stand last, so that the numbers of the options are those of their rows,
// and stay when the question is answered.
//
//	links:
//	  map: "🗺 Map"
//	  call: {label: "📹 Join", note: "Opens a video call."}
//
// A link has the name of the told value. It shows only where that is an https
// address: see [WebAddress].
type webLinks []webLink

type webLink struct {
	name  string // of the value
	label *text
	at    place
}

// webLinksMost is how many links a step may have: people choose, on small phones.
const webLinksMost = 3

func readWebLinks(l *flowReader, c *common, v value) webLinks {
	if !v.exists() {
		return nil
	}
	var out webLinks
	for _, one := range v.fields("links").list {
		one.checkField(one.name)
		out = append(out, webLink{name: one.name, label: readWebLabel(l, c, one), at: one.at})
	}
	if len(out) == 0 || len(out) > webLinksMost {
		v.fail("a step has 1 to %d links", webLinksMost)
	}
	return out
}

func readWebLabel(l *flowReader, c *common, one field) *text {
	part := "link." + one.name
	if _, ok := scalarText(one.node); ok {
		return l.label(c, part, one.value)
	}
	f := one.fields("a link")
	own := *c
	if note := f.get("note"); note.exists() {
		own.note = note.text()
	}
	label := l.label(&own, part, f.need("label"))
	f.rest("a link")
	return label
}

func (w webLinks) labels() []*text {
	var out []*text
	for _, one := range w {
		out = append(out, presentTexts(one.label)...)
	}
	return out
}

// buttons are those whose address she was told.
func (w webLinks) buttons(k *talk) [][]Button {
	var out [][]Button
	for _, one := range w {
		value, _ := k.given(one.name)
		if address := WebAddress(value); address != "" {
			out = append(out, []Button{{Label: k.say(one.label.key), URL: address}})
		}
	}
	return out
}

// webLinksOf are the links of a step.
func webLinksOf(s step) webLinks {
	switch s := s.(type) {
	case *askChoice:
		return s.links
	case *say:
		return s.links
	}
	return nil
}

// checkWebLinks finds links to what nobody tells, or what is forgotten when they
// are shown.
func (b *Book) checkWebLinks(f *flow, s step, problems *FileErrors) {
	given := f.given(b)
	for _, one := range webLinksOf(s) {
		switch {
		case !slices.Contains(given, one.name):
			problems.add(one.at, "nothing tells the address %q; a link has the name of a value under gives; there are: %s", one.name, joined(given))
		case f.status == s.base().id:
			problems.add(one.at, "%s was told to the flow and is forgotten when it is over, so /status cannot show the link", one.name)
		}
	}
}

// webAddressMost is how long an address may be, in bytes.
const webAddressMost = 1024

// WebAddress is an address as it can stand on a button, "" for one that cannot: it
// must begin with https:// and name a host with a dot, and nobody in front of it.
// Because of one bad address Telegram would refuse the whole message (Bot API
// InlineKeyboardButton.url), so such a button is left out.
func WebAddress(value string) string {
	u, err := url.Parse(value)
	if err != nil || u.Scheme != "https" || u.User != nil || u.Opaque != "" || !isHost(u.Hostname()) {
		return ""
	}
	address := u.String()
	if len(address) > webAddressMost || strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return ""
	}
	return address
}

// isHost allows names in ASCII, as they are looked up, with at least one dot.
func isHost(s string) bool {
	parts := strings.Split(strings.ToLower(s), ".")
	return len(parts) > 1 && !slices.ContainsFunc(parts, func(part string) bool {
		return part == "" || part[0] == '-' || strings.ContainsFunc(part, func(r rune) bool {
			return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-'
		})
	})
}
