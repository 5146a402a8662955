package main

import (
	"errors"
	"fmt"
)

// checkCommand compiles everything that a service would.
type checkCommand struct {
	logFlags       `embed:""`
	programmeFlags `embed:""`

	Lock bool `help:"Bring the lock file (ids.lock) of the folder that --flows names up to date, or in a checkout those of the built-in flows."`
}

// Run prints the problems, one a line as file:line:column, and how many there
// are.
func (c checkCommand) Run(p *invocation) error {
	var set settings
	r := p.read()
	r.log(&set, "info")
	r.programme(&set)
	if err := r.err(); err != nil {
		return err
	}
	if c.Lock {
		return writeLocks(p.stdout, &set)
	}
	if _, err := loadWords(&set); err != nil {
		return errors.New(problems(list(p.stdout, err)))
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
