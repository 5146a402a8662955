package flows

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// LockName is the file beside the flows of a capability that remembers every
// step that people may stand at. Each line has a flow and a step, the step's
// kind, and the field it saves, or "-". Lines are added, never changed: see
// [NewLock].
//
// A step that is gone, or whose kind or field changed, must stand under moved
// in a flow, so that nobody who is in the middle is stranded.
const LockName = "ids.lock"

const lockHead = `# The steps that people may stand at. "wecan check --lock" adds lines; never change or remove one.
`

// lockFile is one file of locked steps; at is its flows.
type lockFile struct {
	name  string
	flows []string // of its capability
	lines []lockLine
	there bool
	must  bool   // it has to be there
	made  string // the command that writes it
}

type lockLine struct {
	flow, step, kind, save string
	at                     place
}

func (l lockLine) String() string {
	return l.flow + "." + l.step + " " + l.kind + " " + l.save
}

func (b *Book) readLock(c Capability, own []string, problems *FileErrors) error {
	file := lockFile{name: path.Join(c.Dir, LockName), flows: own, must: c.Locked && len(own) > 0, made: "wecan check --lock"}
	if c.Override {
		file.made += " --flows=" + c.Dir
	}
	data, err := fs.ReadFile(c.Flows, LockName)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return fmt.Errorf("flows: read %s: %w", file.name, err)
	default:
		file.there = true
		file.lines = readLockLines(file.name, data, problems)
	}
	b.locks = append(b.locks, file)
	return nil
}

func readLockLines(name string, data []byte, problems *FileErrors) []lockLine {
	var out []lockLine
	for i, text := range strings.Split(string(bytes.TrimPrefix(data, byteOrderMark())), "\n") {
		words := strings.Fields(text)
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		flow, step, ok := strings.Cut(words[0], ".")
		if !ok || len(words) != 3 {
			problems.add(place{name, i + 1, 1}, "a line has a flow and a step, a kind, and a field or -, as: enrollment.name ask.text name")
			continue
		}
		out = append(out, lockLine{flow, step, words[1], words[2], place{name, i + 1, 1}})
	}
	return out
}

// lineOf is how a step stands in a lock file.
func lineOf(s step) lockLine {
	c := s.base()
	return lockLine{flow: c.flow.id, step: c.id, kind: c.kind, save: cmp.Or(c.save, "-")}
}

// isPlace says whether people can stand at a step between two turns.
func isPlace(s step) bool {
	switch s.(type) {
	case asker, *do, *wait, *call:
		return true
	}
	return false
}

// locked is the newest line of every locked step.
func (b *Book) locked() map[stepAt]lockLine {
	out := map[stepAt]lockLine{}
	for _, f := range b.locks {
		for _, l := range f.lines {
			out[stepAt{l.flow, l.step}] = l
		}
	}
	return out
}

// checkMoved reads what the flows say under moved, and finds people who would
// be stranded.
func (b *Book) checkMoved(problems *FileErrors) {
	locked := b.locked()
	for _, id := range b.order {
		for name, to := range b.flows[id].moved {
			b.checkTarget(id, name, to, locked, problems)
		}
	}
	for at, l := range locked {
		var s step
		if f := b.flows[at.flow]; f != nil {
			s = f.steps[at.step]
		}
		switch moved := b.movedFrom(at.flow, at.step); {
		case moved.flow != "":
		case s == nil:
			problems.add(l.at, "the step %s.%s is gone; say under moved where people who are there go on, as moved: {%s: %s}",
				at.flow, at.step, at.step, "another-step")
		case lineOf(s).kind != l.kind || lineOf(s).save != l.save:
			problems.add(s.base().at, "the step %q was %s and saved %s, now it is %s and saves %s; give it another name, and say under moved where people go on",
				at.step, l.kind, l.save, lineOf(s).kind, lineOf(s).save)
		}
	}
}

