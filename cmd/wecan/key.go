package main

import (
	"fmt"

	"wecan/store"
)

// keyCommand makes master keys. They go to the standard output and nowhere
// else.
type keyCommand struct {
	New    newKeyCommand    `cmd:"" default:"1" help:"Print a new master key."`
	Rotate rotateKeyCommand `cmd:"" help:"Print the given master key with a new key in front: what is sealed from then on is sealed with the new one."`
}

type newKeyCommand struct{}

// Run prints a new key.
func (newKeyCommand) Run(p *invocation) error {
	key, err := store.NewMasterKey()
	if err != nil {
		return err
	}
	return reveal(p, key)
}

type rotateKeyCommand struct {
	Config        *string `setting:"" placeholder:"FILE" help:"A file with settings, one NAME=VALUE a line."`
	MasterKeyFile *string `setting:"" placeholder:"FILE" help:"The master key as it is."`
}

// Run prints the rotated key. The old part stays in it: without it nothing that
// was sealed before could be opened.
func (rotateKeyCommand) Run(p *invocation) error {
	var set settings
	r := p.read()
	r.masterKey(&set)
	if err := r.err(); err != nil {
		return err
	}
	key, err := set.Key.Rotate()
	if err != nil {
		return err
	}
	return reveal(p, key)
}

func reveal(p *invocation, key store.MasterKey) error {
	text, err := key.Reveal()
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(p.stdout, text); err != nil {
		return fmt.Errorf("the key could not be written: %w", err)
	}
	return nil
}
