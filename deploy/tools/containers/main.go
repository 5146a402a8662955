// Command containers checks our container files without a container engine: the Dockerfile with BuildKit's own parser and
// linter, the Compose files with the reference reader of the Compose specification. What only an engine can tell, such as
// whether an image exists, stays unchecked.
//
//	containers DOCKERFILE COMPOSE…
//
// The first Compose file is read alone, and then with the others that add to it.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "containers: name a Dockerfile and a Compose file")
		os.Exit(2)
	}
	if err := errors.Join(dockerfile(os.Args[1]), compose(os.Args[2]), compose(os.Args[2:]...)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// dockerfile refuses what BuildKit does not understand, and what it warns of.
func dockerfile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	read, err := parser.Parse(f)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	var found []error
	for _, w := range read.Warnings {
		found = append(found, fmt.Errorf("%s: %s", path, w.Short))
	}
	stages, _, err := instructions.Parse(read.AST, linter.New(&linter.Config{
		Warn: func(rule, _, _, message string, at []parser.Range) {
			line := 0
			if len(at) > 0 {
				line = at[0].Start.Line
			}
			found = append(found, fmt.Errorf("%s:%d: %s: %s", path, line, rule, message))
		},
	}))
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if last := stages[len(stages)-1]; last.BaseName != "scratch" {
		found = append(found, fmt.Errorf("%s: the last stage is made from %s, not from scratch", path, last.BaseName))
	}
	return errors.Join(found...)
}

// compose refuses what the specification does not know, and names that lead nowhere.
func compose(paths ...string) error {
	o, err := cli.NewProjectOptions(paths, cli.WithEnv(needed), cli.WithInterpolation(true), cli.WithConsistency(true), cli.WithResolvedPaths(true))
	if err == nil {
		_, err = o.LoadProject(context.Background())
	}
	if err != nil {
		return fmt.Errorf("%s: %w", strings.Join(paths, " and "), err)
	}
	return nil
}

// needed are the settings that an operator must make in .env.
var needed = []string{"WECAN_MATTERMOST_URL=https://chat.example.org", "WECAN_MATTERMOST_CALLBACK_URL=https://bot.example.org"}
