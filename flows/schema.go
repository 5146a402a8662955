package flows

import _ "embed" // the schemas stand in files of their own, so that editors find them

//go:embed flow.schema.json
var flowSchema []byte

//go:embed programme.schema.json
var programmeSchema []byte

// FlowSchema is the JSON Schema (2020-12) of flow files, for editors. It knows
// the fields of every kind of step and what they hold. What it cannot know,
// such as whether a step is there that another one names, [Parse] finds.
func FlowSchema() []byte { return flowSchema }

// ProgrammeSchema is the JSON Schema of programme files: see [ParseProgramme].
func ProgrammeSchema() []byte { return programmeSchema }
