package rehearsal

import (
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"
	"time"

	"wecan/flows"
)

// Play reads what the person does from a transcript and answers the whole
// transcript as it goes today: her lines as they are, the bot's lines new. An
// error names the line it happened at.
func Play(w *World, script string) (string, error) {
	p := &player{w: w}
	comments := true
	for i, line := range strings.Split(strings.TrimRight(script, "\n"), "\n") {
		if strings.HasPrefix(line, "#") || line == "" && comments {
			p.out.WriteString(line + "\n")
			continue
		}
		mine, err := p.line(line)
		if err != nil {
			return p.out.String(), fmt.Errorf("line %d: %s: %w", i+1, line, err)
		}
		comments = comments && !mine
	}
	return p.out.String(), nil
}

type player struct {
	w       *World
	out     strings.Builder
	effects []flows.Effect // of the last line
}

// TurnError is the error of a turn that began and failed, or made what Telegram
// would refuse: a defect of the flow or of the engine, not of the transcript.
// The conversation cannot go on after it.
type TurnError struct{ Err error }

func (b *TurnError) Error() string { return b.Err.Error() }
func (b *TurnError) Unwrap() error { return b.Err }

// Line does one line of the person's, as a transcript has it. It answers what
// the bot does and the lines of the transcript: hers and the bot's.
func Line(w *World, line string) (effects []flows.Effect, transcript string, err error) {
	p := &player{w: w}
	mine, err := p.line(line)
	if err == nil && !mine {
		err = fmt.Errorf("rehearsal: this is nothing that a person does: %q", line)
	}
	if err != nil {
		return nil, "", err
	}
	return p.effects, p.out.String(), nil
}

// line does one line of the person's; mine is false for a line of the bot's.
func (p *player) line(line string) (mine bool, err error) {
	word, rest, _ := strings.Cut(line, " ")
	act := p.actions()[word]
	if act == nil {
		if isBotLine(line) {
			return false, nil
		}
		return false, fmt.Errorf("rehearsal: %q is nothing that can be done; see the package's description", word)
	}
	p.out.WriteString(line + "\n")
	reported, turns := len(p.w.reports), p.w.turns
	effects, err := act(rest)
	if err != nil && p.w.turns != turns {
		err = &TurnError{err}
	}
	if err != nil {
		return true, err
	}
	p.effects = effects
	for _, r := range p.w.reports[reported:] {
		p.out.WriteString("report: " + r + "\n")
	}
	for _, e := range effects {
		p.write(e)
	}
	return true, nil
}

func isBotLine(line string) bool {
	for _, prefix := range []string{"bot:", "play:", "attach:", "file:", "edit:", "edit!", "answer:", "deleted:", "commands:", "report:", indent} {
		if strings.HasPrefix(line, prefix) {
			return true
		}
	}
	return strings.TrimSpace(line) == ""
}

type action func(rest string) ([]flows.Effect, error)

// now sets the clock, at the beginning of a transcript.
func (p *player) now(s string) ([]flows.Effect, error) {
	t, err := time.Parse(ClockLayout, s)
	if err != nil {
		return nil, fmt.Errorf("rehearsal: the clock is set as now: %s: %w", ClockLayout, err)
	}
	p.w.Now = t
	return nil, nil
}

// ClockLayout is how a transcript sets the clock, in UTC.
const ClockLayout = "2006-01-02 15:04"

func (p *player) actions() map[string]action {
	w := p.w
	return map[string]action{
		">":    func(s string) ([]flows.Effect, error) { return w.Give(w.Person(), w.Write(unescape(s))) },
		">>":   p.early,
		"tap:": func(s string) ([]flows.Effect, error) { return p.tap(s, false) },
		"tap": func(s string) ([]flows.Effect, error) {
			label, ok := strings.CutPrefix(s, "old: ")
			if !ok {
				return nil, fmt.Errorf("rehearsal: tap what: %q", s)
			}
			return p.tap(label, true)
		},
		"media:":    p.media,
		"told:":     p.told,
		"tell:":     p.tell,
		"edited":    p.edited,
		"blocked":   func(string) ([]flows.Effect, error) { return p.reach(true) },
		"unblocked": func(string) ([]flows.Effect, error) { return p.reach(false) },
		"refused":   p.refused,
		"wake": func(s string) ([]flows.Effect, error) {
			d, err := duration(s)
			if err != nil {
				return nil, err
			}
			return w.Wake(d)
		},
		"now:":    p.now,
		"lang:":   func(s string) ([]flows.Effect, error) { w.Lang = s; return nil, nil },
		"hold":    func(string) ([]flows.Effect, error) { w.Hold(); return nil, nil },
		"release": func(string) ([]flows.Effect, error) { return w.Release() },
		"taken":   func(string) ([]flows.Effect, error) { w.takeNext = true; return nil, nil },
	}
}

