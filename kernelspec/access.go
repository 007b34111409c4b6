package kernelspec

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// makeDirs is os.MkdirAll with directories that everybody can read: an
// administrator's umask would hide an entry that is meant for all users.
func makeDirs(dir string) error {
	if info, err := os.Stat(dir); err == nil {
		if !info.IsDir() {
			return fmt.Errorf("%s is not a directory", dir)
		}
		return nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if parent := filepath.Dir(dir); parent != dir {
		if err := makeDirs(parent); err != nil {
			return err
		}
	}
	if err := os.Mkdir(dir, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return os.Chmod(dir, 0o755)
}

// ForOthers tells why other users of the machine cannot run the program at
// path: it, or a directory above it, is closed to them. It is nil where they
// can, and on systems whose files have no such modes.
func ForOthers(path string) error {
	return forOthers(path, filepath.VolumeName(path)+string(filepath.Separator))
}

// forOthers looks at the directories from path up to top.
func forOthers(path, top string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if filepath.Separator != '/' {
		return nil
	}
	if info.Mode()&0o005 != 0o005 {
		return fmt.Errorf("other users cannot run %s (mode %v)", path, info.Mode().Perm())
	}
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		if err != nil {
			return err
		}
		if info.Mode()&0o001 == 0 {
			return fmt.Errorf("other users cannot reach %s: %s is closed to them (mode %v)", path, dir, info.Mode().Perm())
		}
		if dir == top || dir == filepath.Dir(dir) {
			return nil
		}
	}
}
