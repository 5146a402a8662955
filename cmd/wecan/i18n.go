package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"wecan/flows"
	"wecan/i18n"
)

// i18nCommand keeps the translations and the texts in step. It works on the
// files of a checkout, or on those of a folder with flows of an operator's own.
type i18nCommand struct {
	Extract extractCommand    `cmd:"" help:"Write po/bot.pot from the texts in the flows."`
	Merge   mergeCommand      `cmd:"" help:"Bring every po file up to date with the texts in the flows."`
	Check   checkPOCommand    `cmd:"" help:"Check that po/bot.pot is up to date and that every po file is sound."`
	Status  translationStatus `cmd:"" help:"Tell how far each translation is."`
	Export  exportCommand     `cmd:"" help:"Write a translation as a table (CSV), for people who have a spreadsheet program."`
	Import  importCommand     `cmd:"" help:"Take a table over that was exported and filled in."`
}

type i18nFlags struct {
	Dir       string `placeholder:"FOLDER" default:"i18n" help:"The folder that holds po; default i18n, seen from the repository's top."`
	Flows     string `placeholder:"FOLDER" help:"Work on a folder with flows of your own, as WECAN_FLOWS names it, and on its po."`
	Programme string `placeholder:"FILE" help:"With --flows: the programme file of your organisation, whose texts are translated too."`
}

const templateFile = "bot.pot"

func (f i18nFlags) folder() string { return cmp.Or(f.Flows, f.Dir) }

func (f i18nFlags) file(name string) string { return filepath.Join(f.folder(), "po", name) }

// texts are what is translated.
type texts struct {
	book      *flows.Book
	programme *flows.Programme
	all       []i18n.Source
	own       []i18n.Source // those that belong into the folder
}

// texts reads the flows as they are, in the lock file or not.
func (f i18nFlags) texts() (*texts, error) {
	set := settings{FlowsDir: f.Flows, ProgrammeFile: f.Programme}
	if f.Programme != "" {
		var err error
		if set.Programme, err = os.ReadFile(f.Programme); err != nil {
			return nil, fmt.Errorf("read the programme file: %w", err)
		}
	}
	caps, err := capabilities(&set)
	if err != nil {
		return nil, err
	}
	t := &texts{}
	if t.book, err = flows.ParseDraft(caps...); err != nil {
		return nil, err
	}
	if t.programme, err = flows.ParseProgramme(programmeOf(&set)); err != nil {
		return nil, err
	}
	t.all = allSources(t.book, t.programme)
	t.own = t.all
	if f.Flows != "" {
		t.own = slices.DeleteFunc(slices.Clone(t.all), func(s i18n.Source) bool {
			file, _, _ := strings.Cut(s.Ref, ":")
			return path.Dir(file) != path.Clean(f.Flows) && file != f.Programme
		})
	}
	return t, nil
}

// poFiles lists the translations. A folder without po is the wrong one.
func (f i18nFlags) poFiles() ([]string, error) {
	if _, err := os.Stat(f.file("")); err != nil {
		if f.Flows != "" {
			return nil, fmt.Errorf("there is no folder %s; make it with: wecan i18n extract --flows=%s", f.file(""), f.Flows)
		}
		return nil, fmt.Errorf("there is no folder %s; go to the repository's top, or say --dir or --flows", f.file(""))
	}
	names, err := filepath.Glob(f.file("*.po"))
	if err != nil {
		return nil, fmt.Errorf("list the translations: %w", err)
	}
	return names, nil
}

type extractCommand struct {
	i18nFlags `embed:""`
}

// Run writes the template.
func (c *extractCommand) Run(p *invocation) error {
	if c.Flows != "" {
		if err := os.MkdirAll(c.file(""), 0o755); err != nil { //nolint:gosec // as below
			return fmt.Errorf("make a folder for the translations: %w", err)
		}
	}
	if _, err := c.poFiles(); err != nil {
		return err
	}
	data, count, err := c.template()
	if err != nil {
		return err
	}
	if err := os.WriteFile(c.file(templateFile), data, 0o644); err != nil { //nolint:gosec // a file of the checkout, for everybody to read
		return fmt.Errorf("write the template: %w", err)
	}
	fmt.Fprintf(p.stdout, "%s: %d texts\n", c.file(templateFile), count)
	return nil
}

func (f i18nFlags) template() (data []byte, count int, err error) {
	t, err := f.texts()
	if err != nil {
		return nil, 0, err
	}
	var b bytes.Buffer
	if err := i18n.WritePOT(&b, t.own); err != nil {
		return nil, 0, err
	}
	return b.Bytes(), len(t.own), nil
}

type mergeCommand struct {
	i18nFlags `embed:""`
}

// Run merges each file. One that cannot be read stays as it is.
func (c *mergeCommand) Run(p *invocation) error {
	names, err := c.poFiles()
	if err != nil {
		return err
	}
	t, err := c.texts()
	if err != nil {
		return err
	}
	var errs []error
	for _, name := range names {
		what, err := merge(name, t)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
			continue
		}
		fmt.Fprintf(p.stdout, "%s: %s\n", name, what)
	}
	return errors.Join(errs...)
}

