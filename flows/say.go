package flows

// say tells something and goes on.
//
//	who:
//	  say: "Hello, I am the computer helper of {org}, not a person."
//	  next: notice
//
// With file it stands below a file that the flow was told:
//
//	file:
//	  say: "Open this file to add it to your calendar."
//	  file: {calendar: "calendar.ics"}   # the value, and the file's name
//	  next: over
//
// With attach a file that somebody sent to the bot follows, as a question for one has saved it.
type say struct {
	common
	say   *text
	file  saidFile
	sent  sentFile
	links webLinks
	menu  bool // show the buttons of the flows that can be begun
	next  exit
}

func readSay(l *flowReader, c common, f *fields) step {
	s := &say{common: c}
	s.careful = f.get("careful").boolean()
	s.say = l.text(&s.common, "text", f.get("say"))
	s.file = readSayFile(f.get("file"))
	s.sent = readSentFile(f.get("attach"))
	s.links = readWebLinks(l, &s.common, f.get("links"))
	s.menu = f.get("menu").boolean()
	s.next = l.exit(f.need("next"))
	return s
}

func (s *say) texts() []*text { return append(presentTexts(s.say), s.links.labels()...) }
func (s *say) exits() []exit  { return []exit{s.next} }

// enter says it; on the way back to a review she has read it already, unless
// the change led her to something new.
func (s *say) enter(k *talk) (move, error) {
	if c := k.top().Change; c == nil || c.Fresh {
		if !s.enclose(k) {
			k.send(k.render(s.flow, s.say), s.buttons(k))
		}
		k.play(s.say, false)
		s.attach(k)
	}
	return next(s.next.to), nil
}

func (s *say) buttons(k *talk) [][]Button {
	out := s.links.buttons(k)
	if s.menu {
		out = append(out, k.menu()...)
	}
	return out
}
