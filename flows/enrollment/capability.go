package enrollment

import (
	"embed"
	"fmt"
	"io/fs"

	"wecan/flows"
	"wecan/i18n"
)

//go:embed *.yaml ids.lock
var flowFiles embed.FS

//go:embed programme.yaml
var exampleProgramme []byte

const exampleName = "flows/enrollment/programme.yaml"

// Example is the built-in programme file, and its name in the repository.
func Example() (name string, data []byte) { return exampleName, exampleProgramme }

// Capability is what cmd registers.
func Capability() flows.Capability {
	return flows.Capability{
		Name:    "enrollment",
		Flows:   flowFiles,
		Dir:     "flows/enrollment",
		Locked:  true,
		Actions: actions(),
		Tells:   letters(),
		Bind:    machines,
	}
}

// machines are bound to the programme file: applications are scored by it, and
// the intakes of its sites know their places.
func machines(b *flows.Book, p *flows.Programme, _ *i18n.Catalog) map[flows.Kind]flows.Machine {
	return map[flows.Kind]flows.Machine{
		flows.KindApplication: Application{Book: b, Programme: p},
		flows.KindIntake:      Intake{Programme: p},
	}
}

// Sources are the English texts of the engine, of enrollment, and of the
// programme file: what translators translate.
func Sources(programme []byte) ([]i18n.Source, error) {
	book, p, err := read(programme)
	if err != nil {
		return nil, err
	}
	return append(book.Sources(), p.Sources()...), nil
}

// Definitions joins the built-in flows, the translations and a programme file
// (nil: the built-in example) into what turns are made with. overrides, which
// may be nil, holds po/<tag>.po files whose translations stand in for built-in
// ones; clips are the recordings there are. The error lists everything that is
// wrong with the files.
func Definitions(programme []byte, overrides fs.FS, clips ...flows.Clip) (*flows.Definitions, error) {
	book, p, err := read(programme)
	if err != nil {
		return nil, err
	}
	catalog, err := i18n.Load(i18n.Files, append(book.Sources(), p.Sources()...), overrides)
	if err != nil {
		return nil, fmt.Errorf("enrollment: translations: %w", err)
	}
	defs, err := flows.Compile(book, catalog, p, clips...)
	if err != nil {
		return nil, fmt.Errorf("enrollment: %w", err)
	}
	return defs, nil
}

func read(programme []byte) (*flows.Book, *flows.Programme, error) {
	name := "programme"
	if programme == nil {
		name, programme = exampleName, exampleProgramme
	}
	book, err := flows.Parse(Capability())
	if err != nil {
		return nil, nil, fmt.Errorf("enrollment: flows: %w", err)
	}
	p, err := flows.ParseProgramme(name, programme)
	if err != nil {
		return nil, nil, fmt.Errorf("enrollment: programme file: %w", err)
	}
	return book, p, nil
}
