package flows

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"time"

	"wecan/i18n"
)

// Capability is something wecan can do for people: its flows, what they may
// ask other actors for, and the machines of those actors. cmd registers
// capabilities; nothing registers itself.
type Capability struct {
	Name string

	// Flows holds the flow files, *.yaml at its top. Dir is where that is in
	// the repository, for what translators and authors are pointed to.
	Flows fs.FS
	Dir   string

	// Override lets its flows stand in for built-in ones of the same id: it is
	// an operator's folder.
	Override bool

	// Locked says that there must be a lock file beside the flows: people are,
	// or will be, in the middle of them.
	Locked bool

	// Tells are the names by which its actors begin flows of a person (see
	// [TellPerson]), each with the names of the values that it may bring along.
	// Flows write such a name after `told:`; any other there is a mistake.
	Tells map[string][]string

	// Words are English texts of its actors that stand in no flow: see [Words].
	Words []i18n.Source

	// Samples are values as its actors tell them, by name, to try flows with: for
	// names whose values are no plain texts, such as [When] or [Lines]. With "" among
	// them the value may be missing. Flows of another capability, such as an operator's,
	// are tried with those of all.
	Samples map[string][]string

	Actions  map[string]Action // by the name that flows write after `do:`
	Machines map[Kind]Machine

	// Follows is the kind of its machine that hears how people take part, [KindAgenda] or
	// [KindGuest]; "" for none: see [Participation].
	Follows Kind

	// Bind makes the machines that read the programme file, the answers of flows or
	// the translations; nil when there are none.
	Bind func(b *Book, p *Programme, c *i18n.Catalog) map[Kind]Machine
}

// Action is what a `do` step does: it asks another actor for something. The
// flow waits for the answer and says where each answer leads.
type Action struct {
	Needs   []string // the fields that must have been saved
	Answers []string // the names it may be answered with; a flow handles them all; none: nobody answers
	Gives   []string // the names of what its answers bring along, for texts and conditions
	Indexed []string // the fields that it puts into an index, which is not encrypted

	// Do makes the request. Like a [Machine] it is pure, and its error is a
	// defect. It is called again, with another seed, whenever a flow comes to
	// the step anew.
	Do func(Call) (Request, error)
}

// Call is what an [Action] is done with.
type Call struct {
	Turn     Turn
	Person   ActorID
	Language i18n.Lang

	// Answers are the fields that the flow saves, uses or was given, by name, and
	// language and link (the payload of a deep link), if there is one. What was
	// skipped is not among them. The map is the action's own.
	Answers map[string]string
}

// Request is what an [Action] asks for.
type Request struct {
	Tell Tell
	Key  string // names what was asked for, for example an application's reference
}

// Book is all flows of all capabilities, read and checked. It never changes.
type Book struct {
	flows    map[string]*flow
	order    []string
	actions  map[string]Action
	tells    map[string][]string
	words    []i18n.Source
	samples  map[string]map[string][]string // by the folder of the capability, and the name
	machines map[Kind]Machine
	binds    []func(*Book, *Programme, *i18n.Catalog) map[Kind]Machine
	hash     string
	follows  []Kind

	constants map[string][]string // by field: see [Book.Constants]
	mentioned map[string][]string // by field, the flows with a step that mentions it

	moved   map[string]stepAt // by "flow.step" or "flow.*"
	renames map[stepAt]stepAt // those of them that are the same step under another name

	// While it is read.
	pending    []pending
	overriding bool
	overrides  []string
	locks      []lockFile
	unread     bool // a file is not YAML
	sure       map[string][2][]string
	told       map[missing]bool
}

//go:embed builtin/*.yaml builtin/ids.lock
var builtinFiles embed.FS

// Builtin holds the engine's own flows. [Parse] adds it by itself.
func Builtin() (Capability, error) {
	own, err := fs.Sub(builtinFiles, "builtin")
	if err != nil {
		return Capability{}, fmt.Errorf("flows: the engine's own flows: %w", err)
	}
	return Capability{Name: "engine", Flows: own, Dir: "flows/builtin", Locked: true}, nil
}

