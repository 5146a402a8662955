package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"wecan/flows"
	"wecan/i18n"
)

// budgetFile is where the budget stands in a checkout.
const budgetFile = "i18n/plain.budget"

// budgetLine is what is counted together.
type budgetLine struct {
	lang i18n.Lang
	kind string
}

// budget says how many warnings there may be. What it does not name, there may
// be none of.
type budget map[budgetLine]int

func parseBudget(name, text string) (budget, error) {
	b := budget{}
	n := 0
	for line := range strings.Lines(text) {
		n++
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		var lang, kind string
		var most int
		if _, err := fmt.Sscanf(line, "%s %s %d", &lang, &kind, &most); err != nil || most < 0 {
			return nil, fmt.Errorf("%s:%d: a line must be a language, a kind of warning and a number, as: en passive 15", name, n)
		}
		b[budgetLine{i18n.Lang(lang), kind}] = most
	}
	return b, nil
}

func (b budget) String() string {
	var out strings.Builder
	out.WriteString("# How many warnings of “wecan check” the built-in texts may have: language, kind, number.\n" +
		"# The numbers only go down. When there are fewer, run: wecan check --lower\n")
	for _, line := range b.lines() {
		if b[line] > 0 {
			fmt.Fprintf(&out, "%s %s %d\n", line.lang, line.kind, b[line])
		}
	}
	return out.String()
}

func (b budget) lines() []budgetLine {
	return slices.SortedFunc(maps.Keys(b), func(a, b budgetLine) int {
		return cmp.Or(cmp.Compare(a.lang, b.lang), cmp.Compare(a.kind, b.kind))
	})
}

// spent counts the warnings.
func spent(warnings []flows.PlainWarning) budget {
	out := budget{}
	for _, w := range warnings {
		out[budgetLine{w.Lang, w.Kind}]++
	}
	return out
}

// plainly looks at the language of all texts. Faults are problems; warnings are
// problems where there are more of a kind than the budget has: then all of that
// kind are told, since nobody knows which of them is new. Texts of the operator
// have no budget: their warnings are told and do no harm.
func (c checkCommand) plainly(w io.Writer, words *words, set *settings) (problems int, err error) {
	faults, warnings, err := plainOf(words.defs, set)
	if err != nil {
		return 0, err
	}
	for _, p := range faults {
		fmt.Fprintln(w, flows.FileErrors{p})
	}
	own := slices.DeleteFunc(slices.Clone(warnings), func(one flows.PlainWarning) bool { return !set.owns(one.Source) })
	for _, one := range own {
		fmt.Fprintln(w, flows.FileErrors{one.Problem})
	}
	if set.FlowsDir != "" || set.Programme != nil {
		return len(faults), nil
	}
	most, err := parseBudget(budgetFile, i18n.PlainBudget)
	if err != nil {
		return 0, err
	}
	over := tellBudget(w, warnings, most, c.Warnings)
	return len(faults) + over, nil
}

// plainOf looks at texts with our glossary.
func plainOf(defs *flows.Definitions, set *settings) (flows.FileErrors, []flows.PlainWarning, error) {
	glossary, err := i18n.ParseGlossary("i18n/glossary.csv", i18n.GlossaryFile)
	if err != nil {
		return nil, nil, err
	}
	faults, warnings := defs.Plain(set.poFile, glossary, slices.Concat(menuSources(), mattermostSources())...)
	return faults, warnings, nil
}

// glossary tells where translations keep to other words than the glossary: of
// built-in texts what is beyond the budget, as wecan check does, and of others all, which does no harm.
func (f i18nFlags) glossary(w io.Writer, defs *flows.Definitions) (over int, err error) {
	_, warnings, err := plainOf(defs, &settings{FlowsDir: f.Flows, ProgrammeFile: f.Programme})
	if err != nil {
		return 0, err
	}
	warnings = slices.DeleteFunc(warnings, func(one flows.PlainWarning) bool { return one.Kind != i18n.RemarkGlossary })
	most, err := parseBudget(budgetFile, i18n.PlainBudget)
	if err != nil {
		return 0, err
	}
	if f.Flows != "" || f.Dir != "i18n" {
		held := map[i18n.Lang]map[i18n.Key]bool{i18n.English: {}}
		for _, one := range warnings {
			if held[one.Lang] == nil {
				held[one.Lang] = f.held(one.Lang)
			}
			if held[one.Lang][one.Source.Key] {
				one.Problem.File = f.file(string(one.Lang) + ".po")
			}
			fmt.Fprintln(w, flows.FileErrors{one.Problem})
		}
		return 0, nil
	}
	maps.DeleteFunc(most, func(line budgetLine, _ int) bool { return line.kind != i18n.RemarkGlossary })
	return tellBudget(w, warnings, most, false), nil
}

// tellBudget answers how many kinds are over the budget.
func tellBudget(w io.Writer, warnings []flows.PlainWarning, most budget, all bool) (over int) {
	count := spent(warnings)
	for _, one := range warnings {
		if line := (budgetLine{one.Lang, one.Kind}); all || count[line] > most[line] {
			fmt.Fprintln(w, flows.FileErrors{one.Problem})
		}
	}
	lower := false
	for _, line := range count.lines() {
		if count[line] > most[line] {
			fmt.Fprintf(w, "%s: in %s there are more warnings of the kind %s (%d) than the budget has (%d); make a text plainer\n", budgetFile, line.lang, line.kind, count[line], most[line])
			over++
		}
	}
	for _, line := range most.lines() {
		lower = lower || count[line] < most[line]
	}
	if lower && over == 0 {
		fmt.Fprintln(w, "there are fewer warnings than the budget has; run: wecan check --lower")
	}
	return over
}

// lowerBudget writes the budget of a checkout down to what is needed. It never
// writes a number up.
func lowerBudget(w io.Writer, words *words, set *settings) error {
	if set.FlowsDir != "" || set.Programme != nil {
		return errors.New("only the built-in texts have a budget; leave --flows and --programme out")
	}
	data, err := os.ReadFile(budgetFile)
	if err != nil {
		return fmt.Errorf("read the budget, from the repository's top: %w", err)
	}
	most, err := parseBudget(budgetFile, string(data))
	if err != nil {
		return err
	}
	_, warnings, err := plainOf(words.defs, set)
	if err != nil {
		return err
	}
	if over := tellBudget(w, warnings, most, false); over > 0 {
		return errors.New(problems(over))
	}
	if err := replace(budgetFile, []byte(spent(warnings).String())); err != nil {
		return err
	}
	fmt.Fprintf(w, "%s: %s\n", budgetFile, counted(len(warnings), "warning", "warnings"))
	return nil
}
