package main

import (
	"fmt"
	"slices"
	"strings"

	"wecan/flows"
	"wecan/i18n"
)

// beginning is what she does to begin a flow, as lines of a transcript: by its
// trigger, or /start for "".
func beginning(defs *flows.Definitions, flow string, lang i18n.Lang) ([]string, error) {
	if flow == "" {
		return []string{"> /start"}, nil
	}
	all := defs.Book.Outlines()
	at := slices.IndexFunc(all, func(o flows.Outline) bool { return o.ID == flow })
	if at < 0 {
		var names []string
		for _, o := range all {
			names = append(names, o.ID)
		}
		return nil, fmt.Errorf("there is no flow %q; there are: %s", flow, strings.Join(names, ", "))
	}
	o := all[at]
	switch t := o.Triggers; {
	case t.Command != "":
		return []string{"> /" + t.Command}, nil
	case t.Start:
		return []string{"> /start"}, nil
	case t.Link != "":
		return []string{"> /start " + t.Link}, nil
	case t.Person:
		return []string{"> /person"}, nil
	case t.Menu != "":
		return []string{"> /menu", "tap: " + defs.LabelOf(lang, t.Menu)}, nil
	case t.Told != "":
		return []string{"> /help", told(t)}, nil // nobody is told anything who never wrote
	}
	return nil, notBegun(o, all)
}

// told is another actor telling what begins a flow. What it gives is called by
// its own name.
func told(t flows.Triggers) string {
	given := make([]string, 0, len(t.Gives))
	for _, name := range t.Gives {
		given = append(given, name+"="+name)
	}
	return strings.TrimSpace("told: " + t.Told + " " + strings.Join(given, "; "))
}

// notBegun says how a flow is reached that nothing begins.
func notBegun(o flows.Outline, all []flows.Outline) error {
	if o.Builtin {
		return fmt.Errorf("the flow %q is the engine's own; begin another one, and send /menu in the middle of it", o.ID)
	}
	for _, other := range all {
		for _, s := range other.Steps {
			if s.Kind == "call."+o.ID {
				return fmt.Errorf("nothing begins the flow %q: %s calls it, so say: wecan chat %s", o.ID, other.ID, other.ID)
			}
		}
	}
	return fmt.Errorf("nothing begins the flow %q; give it a trigger", o.ID)
}
