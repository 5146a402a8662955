// Package i18n holds the words people read and understands the words they type.
//
// English is written where it is used, as a [Source] with a stable [Key]. A translation lives in po/<tag>.po beside this
// file. [Load] joins the two into a [Catalog], and [Catalog.Render] gives the finished text of one message:
//
//	text, used := catalog.Render("ar", "session.reminder.text", i18n.Arg{Name: "city", Value: "Jena"})
//
// used is the language that was found: a message that Dari does not have is looked for in Persian, then in English, each
// message for itself. Keep it with what was sent.
//
// Messages are rendered here and not by golang.org/x/text/message, for four reasons. Its catalogue prints the key instead
// of falling back when a translation is missing. It formats with fmt verbs, so a "%" in a text ("100% sicuro") breaks the
// message, and translators see "%[1]s" where we want "{city}". It cannot put an argument between isolates, which
// right-to-left text needs. And it drops plural forms silently. What x/text knows, it decides: plural categories, the
// matching of language codes, names of languages, normalisation, case folding, directions of letters.
//
// The package does no I/O: files come in as an fs.FS, and PO text as bytes. A Catalog never changes after Load and may be
// used by many goroutines at once; only the list of gaps grows (see [Catalog.Missing]).
package i18n
