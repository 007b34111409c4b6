package kernelspec

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// Env is what the rules of jupyter_core.paths look at. [Host] gives this
// machine's; tests make others.
type Env struct {
	GOOS   string              // as runtime.GOOS
	Home   string              // the user's home directory, "" where there is none
	Getenv func(string) string // as os.Getenv
	Prefix string              // Python's sys.prefix, "" where unknown
}

// Host returns the environment of this process, without Prefix: see
// [FindSysPrefix].
func Host() Env {
	home, _ := os.UserHomeDir() // no home: "", and DataDir says so
	return Env{GOOS: runtime.GOOS, Home: home, Getenv: os.Getenv}
}

// DataDir is jupyter_core.paths.jupyter_data_dir: the user's own Jupyter data.
// It fails where neither a home directory nor a variable says where that is.
func (e Env) DataDir() (string, error) {
	if dir := e.Getenv("JUPYTER_DATA_DIR"); dir != "" {
		return dir, nil
	}
	switch e.GOOS {
	case "darwin":
		return e.inHome("Library", "Jupyter")
	case "windows":
		if appdata := e.Getenv("APPDATA"); appdata != "" {
			return filepath.Join(appdata, "jupyter"), nil
		}
		if conf := e.Getenv("JUPYTER_CONFIG_DIR"); conf != "" {
			return filepath.Join(conf, "data"), nil
		}
		return e.inHome(".jupyter", "data")
	}
	if xdg := e.Getenv("XDG_DATA_HOME"); xdg != "" {
		return filepath.Join(xdg, "jupyter"), nil
	}
	return e.inHome(".local", "share", "jupyter")
}

func (e Env) inHome(elem ...string) (string, error) {
	if e.Home == "" {
		return "", errors.New("no home directory: set HOME or JUPYTER_DATA_DIR, or use --prefix")
	}
	return filepath.Join(append([]string{e.Home}, elem...)...), nil
}

// UserDir is the directory of the user's kernels, where --user installs.
func (e Env) UserDir() (string, error) {
	data, err := e.DataDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(data, "kernels"), nil
}

// PrefixDir is the directory of kernels under an installation prefix, where
// --prefix and --sys-prefix install.
func PrefixDir(prefix string) string {
	return filepath.Join(prefix, "share", "jupyter", "kernels")
}

// SearchDirs are the directories of kernels in the order in which Jupyter
// searches them (jupyter_path("kernels")).
func (e Env) SearchDirs() []string {
	var dirs []string
	for p := range strings.SplitSeq(e.Getenv("JUPYTER_PATH"), string(filepath.ListSeparator)) {
		if p != "" {
			dirs = append(dirs, filepath.Clean(p))
		}
	}
	user, env := e.userDirs(), e.envDirs()
	if truthy(e.Getenv("JUPYTER_PREFER_ENV_PATH")) {
		user, env = env, user
	}
	dirs = slices.Concat(dirs, user, env, e.systemDirs())
	var unique []string
	for _, d := range dirs {
		if d = filepath.Join(d, "kernels"); !slices.Contains(unique, d) {
			unique = append(unique, d)
		}
	}
	return unique
}

func (e Env) userDirs() []string {
	if dir, err := e.DataDir(); err == nil {
		return []string{dir}
	}
	return nil
}

func (e Env) envDirs() []string {
	if e.Prefix == "" {
		return nil
	}
	return []string{filepath.Join(e.Prefix, "share", "jupyter")}
}

func (e Env) systemDirs() []string {
	if e.GOOS == "windows" {
		if dir := e.Getenv("PROGRAMDATA"); dir != "" {
			return []string{filepath.Join(dir, "jupyter")}
		}
		return nil
	}
	return []string{"/usr/local/share/jupyter", "/usr/share/jupyter"}
}

// truthy is jupyter_core's reading of a switch in the environment.
func truthy(v string) bool {
	return !slices.Contains([]string{"", "no", "n", "false", "off", "0", "0.0"}, strings.ToLower(v))
}
