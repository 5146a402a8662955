package flows

import (
	"slices"
	"strings"
)

// saidFile is a file that a say step sends: a value that the flow was told, as it is, and
// its name on her phone.
type saidFile struct {
	value, name string
	at          place
}

func readSayFile(v value) saidFile {
	if !v.exists() {
		return saidFile{}
	}
	list := v.fields("file").list
	if len(list) != 1 {
		v.fail("a step sends one file, as file: {calendar: \"calendar.ics\"}")
		return saidFile{}
	}
	one := list[0]
	one.checkField(one.name)
	if !enclosedName.MatchString(one.text()) {
		one.fail("%q is no name of a file; write letters, digits, - and _, and an ending, as calendar.ics", one.text())
	}
	return saidFile{value: one.name, name: one.text(), at: one.at}
}

// enclose sends the file with the words below it. Without a file, or with one that is
// too large, only the words are sent.
func (s *say) enclose(k *talk) bool {
	if s.file.value == "" {
		return false
	}
	value, _ := k.given(s.file.value)
	e := Enclose{Chat: k.p.Chat, Name: s.file.name, Data: []byte(value), Text: k.render(s.flow, s.say)}
	if e.Fault() != nil {
		return false
	}
	k.out = append(k.out, e)
	return true
}

// sentFile is a file that somebody sent, told as a value: its kind, a colon, and Telegram's
// id of it, as [askFile] saves it.
type sentFile struct {
	value string
	at    place
}

func readSentFile(v value) sentFile {
	if !v.exists() {
		return sentFile{}
	}
	s := sentFile{value: v.text(), at: v.at}
	v.checkField(s.value)
	return s
}

// attach sends that file behind the words. Only photos and documents can be shown so; of
// all else, and without a file, only the words are sent.
func (s *say) attach(k *talk) {
	value, _ := k.given(s.sent.value)
	what, id, _ := strings.Cut(value, ":")
	if (what != "photo" && what != "document") || id == "" || k.p.Chat == 0 || k.p.Blocked {
		return
	}
	k.out = append(k.out, Attach{Chat: k.p.Chat, What: what, File: id})
}

// checkSayFile finds a file that nobody tells, and buttons that it cannot have.
func (b *Book) checkSayFile(f *flow, s step, problems *FileErrors) {
	say, ok := s.(*say)
	if !ok {
		return
	}
	if given := f.given(b); say.sent.value != "" && !slices.Contains(given, say.sent.value) {
		problems.add(say.sent.at, "nothing tells the file %q; there are: %s", say.sent.value, joined(given))
	}
	if say.file.value == "" {
		return
	}
	if given := f.given(b); !slices.Contains(given, say.file.value) {
		problems.add(say.file.at, "nothing tells the file %q; there are: %s", say.file.value, joined(given))
	}
	if say.menu || len(say.links) > 0 {
		problems.add(say.file.at, "a file has no buttons; let a step of its own follow")
	}
}
