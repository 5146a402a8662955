package main

import (
	"os"
	"path"
	"path/filepath"
	"strings"

	"wecan/flows"
	"wecan/i18n"
)

// poFile is the file in which the translation of a text must stand, "" where
// nobody has to translate it: what an operator writes in English alone is right
// so, until the folder of flows has a file of that language.
func (s *settings) poFile(lang i18n.Lang, source i18n.Source) string {
	if !s.owns(source) {
		return flows.PoFile(lang, source)
	}
	if s.FlowsDir == "" {
		return ""
	}
	po := filepath.Join(s.FlowsDir, "po", string(lang)+".po")
	if _, err := os.Stat(po); err != nil {
		return ""
	}
	return po
}

// owns says whether an operator wrote a text.
func (s *settings) owns(source i18n.Source) bool {
	file, _, _ := strings.Cut(source.Ref, ":")
	return s.Programme != nil && file == s.ProgrammeFile || s.FlowsDir != "" && path.Dir(file) == path.Clean(s.FlowsDir)
}

// expected is the same for those who know a text by its key.
func (s *settings) expected(defs *flows.Definitions) func(i18n.Lang, i18n.Key) bool {
	sources := map[i18n.Key]i18n.Source{}
	for _, one := range append(defs.Book.Sources(), defs.Programme.Sources()...) {
		sources[one.Key] = one
	}
	return func(lang i18n.Lang, key i18n.Key) bool { return s.poFile(lang, sources[key]) != "" }
}
