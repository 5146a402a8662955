package main

import (
	"fmt"

	"wecan/flows"
)

// schemaCommand is for whoever edits flows outside a checkout.
type schemaCommand struct {
	Of string `arg:"" enum:"flow,programme" help:"Of which files: flow or programme."`
}

// Run prints the schema.
func (c schemaCommand) Run(p *invocation) error {
	schema := flows.FlowSchema()
	if c.Of == "programme" {
		schema = flows.ProgrammeSchema()
	}
	if _, err := p.stdout.Write(schema); err != nil {
		return fmt.Errorf("print the schema: %w", err)
	}
	return nil
}
