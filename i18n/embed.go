package i18n

import "embed"

// Files holds the translations that are built into the program, as po/<tag>.po.
//
//go:embed po/*.po
var Files embed.FS

// PlainBudget says how many warnings of each kind the built-in texts may have in each language, a line each as
// "en passive 15"; see Plain. It is made by the command wecan check --lower.
//
//go:embed plain.budget
var PlainBudget string

// GlossaryFile is what the built-in texts are translated by; see ParseGlossary.
//
//go:embed glossary.csv
var GlossaryFile []byte
