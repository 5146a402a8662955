package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"text/tabwriter"

	"wecan/flows/enrollment"
	"wecan/i18n"
)

// i18nCommand keeps the translations and the texts in step. It works on the
// files of a checkout.
type i18nCommand struct {
	Extract extractCommand    `cmd:"" help:"Write po/bot.pot from the texts in the flows."`
	Merge   mergeCommand      `cmd:"" help:"Bring every po file up to date with the texts in the flows."`
	Check   checkPOCommand    `cmd:"" help:"Check that po/bot.pot is up to date and that every po file is sound."`
	Status  translationStatus `cmd:"" help:"Tell how far each translation is."`
}

type i18nFlags struct {
	Dir string `placeholder:"FOLDER" default:"i18n" help:"The folder that holds po; default i18n, seen from the repository's top."`
}

const templateFile = "bot.pot"

func (f i18nFlags) file(name string) string { return filepath.Join(f.Dir, "po", name) }

// poFiles lists the translations. A folder without po is the wrong one.
func (f i18nFlags) poFiles() ([]string, error) {
	if _, err := os.Stat(f.file("")); err != nil {
		return nil, fmt.Errorf("there is no folder %s; go to the repository's top, or say --dir", f.file(""))
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
	if _, err := c.poFiles(); err != nil {
		return err
	}
	data, count, err := template()
	if err != nil {
		return err
	}
	if err := os.WriteFile(c.file(templateFile), data, 0o644); err != nil { //nolint:gosec // a file of the checkout, for everybody to read
		return fmt.Errorf("write the template: %w", err)
	}
	fmt.Fprintf(p.stdout, "%s: %d texts\n", c.file(templateFile), count)
	return nil
}

func template() (data []byte, count int, err error) {
	sources, err := allSources(nil)
	if err != nil {
		return nil, 0, err
	}
	var b bytes.Buffer
	if err := i18n.WritePOT(&b, sources); err != nil {
		return nil, 0, err
	}
	return b.Bytes(), len(sources), nil
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
	sources, err := allSources(nil)
	if err != nil {
		return err
	}
	var errs []error
	for _, name := range names {
		what, err := merge(name, sources)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
			continue
		}
		fmt.Fprintf(p.stdout, "%s: %s\n", name, what)
	}
	return errors.Join(errs...)
}

func merge(name string, sources []i18n.Source) (what string, err error) {
	old, err := os.ReadFile(name)
	if err != nil {
		return "", err
	}
	merged, err := i18n.Merge(old, sources)
	if err != nil {
		return "", err
	}
	if bytes.Equal(old, merged) {
		return "up to date", nil
	}
	return "merged", os.WriteFile(name, merged, 0o644) //nolint:gosec // as in extract
}

type checkPOCommand struct {
	i18nFlags `embed:""`
}

// Run prints the problems, one a line. A translation that is not complete is
// none.
func (c *checkPOCommand) Run(p *invocation) error {
	if _, err := c.poFiles(); err != nil {
		return err
	}
	found := 0
	data, _, err := template()
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
	if _, err := c.catalog(); err != nil {
		found += list(p.stdout, err)
	} else if _, err := enrollment.Definitions(nil, os.DirFS(c.Dir)); err != nil { // a label too long for its button
		found += list(p.stdout, err)
	}
	if found > 0 {
		return errors.New(problems(found))
	}
	fmt.Fprintln(p.stdout, problems(0))
	return nil
}

func (f i18nFlags) catalog() (*i18n.Catalog, error) {
	sources, err := allSources(nil)
	if err != nil {
		return nil, err
	}
	return i18n.Load(os.DirFS(f.Dir), sources)
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
	catalog, err := c.catalog()
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "language\treviewed\tdraft\tfuzzy\tmissing\t")
	for _, s := range catalog.Status() {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%s\n", s.Lang, s.Reviewed, s.Drafted, s.Fuzzy, s.Missing, i18n.Endonym(s.Lang))
	}
	return w.Flush()
}
