package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"wecan/flows"
	"wecan/flows/broadcast"
	"wecan/i18n"
)

type previewAnnounce struct {
	deadFlags `embed:""`

	Reference string   `arg:"" help:"The number of an announcement, as WE-4K7M-9Q2."`
	Lang      []string `placeholder:"LANG" help:"Only these languages, as ar,uk."`
}

// Help is shown by --help.
func (previewAnnounce) Help() string {
	return "It is what somebody reads who has not said her name. With a language without words it shows what its people read instead. Below it are the languages that miss words."
}

// Run prints what people read.
func (c *previewAnnounce) Run(ctx context.Context, p *invocation) error {
	return looking(ctx, p, wanted{}, func(t *tools, d *desk) error {
		a, err := d.announcement(ctx, c.Reference)
		if err != nil {
			return err
		}
		langs := langsOf(c.Lang)
		for _, lang := range langs {
			if !slices.Contains(readIn(t.words), lang) {
				return fmt.Errorf("nobody reads the bot in %q; the languages are: %s", lang, joinLangs(readIn(t.words)))
			}
		}
		plan := a.Plan
		if a.Pending != nil {
			plan = *a.Pending
		}
		return printPreview(p.stdout, plan, t.words.previews(plan, a.Reference, langs))
	})
}

// preview is an announcement as people of one language read it.
type preview struct {
	lang    i18n.Lang
	words   flows.CastWords // whose text that is; of another language where there are none
	message flows.Send
	without string // why they read nothing: a verdict
}

// missing says whether the language has no words.
func (s preview) missing() bool { return s.without != "" || s.words.Lang != s.lang }

// previews are what people read in some languages, none for all; those of the words come first, in
// their order.
func (w *words) previews(p broadcast.Plan, reference string, langs []i18n.Lang) []preview {
	cast := p.Cast(reference, flows.CastSend, 0)
	all := make([]i18n.Lang, 0, len(p.Words))
	for _, one := range p.Words {
		all = append(all, one.Lang)
	}
	all = append(all, p.Without(readIn(w))...)
	var out []preview
	for _, lang := range all {
		if len(langs) > 0 && !slices.Contains(langs, lang) {
			continue
		}
		s := preview{lang: lang}
		s.message, s.without = w.defs.PreviewCast(cast, lang, p.Site)
		switch own, ok := p.In(lang); {
		case p.Kind == flows.CastDigest: // our own words, in every language
			s.words.Lang = lang
		case ok:
			s.words = own
		default:
			s.words = p.Words[0]
		}
		out = append(out, s)
	}
	return out
}

func printPreview(out io.Writer, p broadcast.Plan, list []preview) error {
	var missing []i18n.Lang
	for _, one := range list {
		head := fmt.Sprintf("%s · %s", one.lang, i18n.Endonym(one.lang))
		if one.missing() {
			head += " · no words: " + missingWords(p.Missing)
			missing = append(missing, one.lang)
		}
		fmt.Fprintf(out, "— %s\n", directed(head))
		if one.without == "" {
			s := screen{out: out}
			if p.File != nil {
				s.note("a file comes first: a " + p.File.What)
			}
			s.message(chatHead, one.message.Text, buttonsOf(one.message.Buttons, nil))
		}
		fmt.Fprintln(out)
	}
	line := "Every language has words.\n"
	if len(missing) > 0 {
		line = "No words in: " + joinLangs(missing) + "\n"
	}
	if _, err := io.WriteString(out, line); err != nil {
		return fmt.Errorf("write the preview: %w", err)
	}
	return nil
}