// in are the texts of a folder's file: its own, and built-in ones that it words
// anew.
func (t *texts) in(old []byte) []i18n.Source {
	stands := i18n.KeysIn(old)
	return slices.DeleteFunc(slices.Clone(t.all), func(s i18n.Source) bool {
		return !slices.ContainsFunc(t.own, func(own i18n.Source) bool { return own.Key == s.Key }) && !stands[s.Key]
	})
}

func merge(name string, t *texts) (what string, err error) {
	old, err := os.ReadFile(name)
	if err != nil {
		return "", err
	}
	merged, err := i18n.Merge(old, t.in(old))
	if err != nil {
		return "", err
	}
	if bytes.Equal(old, merged) {
		return "up to date", nil
	}
	return "merged", replace(name, merged)
}

type checkPOCommand struct {
	i18nFlags `embed:""`
	Whole     bool `help:"A message that a language does not have, or that was made for other English, is a problem too: people read it in English."`
}

// Run prints the problems, one a line. A translation that is not complete is
// one only when it is asked for.
func (c *checkPOCommand) Run(p *invocation) error {
	if _, err := c.poFiles(); err != nil {
		return err
	}
	found := 0
	data, _, err := c.template()
	if err != nil {
		return err
	}
	kept, err := os.ReadFile(c.file(templateFile))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		fmt.Fprintf(p.stdout, "%s:1: the file is missing; run: make pot\n", c.file(templateFile))
		found++
	case err != nil:
		return fmt.Errorf("read the template: %w", err)
	case !bytes.Equal(kept, data):
		fmt.Fprintf(p.stdout, "%s:%d: the texts in the flows have changed; run: make pot\n", c.file(templateFile), firstDifference(kept, data))
		found++
	}
	defs, err := c.compile()
	if err != nil {
		found += list(p.stdout, err)
	} else {
		over, err := c.glossary(p.stdout, defs)
		if err != nil {
			return err
		}
		found += over
	}
	if c.Whole && err == nil {
		unread, err := c.unread(p.stdout)
		if err != nil {
			return err
		}
		found += unread
	}
	if found > 0 {
		return errors.New(problems(found))
	}
	fmt.Fprintln(p.stdout, problems(0))
	return nil
}

// unread lists what people read in English though there is a catalogue of their language.
func (f i18nFlags) unread(w io.Writer) (found int, err error) {
	t, err := f.texts()
	if err != nil {
		return 0, err
	}
	catalog, err := f.catalog(t)
	if err != nil {
		return 0, err
	}
	for _, lang := range catalog.Languages() {
		for i := range t.all {
			if state := catalog.State(lang, t.all[i].Key); state == i18n.Missing || state == i18n.Fuzzy {
				fmt.Fprintf(w, "%s: %s is %v, so people read it in English\n", f.file(string(lang)+".po"), t.all[i].Key, state)
				found++
			}
		}
	}
	return found, nil
}

// compile finds what is wrong with the translations, and labels that are too
// long for their buttons.
func (f i18nFlags) compile() (*flows.Definitions, error) {
	t, err := f.texts()
	if err != nil {
		return nil, err
	}
	catalog, err := f.catalog(t)
	if err != nil {
		return nil, err
	}
	defs, err := flows.Compile(t.book, catalog, t.programme)
	if err != nil {
		return nil, inFolder(err, f.folder())
	}
	return defs, nil
}

func (f i18nFlags) catalog(t *texts) (*i18n.Catalog, error) {
	under := fs.FS(i18n.Files)
	if f.Flows == "" {
		under = os.DirFS(f.Dir)
	}
	c, err := i18n.Load(under, t.all, layer(f.Flows))
	if err != nil {
		return nil, inFolder(err, f.folder())
	}
	return c, nil
}

// firstDifference is the number of the first line that differs.
func firstDifference(a, b []byte) int {
	line := 1
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			break
		}
		if a[i] == '\n' {
			line++
		}
	}
	return line
}

type translationStatus struct {
	i18nFlags `embed:""`
}

// Run prints a table.
func (c *translationStatus) Run(p *invocation) error {
	if _, err := c.poFiles(); err != nil {
		return err
	}
	t, err := c.texts()
	if err != nil {
		return err
	}
	catalog, err := c.catalog(t)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "language\treviewed\tdrafted\tfuzzy\tmissing\t")
	for _, s := range catalog.Status() {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", s.Lang,
			share(s, s.Reviewed), share(s, s.Drafted), share(s, s.Fuzzy), share(s, s.Missing), i18n.Endonym(s.Lang))
	}
	return w.Flush()
}

// share is a count with its part of all, rounded down: 100% means all.
func share(s i18n.Status, n int) string {
	return fmt.Sprintf("%d (%d%%)", n, 100*n/max(1, s.Missing+s.Fuzzy+s.Drafted+s.Reviewed))
}
