package main

import (
	"embed"
	"io/fs"

	"wecan/flows"
	"wecan/i18n"
)

// Joining the programme asks for no phone number, no place and no photo, so
// that the demo would never show how such questions look. A flow of its own does,
// /try, which is in no bot but the demo's. Whoever tries flows of her own with
// --flows has her bot as it will be, without it.

//go:embed trial
var trialFiles embed.FS

// trialCommand begins the flow.
const trialCommand = "try"

// trialFolder holds the flow and its translations.
func trialFolder() fs.FS {
	folder, err := fs.Sub(trialFiles, "trial")
	if err != nil {
		panic(err) // the name is ours
	}
	return folder
}

func trialCapability() flows.Capability {
	return flows.Capability{Name: "trial", Dir: "cmd/wecan/trial", Flows: trialFolder()}
}

// trialSources is the line of the menu for it.
func trialSources() []i18n.Source {
	return []i18n.Source{{
		Key: flows.CommandKey(trialCommand), Text: "Try keys, a place, a photo and a voice message (only in this demo)",
		Note: "A line of the menu of commands, at most 256 characters. Stands behind /try, only in the demo.", Ref: "cmd/wecan/trial.go",
	}}
}