// checkTarget takes over one line of moved. People can only go on at a question,
// or at the same step under another name: nothing would ever lead them on from
// a step that is neither.
func (b *Book) checkTarget(flow, name string, to exit, locked map[stepAt]lockLine, problems *FileErrors) {
	if !strings.Contains(name, ".") {
		name = flow + "." + name
	}
	b.moved[name] = stepAt{flow, to.to}
	s := b.flows[flow].steps[to.to]
	if s == nil {
		problems.add(to.at, "the flow has no step %q", to.to)
		return
	}
	oldFlow, oldStep, _ := strings.Cut(name, ".")
	from := stepAt{oldFlow, oldStep}
	if l, ok := locked[from]; ok && l.kind == lineOf(s).kind && l.save == lineOf(s).save {
		b.renames[from] = stepAt{flow, to.to}
		return
	}
	if _, ok := s.(asker); !ok {
		problems.add(to.at, "people cannot go on at the step %q: name a question, or a step that is the same as %s", to.to, name)
	}
}

// checkSaved finds fields that another kind of question saved before: people
// have answers in them that the new one cannot read.
func (b *Book) checkSaved(problems *FileErrors) {
	was := map[string]string{} // by flow and field
	for _, file := range b.locks {
		for _, l := range file.lines {
			if l.save != "-" && strings.HasPrefix(l.kind, "ask.") && was[l.flow+"."+l.save] == "" {
				was[l.flow+"."+l.save] = l.kind
			}
		}
	}
	for _, id := range b.order {
		f := b.flows[id]
		for _, step := range f.order {
			c := f.steps[step].base()
			if before := was[id+"."+c.save]; before != "" && strings.HasPrefix(c.kind, "ask.") && before != c.kind {
				problems.add(c.at, "the field %q was saved by %s before, and people have such answers; save the new ones under another name", c.save, before)
			}
		}
	}
}

// checkLocked finds steps that no lock file knows, where there is one, and the
// lock file that is missing.
func (b *Book) checkLocked(problems *FileErrors) {
	for _, file := range b.locks {
		if !file.there {
			if file.must {
				problems.add(place{file.name, 1, 1}, "the file is missing; it remembers where people may stand. Run: %s", file.made)
			}
			continue
		}
		for _, s := range b.unlocked(file) {
			if l, was := b.locked()[stepAt{s.base().flow.id, s.base().id}]; was && b.movedFrom(l.flow, l.step) == (stepAt{}) {
				continue // said already: it became another one
			}
			problems.add(s.base().at, "the step %q is new or has changed, and not yet in %s; run: %s", s.base().id, file.name, file.made)
		}
	}
}

// unlocked are the steps of a capability's flows whose newest line is another
// one, or that have none.
func (b *Book) unlocked(file lockFile) []step {
	locked := b.locked()
	var out []step
	for _, id := range file.flows {
		f := b.flows[id]
		if f == nil || path.Dir(f.file) != path.Dir(file.name) { // another capability's stands in for it
			continue
		}
		for _, name := range f.order {
			s := f.steps[name]
			l, ok := locked[stepAt{id, name}]
			if isPlace(s) && (!ok || lineOf(s).kind != l.kind || lineOf(s).save != l.save) {
				out = append(out, s)
			}
		}
	}
	return out
}

// NewLock answers the lock file of the last capability with a line for every
// step that has none, or whose kind or field is another one now. old is the
// file as it is. Like [Parse] it refuses flows with mistakes.
func NewLock(old []byte, caps ...Capability) ([]byte, error) {
	b, err := parse(false, caps)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	out.Write(old)
	if len(old) == 0 {
		out.WriteString(lockHead)
	}
	if n := len(old); n > 0 && old[n-1] != '\n' {
		out.WriteByte('\n')
	}
	for _, s := range b.unlocked(b.locks[len(b.locks)-1]) {
		fmt.Fprintln(&out, lineOf(s))
	}
	return out.Bytes(), nil
}
