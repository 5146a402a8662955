package main

import (
	"errors"
	"fmt"
)

// checkCommand compiles everything that a service would.
type checkCommand struct {
	logFlags       `embed:""`
	programmeFlags `embed:""`
}

// Run prints the problems, one a line as file:line:column, and how many there
// are.
func (checkCommand) Run(p *invocation) error {
	var set settings
	r := p.read()
	r.log(&set, "info")
	r.programme(&set)
	if err := r.err(); err != nil {
		return err
	}
	words, err := loadWords(&set)
	if err != nil {
		return errors.New(problems(list(p.stdout, err)))
	}
	if n := checkAudio(p.stdout, &set, words); n > 0 {
		return errors.New(problems(n))
	}
	fmt.Fprintln(p.stdout, problems(0))
	return nil
}

func problems(n int) string {
	if n == 1 {
		return "1 problem"
	}
	return fmt.Sprintf("%d problems", n)
}
