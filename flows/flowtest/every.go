package flowtest

import (
	"embed"
	"fmt"
	"io/fs"
	"testing/fstest"

	"wecan/flows"
	"wecan/i18n"
)

//go:embed every
var everyFiles embed.FS

// kindThing is the kind of the actor that the flow every asks for things.
const kindThing flows.Kind = "thing"

// Thing is that actor: it answers what the person's name asks for.
type thing struct{}

// Step answers well with two places, or wrong when the name is Wrong. What is
// only counted is not answered.
func (thing) Step(_ flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	told, ok := in.(flows.Told)
	if !ok {
		return flows.Result{}, fmt.Errorf("flowtest: a thing cannot be given a %T", in)
	}
	r := flows.Result{Actor: a}
	r.Actor.Body = told.Data
	if told.Name == "count" {
		return r, nil
	}
	name, places := "well", "2"
	var sent map[string]string
	if err := unmarshal(told.Data, &sent); err != nil {
		return r, err
	}
	switch sent["name"] {
	case "Wrong":
		name = "wrong"
	case "One":
		places = "1"
	}
	tell, err := flows.TellPerson(told.From, name, map[string]string{"places": places})
	r.Effects = []flows.Effect{tell}
	return r, err
}

// Every is a capability with every kind of step, in English and Arabic; with
// its programme file.
func Every() (flows.Capability, *flows.Programme, error) {
	sub, err := fs.Sub(everyFiles, "every")
	if err != nil {
		return flows.Capability{}, nil, fmt.Errorf("flowtest: %w", err)
	}
	data, err := fs.ReadFile(sub, "programme.yaml")
	if err != nil {
		return flows.Capability{}, nil, fmt.Errorf("flowtest: %w", err)
	}
	p, err := flows.ParseProgramme("programme.yaml", data)
	if err != nil {
		return flows.Capability{}, nil, fmt.Errorf("flowtest: %w", err)
	}
	return flows.Capability{
		Name: "every", Dir: "flows/flowtest/every", Flows: sub,
		Tells:    map[string][]string{"session.soon": {"title", "hour"}},
		Machines: map[flows.Kind]flows.Machine{kindThing: thing{}},
		Actions: map[string]flows.Action{
			"thing.send":  {Needs: []string{"name"}, Answers: []string{"well", "wrong"}, Gives: []string{"places"}, Indexed: []string{"age"}, Do: ask("send")},
			"thing.count": {Do: ask("count")},
		},
	}, p, nil
}

func ask(name string) func(flows.Call) (flows.Request, error) {
	return func(c flows.Call) (flows.Request, error) {
		tell, err := flows.NewTell(c.Turn.IDs.Of(kindThing, name), name, c.Answers)
		return flows.Request{Tell: tell, Key: "N7"}, err
	}
}

// arabic is the one translation that the flow has too.
func arabic() fs.FS {
	data, err := fs.ReadFile(i18n.Files, "po/ar.po")
	if err != nil {
		return nil
	}
	return fstest.MapFS{"po/ar.po": {Data: data}}
}

// Definitions compiles Every with its translations.
func Definitions() (*flows.Definitions, error) {
	capability, p, err := Every()
	if err != nil {
		return nil, err
	}
	book, err := flows.Parse(capability)
	if err != nil {
		return nil, fmt.Errorf("flowtest: %w", err)
	}
	sub, err := fs.Sub(everyFiles, "every")
	if err != nil {
		return nil, fmt.Errorf("flowtest: %w", err)
	}
	catalog, err := i18n.Load(arabic(), append(book.Sources(), p.Sources()...), sub)
	if err != nil {
		return nil, fmt.Errorf("flowtest: %w", err)
	}
	defs, err := flows.Compile(book, catalog, p)
	if err != nil {
		return nil, fmt.Errorf("flowtest: %w", err)
	}
	return defs, nil
}
