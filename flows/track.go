package flows

import (
	"slices"
	"strings"
)

// Track is a way through a course that a person can choose once she has a place,
// such as to start something of her own, or to help others find theirs.
type Track struct {
	ID    string // stored with applications: never change one
	Name  string // in English, like About; see [Programme.Sources]
	About string

	at place
}

func (p *Programme) readTracks(v value) {
	if !v.exists() {
		return
	}
	for _, one := range v.fields("tracks").list {
		one.checkID(one.name, optionIDLimit)
		f := one.fields("a track")
		name, about := f.need("name"), f.get("about")
		t := Track{ID: one.name, Name: p.words(name), About: p.words(about), at: name.at}
		checkLabel(name, t.Name)
		if about.exists() {
			checkEnglish(about, t.About)
		}
		f.rest("a track")
		p.Tracks = append(p.Tracks, t)
	}
	if len(p.Tracks) == 0 {
		v.fail("name at least one track, as social: {name: \"Social entrepreneur\"}, or leave tracks out")
	}
}

// readCourseTracks are the ids of those that a course has; nil: all.
func (p *Programme) readCourseTracks(v value) []string {
	var out []string
	for _, one := range v.list("tracks") {
		if !slices.Contains(p.listed(listTracks), one.text()) {
			one.fail("there is no track %q", one.text())
		}
		out = append(out, one.text())
	}
	return out
}

// tracksAt are the tracks of the courses of a site, in the order of the file; of
// all courses while the site is not known.
func (p *Programme) tracksAt(site Site, known bool) []Track {
	if len(p.Courses) == 0 {
		return p.Tracks
	}
	var out []Track
	for _, t := range p.Tracks {
		if slices.ContainsFunc(p.Courses, func(c Course) bool {
			there := !known || site.Courses == nil || slices.Contains(site.Courses, c.ID)
			return there && (c.Tracks == nil || slices.Contains(c.Tracks, t.ID))
		}) {
			out = append(out, t)
		}
	}
	return out
}

// tracks are those she can choose from: name and what it is about, a line each.
func (k *talk) tracks() string {
	site, known := k.site()
	var lines []string
	for _, t := range k.e.programme.tracksAt(site, known) {
		line := k.say(trackKey(t.ID))
		if t.About != "" {
			line = k.say(textTrack, arg("track", line), arg("about", k.say(trackKey(t.ID)+".about")))
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		return "–"
	}
	return strings.Join(lines, "\n")
}