// The engine's own flows. They lie above another one and lead back to it.
const (
	flowLanguage = "language"
	flowStart    = "start"
	flowCancel   = "cancel"
	flowReturn   = "return"
	flowMenu     = "menu"
	flowStop     = "stop"
	flowProfile  = "profile"
)

func builtins() []string {
	return []string{flowLanguage, flowStart, flowCancel, flowReturn, flowMenu, flowStop, flowProfile}
}

// Parse reads and checks the flows of all capabilities as a whole, and the
// engine's own. The error is of type [FileErrors] and names everything that is
// wrong, so that an author corrects a file once and not line by line.
func Parse(caps ...Capability) (*Book, error) { return parse(true, caps) }

// ParseDraft is [Parse] for somebody who is still writing: it takes steps that
// are not in the lock file yet.
func ParseDraft(caps ...Capability) (*Book, error) { return parse(false, caps) }

// parse reads the flows. Without locked it takes steps that no lock file knows.
func parse(locked bool, caps []Capability) (*Book, error) {
	b := &Book{flows: map[string]*flow{}, actions: map[string]Action{}, tells: map[string][]string{}, samples: map[string]map[string][]string{}, machines: map[Kind]Machine{}, moved: map[string]stepAt{}, renames: map[stepAt]stepAt{}}
	var problems FileErrors
	sum := sha256.New()
	own, err := Builtin()
	if err != nil {
		return nil, err
	}
	all := append([]Capability{own}, caps...)
	for _, c := range all {
		b.register(c, &problems)
	}
	for _, c := range all {
		if err := b.readAll(c, sum, &problems); err != nil {
			return nil, err
		}
	}
	if b.unread { // what hangs together with that file would only seem wrong
		return nil, problems.err()
	}
	b.check(&problems)
	if locked {
		b.checkLocked(&problems)
	}
	if err := problems.err(); err != nil {
		return nil, err
	}
	b.hash = hex.EncodeToString(sum.Sum(nil))
	return b, nil
}

// readAll reads the flow files of a capability, and its lock file.
func (b *Book) readAll(c Capability, sum hash.Hash, problems *FileErrors) error {
	if c.Flows == nil {
		return nil
	}
	names, err := fs.Glob(c.Flows, "*.yaml")
	if err != nil {
		return fmt.Errorf("flows: list the files of %s: %w", c.Name, err)
	}
	b.overriding, b.overrides = c.Override, nil
	first := len(b.order)
	for _, name := range names {
		if name == programmeName {
			continue // an operator keeps it beside the flows
		}
		data, err := fs.ReadFile(c.Flows, name)
		if err != nil {
			return fmt.Errorf("flows: read a flow of %s: %w", c.Name, err)
		}
		file := path.Join(c.Dir, name)
		fmt.Fprintf(sum, "%s %d\n%s\n", file, len(data), data)
		b.read(file, data, problems)
	}
	own := slices.Clone(b.order[first:])
	if c.Override {
		own = b.overrides // new ones and those that stand in for others
	}
	return b.readLock(c, own, problems)
}

// programmeName is the file of a folder that is no flow.
const programmeName = "programme.yaml"

// register takes over the actions and machines of a capability.
func (b *Book) register(c Capability, problems *FileErrors) {
	at := place{file: c.Dir}
	for name, action := range c.Actions {
		if _, double := b.actions[name]; double {
			problems.add(at, "the action %q is registered twice", name)
		}
		b.actions[name] = action
	}
	for name, gives := range c.Tells {
		if _, double := b.tells[name]; double {
			problems.add(at, "what is told as %q is registered twice", name)
		}
		b.tells[name] = gives
	}
	b.words = append(b.words, c.Words...)
	if c.Follows != "" {
		b.follows = append(b.follows, c.Follows)
	}
	if c.Samples != nil {
		b.samples[c.Dir] = c.Samples
	}
	if c.Bind != nil {
		b.binds = append(b.binds, c.Bind)
	}
	for kind, machine := range c.Machines {
		if _, double := b.machines[kind]; double || kind == KindPerson {
			problems.add(at, "there is a machine for %q already", kind)
		}
		b.machines[kind] = machine
	}
}

