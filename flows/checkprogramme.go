package flows

import (
	"wecan/i18n"
)

// wrote is a text of the programme file and its place.
type wrote struct {
	at   place
	text string
}

// words reads a text that people see, "" where there is none.
func (p *Programme) words(v value) string {
	s := v.text()
	if s != "" {
		p.wrote = append(p.wrote, wrote{v.at, s})
	}
	return s
}

// checkWords finds in the texts of the programme file what would stand there as
// it is written: placeholders, and commands that nothing answers to.
func (p *Programme) checkWords(b *Book, problems *FileErrors) {
	known := b.knownCommands()
	for _, w := range p.wrote {
		names, err := i18n.Placeholders(w.text)
		switch {
		case err != nil:
			problems.add(w.at, "%v; for a brace that people see write {{ or }}", err)
		case len(names) > 0:
			problems.add(w.at, "nothing fills {%s} in the programme file: write the words themselves", names[0])
		}
		checkCommandsIn(w.text, known, w.at, problems)
	}
}
