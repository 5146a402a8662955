package enrollment

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"slices"
)

// overlay shows the files of over, which may be nil, in front of those of
// under.
type overlay struct{ over, under fs.FS }

// Open opens the file of over if it has one.
func (o overlay) Open(name string) (fs.File, error) {
	if o.over != nil {
		f, err := o.over.Open(name)
		if !errors.Is(err, fs.ErrNotExist) {
			return f, err
		}
	}
	return o.under.Open(name)
}

// ReadDir lists the files of both.
func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	under, err := fs.ReadDir(o.under, name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("list the built-in files: %w", err)
	}
	if o.over == nil {
		return under, err
	}
	over, errOver := fs.ReadDir(o.over, name)
	if errOver != nil && !errors.Is(errOver, fs.ErrNotExist) {
		return nil, fmt.Errorf("list the files that stand in for built-in ones: %w", errOver)
	}
	for _, e := range under {
		if !slices.ContainsFunc(over, func(x fs.DirEntry) bool { return x.Name() == e.Name() }) {
			over = append(over, e)
		}
	}
	slices.SortFunc(over, func(a, b fs.DirEntry) int { return cmp.Compare(a.Name(), b.Name()) })
	return over, nil
}