// early is a message that was written before the bot's last ones arrived: what
// became of them is learned later.
func (p *player) early(s string) ([]flows.Effect, error) {
	later := p.w.receipts
	p.w.receipts = nil
	out, err := p.w.Give(p.w.Person(), p.w.Write(unescape(s)))
	p.w.receipts = append(later, p.w.receipts...)
	return out, err
}

func (p *player) tap(label string, oldest bool) ([]flows.Effect, error) {
	in, err := p.w.Tap(label, oldest)
	if err != nil {
		return nil, err
	}
	return p.w.Give(p.w.Person(), in)
}

// duration reads a length of time, with days too.
func duration(s string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(s, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil && n >= 0 {
			return time.Duration(n) * 24 * time.Hour, nil
		}
	}
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 {
		return 0, fmt.Errorf("rehearsal: %q is no length of time; write one as 2d, 90m or 10s", s)
	}
	return d, nil
}

// media sends something without text.
func (p *player) media(s string) ([]flows.Effect, error) {
	what, rest, _ := strings.Cut(s, " ")
	m := flows.Media{What: what}
	words := strings.Fields(rest)
	switch what {
	case "contact":
		if len(words) == 0 {
			return nil, errors.New("rehearsal: a contact has a number: media: contact +491512345678 own")
		}
		m.Contact = flows.Contact{Phone: words[0], Own: len(words) > 1 && words[1] == "own"}
	case "location":
		if _, err := fmt.Sscan(rest, &m.Place.Lat, &m.Place.Lon); err != nil {
			return nil, fmt.Errorf("rehearsal: a location has two numbers: media: location 51.34 12.37: %w", err)
		}
	case "voice", "photo", "document", "audio", "video", "video_note", "animation":
		m.File = flows.File{ID: "file-" + what, Size: 1000}
		for _, word := range words {
			if n, err := strconv.ParseInt(word, 10, 64); err == nil {
				m.File.Size = n
			} else {
				m.File.Mime = word
			}
		}
	}
	return p.w.Give(p.w.Person(), p.w.Media(m))
}

// told is another actor telling her something: told: name key=value …
func (p *player) told(s string) ([]flows.Effect, error) {
	name, rest, _ := strings.Cut(s, " ")
	given := map[string]string{}
	for _, word := range strings.Split(rest, "; ") {
		if key, value, ok := strings.Cut(word, "="); ok {
			given[key] = value
		}
	}
	in, err := p.w.Told(name, given)
	if err != nil {
		return nil, err
	}
	return p.w.Give(p.w.Person(), in)
}

// tell is something that an actor of another kind is told:
// tell: application WE-4K7M-9Q2 decide by=Anna; what=accept
func (p *player) tell(s string) ([]flows.Effect, error) {
	words := strings.SplitN(s, " ", 4)
	if len(words) < 3 {
		return nil, fmt.Errorf("rehearsal: tell whom what: %q", s)
	}
	data := map[string]string{}
	for _, pair := range strings.Split(strings.Join(words[3:], " "), "; ") {
		if key, value, ok := strings.Cut(pair, "="); ok {
			data[key] = value
		}
	}
	return p.w.Tell(flows.Kind(words[0]), words[1], words[2], data)
}

func (p *player) edited(s string) ([]flows.Effect, error) {
	number, text, _ := strings.Cut(s, ": ")
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > len(p.w.wrote) {
		return nil, fmt.Errorf("rehearsal: she did not write a message %q", number)
	}
	return p.w.Give(p.w.Person(), flows.Edited{Origin: p.w.origin(), Message: p.w.wrote[n-1], Text: text})
}

