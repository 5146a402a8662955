package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"wecan/flows"
	"wecan/i18n"
)

// This file is for translators who have a spreadsheet program and nothing else.

type exportCommand struct {
	i18nFlags `embed:""`

	Semicolon bool   `help:"Put semicolons between the columns, for spreadsheet programs of countries that write 1,5."`
	Lang      string `arg:"" help:"The language, as ar."`
	File      string `arg:"" help:"The table to write, as ar.csv."`
}

// Run writes a table of all texts with their translations. It writes over no
// file: there may be work in it.
func (c *exportCommand) Run(p *invocation) error {
	t, old, err := c.translation(c.Lang)
	if err != nil {
		return err
	}
	comma := ','
	if c.Semicolon {
		comma = ';'
	}
	var b bytes.Buffer
	if err := i18n.WriteCSV(&b, i18n.Lang(c.Lang), old, t.in(old), comma); err != nil {
		return err
	}
	file, err := os.OpenFile(c.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) //nolint:gosec // for everybody to read, as the po files
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("there is a file %s already; name another, or remove it", c.File)
	}
	if err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	if _, err := file.Write(b.Bytes()); err != nil {
		return errors.Join(fmt.Errorf("write the table: %w", err), file.Close())
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	fmt.Fprintf(p.stdout, "%s: %s\n", c.File, counted(len(t.in(old)), "text", "texts"))
	return nil
}

type importCommand struct {
	i18nFlags `embed:""`

	Lang string `arg:"" help:"The language, as ar."`
	File string `arg:"" help:"The table that export wrote and somebody filled in."`
}

// Run takes a table over as a whole, or prints what is wrong with it and writes
// nothing.
func (c *importCommand) Run(p *invocation) error {
	t, old, err := c.translation(c.Lang)
	if err != nil {
		return err
	}
	table, err := os.ReadFile(c.File)
	if err != nil {
		return fmt.Errorf("read the table: %w", err)
	}
	merged, changed, err := i18n.ReadCSV(c.File, table, i18n.Lang(c.Lang), old, t.in(old))
	if err == nil {
		err = c.fits(t, merged)
	}
	if err != nil {
		return fmt.Errorf("%s; nothing was written", problems(list(p.stdout, err)))
	}
	if err := replace(c.file(c.Lang+".po"), merged); err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "%s: %s changed\n", c.file(c.Lang+".po"), counted(changed, "text", "texts"))
	return nil
}

// translation reads the texts, and the file of a language; it is empty where
// there is none yet.
func (f i18nFlags) translation(lang string) (t *texts, old []byte, err error) {
	if _, err := f.poFiles(); err != nil {
		return nil, nil, err
	}
	if t, err = f.texts(); err != nil {
		return nil, nil, err
	}
	old, err = os.ReadFile(f.file(filepath.Base(lang) + ".po"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("read the translation: %w", err)
	}
	return t, old, nil
}

// fits looks at a new file as the service would: with its labels on buttons.
func (c *importCommand) fits(t *texts, merged []byte) (err error) {
	dir, err := os.MkdirTemp("", "wecan-import-")
	if err != nil {
		return fmt.Errorf("check the table: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := os.Mkdir(filepath.Join(dir, "po"), 0o700); err != nil {
		return fmt.Errorf("check the table: %w", err)
	}
	//nolint:gosec // ReadCSV has found it to be one of our languages
	if err := os.WriteFile(filepath.Join(dir, "po", c.Lang+".po"), merged, 0o600); err != nil {
		return fmt.Errorf("check the table: %w", err)
	}
	catalog, err := i18n.Load(i18n.Files, t.all, os.DirFS(dir))
	if err != nil {
		return err
	}
	_, err = flows.Compile(t.book, catalog, t.programme)
	return err
}

// replace writes a file whole or not at all.
func replace(name string, data []byte) error {
	next := name + ".new"
	if err := os.WriteFile(next, data, 0o644); err != nil { //nolint:gosec // for everybody to read, as in extract
		return fmt.Errorf("write the file: %w", err)
	}
	if err := os.Rename(next, name); err != nil {
		return fmt.Errorf("write the file: %w", errors.Join(err, os.Remove(next)))
	}
	return nil
}