// Sources are all English texts that may be shown: those of the flows and the
// engine's own. A [Programme] has its own.
func (b *Book) Sources() []i18n.Source {
	out := slices.Concat(systemSources(), commandSources(), b.words)
	for _, id := range b.order {
		f := b.flows[id]
		if f.menu != nil {
			out = append(out, f.menu.source())
		}
		for _, step := range f.order {
			for _, t := range f.steps[step].texts() {
				out = append(out, t.source())
			}
		}
	}
	return out
}

func (t *text) source() i18n.Source {
	return i18n.Source{
		Key: t.key, Text: t.english, Plural: t.plural, Count: t.count, Note: t.note, Ref: t.at.file + ":" + strconv.Itoa(t.at.line),
	}
}

// answers is what an action is given. What flows asked whose answers this one
// does not use is not its business.
func (k *talk) answers(f *flow) map[string]string {
	out := k.known(f)
	for name, value := range k.top().Given {
		out[name] = value
	}
	return out
}

// known is what she has told that the flow saves or uses, and how she came here.
func (k *talk) known(f *flow) map[string]string {
	out := map[string]string{}
	for name, s := range k.p.Fields {
		if !s.Skipped && (slices.Contains(linkFields(), name) || f.saves[name] != nil || slices.Contains(f.uses, name)) {
			out[name] = s.Value
		}
	}
	out[fieldLanguage] = string(k.p.Lang)
	return out
}

// telling is the form of what actors tell people: given are values for the
// texts and conditions of the flow that hears it.
type telling struct {
	Given map[string]string `json:"given,omitempty"`
	Until time.Time         `json:"until,omitzero"` // after that it is not told any more
}

// TellPerson is a [Tell] that answers a request of a person's flow, or begins a
// flow. given are the values that the flow's texts and conditions name: those
// in the Gives of an [Action], or in the flow's own gives. An actor does not know
// her language, so in texts a day (as 2027-12-31) and an entry of a list of the
// programme file (as reasons/places) are shown as she reads them; so are moments
// ([At], [When]), texts of the catalogue ([Words]) and lists ([Lines]). All else, and
// an entry that is gone meanwhile, is shown as it is; "" is for nothing, which
// conditions can ask for.
func TellPerson(to ActorID, name string, given map[string]string) (Tell, error) {
	return NewTell(to, name, telling{Given: given})
}

// TellPersonUntil is [TellPerson] for news that are for naught from a moment on, such
// as a reminder of what has begun: then they are dropped, and reported, also when they
// had waited until she could be written to again.
func TellPersonUntil(to ActorID, name string, until time.Time, given map[string]string) (Tell, error) {
	return NewTell(to, name, telling{given, until.UTC()})
}

func readTelling(data json.RawMessage) (t telling, err error) {
	if len(data) == 0 {
		return t, nil
	}
	if err := json.Unmarshal(data, &t); err != nil {
		return t, fmt.Errorf("flows: read what a person was told: %w", err)
	}
	return t, nil
}

// NewTell is a [Tell] whose data is value as JSON.
func NewTell(to ActorID, name string, value any) (Tell, error) {
	data, err := json.Marshal(value)
	if err != nil {
		return Tell{}, fmt.Errorf("flows: tell %s: %w", name, err)
	}
	return Tell{To: to, Name: name, Data: data}, nil
}

// readTold reads the data of what an actor was told.
func readTold[T any](in Told) (T, error) {
	var v T
	if err := json.Unmarshal(in.Data, &v); err != nil {
		return v, fmt.Errorf("flows: read %s: %w", in.Name, err)
	}
	return v, nil
}

func isBuiltin(flow string) bool { return slices.Contains(builtins(), flow) }