// refused brings the news that a message to her was refused so long ago.
func (p *player) refused(ago string) ([]flows.Effect, error) {
	d, err := time.ParseDuration(strings.TrimSuffix(ago, " ago"))
	if err != nil {
		return nil, fmt.Errorf("rehearsal: refused when: %w", err)
	}
	return p.w.Give(p.w.Person(), flows.Reach{Origin: p.w.origin(), Blocked: true, Refused: p.w.Now.Add(-d)})
}

func (p *player) reach(blocked bool) ([]flows.Effect, error) {
	return p.w.Give(p.w.Person(), flows.Reach{Origin: p.w.origin(), Blocked: blocked})
}

const indent = "     "

// write adds what the bot did, as a transcript has it.
func (p *player) write(e flows.Effect) {
	switch e := e.(type) {
	case flows.Send:
		p.lines("bot: ", e.Text, e.Buttons)
		for _, row := range e.Keys {
			p.out.WriteString(indent)
			for _, k := range row {
				p.out.WriteString("<" + Visible(k.Label) + ">")
			}
			p.out.WriteString("\n")
		}
		if e.Unkey {
			p.out.WriteString(indent + "<>\n")
		}
	case flows.Play:
		p.out.WriteString("play: " + strings.TrimSuffix(e.Clip, path.Ext(e.Clip)) + "\n")
	case flows.Attach:
		p.out.WriteString("attach: " + e.What + "\n")
	case flows.Enclose:
		p.out.WriteString("file: " + e.Name + "\n")
		if e.Text != "" {
			p.lines(indent, e.Text, nil)
		}
	case flows.Edit:
		if e.Must {
			p.lines("edit! ", e.Text, e.Buttons)
		} else {
			p.lines("edit: ", e.Text, e.Buttons)
		}
	case flows.Delete:
		p.out.WriteString("deleted: " + p.name(e.Message) + "\n")
	case flows.Answer:
		p.lines("answer: ", e.Text, nil)
	case flows.Commands:
		p.out.WriteString("commands:")
		for _, c := range e.List {
			p.out.WriteString(" /" + c.Name + " " + Visible(c.Description))
		}
		p.out.WriteString("\n")
	case flows.Tell, flows.Post, flows.Repost, flows.React, flows.Page:
	}
}

// name is how a transcript names a message: by the number of hers that it is,
// or as one of the bot's.
func (p *player) name(message int) string {
	for i, id := range p.w.wrote {
		if id == message {
			return "message " + strconv.Itoa(i+1)
		}
	}
	return "a message of the bot"
}

func (p *player) lines(head, text string, rows [][]flows.Button) {
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			head = indent
		}
		p.out.WriteString(strings.TrimRight(head+Visible(line), " ") + "\n")
	}
	for _, row := range rows {
		p.out.WriteString(indent)
		for _, b := range row {
			p.out.WriteString("[" + Visible(b.Label) + after(" → ", b.URL) + "]")
		}
		p.out.WriteString("\n")
	}
}

// Visible shows the invisible signs of direction, as a transcript does: those
// around words of another direction, and the one that begins a line on the
// right.
func Visible(s string) string {
	return strings.NewReplacer("\u200F", "⇐", "\u2066", "⟦", "\u2068", "⟦", "\u2069", "⟧").Replace(s)
}

// unescape lets a transcript write a long or unusual message in one line: \n,
// and x*300 for 300 times x. \* and \\ are the signs themselves.
func unescape(s string) string {
	if at := strings.IndexByte(s, '*'); at >= 0 && !strings.Contains(s, `\*`) {
		if n, err := strconv.Atoi(s[at+1:]); err == nil && n > 1 && n <= 5000 {
			return strings.Repeat(s[:at], n)
		}
	}
	return strings.NewReplacer(`\n`, "\n", `\*`, "*", `\\`, `\`).Replace(s)
}

// Escape is how a transcript has a message, so that exactly that is written.
func Escape(message string) string {
	if unescape(message) == message && !strings.Contains(message, "\n") {
		return message
	}
	return strings.NewReplacer("\n", `\n`, "*", `\*`, `\`, `\\`).Replace(message)
}
