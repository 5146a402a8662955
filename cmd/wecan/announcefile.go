package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"wecan/flows"
	"wecan/flows/broadcast"
	"wecan/i18n"
)

// announcementFile is an announcement as somebody writes it into a file. Its words are
// long, and in several languages: a shell is no place for them.
type announcementFile struct {
	Title    *string         `yaml:"title"`
	Site     string          `yaml:"site"`
	Kind     *string         `yaml:"kind"`
	For      *segmentOfFile  `yaml:"for"`
	At       *string         `yaml:"at"`
	Until    *string         `yaml:"until"`
	Missing  *string         `yaml:"missing"`
	Photo    *string         `yaml:"photo"`
	Document *string         `yaml:"document"`
	Words    []wordsOfFile   `yaml:"words"`
	Buttons  *[]buttonOfFile `yaml:"buttons"`
}

type segmentOfFile struct {
	Sites      []string `yaml:"sites"`
	Cohorts    []string `yaml:"cohorts"`
	Tracks     []string `yaml:"tracks"`
	Phases     []string `yaml:"phases"`
	Languages  []string `yaml:"languages"`
	Roles      []string `yaml:"roles"`
	Events     []string `yaml:"events"`
	Enrolled   bool     `yaml:"enrolled"`
	Unanswered string   `yaml:"unanswered"`
}

type wordsOfFile struct {
	In       string `yaml:"in"`
	Text     string `yaml:"text"`
	Reviewed bool   `yaml:"reviewed"`
}

// buttonOfFile does what its name says: it has one of the five, and its labels by their
// languages.
type buttonOfFile struct {
	Link    string            `yaml:"link"`
	Event   string            `yaml:"event"`
	Session string            `yaml:"session"`
	Answer  string            `yaml:"answer"` // its id: small letters and digits
	Person  bool              `yaml:"person"`
	Labels  map[string]string `yaml:"labels"`
}

// announcementMost bounds such a file, in bytes.
const announcementMost = 256 << 10

// readAnnouncement lays what a file says on a plan. What the file does not name stays.
func readAnnouncement(name string, p broadcast.Plan, prog *flows.Programme) (broadcast.Plan, error) {
	data, err := readSmall(name, announcementMost)
	if err != nil {
		return p, err
	}
	f, err := parseAnnouncement(data)
	if err != nil {
		return p, fmt.Errorf("%s: %w", name, err)
	}
	if p, err = f.on(p, prog); err != nil {
		return p, fmt.Errorf("%s: %w", name, err)
	}
	return p, nil
}

// readSmall reads a file that somebody wrote by hand.
func readSmall(name string, most int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	if int64(len(data)) > most {
		return nil, fmt.Errorf("%s is larger than %d kB: it is no such file", name, most>>10)
	}
	return data, nil
}

// parseAnnouncement reads YAML. A name that is none of ours is an error: a mistake in one
// must not leave something out in silence.
func parseAnnouncement(data []byte) (f announcementFile, err error) {
	defer func() {
		if p := recover(); p != nil { // the parser's: somebody edits the file by hand
			err = fmt.Errorf("this is not YAML: %v", p)
		}
	}()
	err = yaml.NewDecoder(bytes.NewReader(data), yaml.Strict()).Decode(&f)
	if errors.Is(err, io.EOF) {
		err = errors.New("the file is empty")
	}
	return f, err
}

// on is a plan with what the file says.
func (f *announcementFile) on(p broadcast.Plan, prog *flows.Programme) (broadcast.Plan, error) {
	if f.Site != "" {
		p.Site = f.Site
	}
	if f.For != nil {
		p.Segment = f.For.segment()
	}
	if f.Words != nil {
		p.Words = nil
		for _, w := range f.Words {
			p.Words = append(p.Words, flows.CastWords{Lang: i18n.Lang(w.In), Text: strings.TrimSpace(w.Text), Reviewed: w.Reviewed})
		}
	}
	if f.Buttons != nil {
		var err error
		if p.Buttons, err = buttonsOfFile(*f.Buttons, p.Words); err != nil {
			return p, err
		}
	}
	rest := announceFlags{Title: f.Title, Kind: f.Kind, Missing: f.Missing, Photo: f.Photo, Document: f.Document, At: f.At, Until: f.Until}
	return rest.on(p, prog)
}

func (s segmentOfFile) segment() flows.Segment {
	return flows.Segment{
		Sites: s.Sites, Cohorts: s.Cohorts, Tracks: s.Tracks, Phases: s.Phases, Languages: langsOf(s.Languages), Roles: rolesOf(s.Roles),
		Events: s.Events, Enrolled: s.Enrolled, Unanswered: s.Unanswered,
	}
}

func buttonsOfFile(list []buttonOfFile, words []flows.CastWords) ([]flows.CastButton, error) {
	var out []flows.CastButton
	n := map[flows.CastButtonDo]int{}
	for _, one := range list {
		b := flows.CastButton{URL: one.Link, About: cmp.Or(one.Event, one.Session)}
		var does []flows.CastButtonDo
		for do, so := range map[flows.CastButtonDo]bool{
			flows.ButtonLink: one.Link != "", flows.ButtonEvent: one.Event != "", flows.ButtonSession: one.Session != "",
			flows.ButtonAnswer: one.Answer != "", flows.ButtonPerson: one.Person,
		} {
			if so {
				does = append(does, do)
			}
		}
		if len(does) != 1 {
			return nil, errors.New("a button has one of link: https://…, event: WE-…, session: WE-…, answer: yes (a word that names it), and person: true")
		}
		b.Do = does[0]
		n[b.Do]++
		b.ID = one.Answer
		if b.ID == "" {
			b.ID = fmt.Sprint(string(b.Do)[:1], n[b.Do])
		}
		for lang, label := range one.Labels {
			b.Labels = append(b.Labels, flows.CastWords{Lang: i18n.Lang(lang), Text: strings.TrimSpace(label)})
		}
		slices.SortFunc(b.Labels, func(a, b flows.CastWords) int { return strings.Compare(string(a.Lang), string(b.Lang)) })
		b.Labels = likeWords(b.Labels, words)
		out = append(out, b)
	}
	return out, nil
}
