package cloud

import (
	"errors"
	"os"
)

// tempFile is gone when it is closed, and where the system allows it also when
// the process dies.
type tempFile struct {
	*os.File
	named bool // it could not be removed while it is open
}

func newTemp(dir string) (*tempFile, error) {
	f, err := os.CreateTemp(dir, "docket-")
	if err != nil {
		return nil, err
	}
	return &tempFile{File: f, named: os.Remove(f.Name()) != nil}, nil
}

// Close removes the file.
func (t *tempFile) Close() error {
	err := t.File.Close()
	if t.named {
		err = errors.Join(err, os.Remove(t.Name()))
	}
	return err
}
