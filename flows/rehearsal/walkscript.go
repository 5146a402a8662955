package rehearsal

import "strings"

// record writes what was done and the messages as they were sent.
func (w *walker) record(t *turned) {
	if !w.options.Show {
		return
	}
	p := &player{w: t.world}
	for _, e := range t.out {
		p.write(e)
	}
	where := t.from.view.At.Flow + "." + t.from.view.At.Step
	w.script.WriteString("# " + strings.Trim(where, ".") + " [" + string(w.lang) + "]\n" + t.did + "\n" + p.out.String() + "\n")
}
