package kernelspec_test

import (
	"path/filepath"
	"slices"
	"testing"

	"goasync/kernelspec"
)

func env(goos, home, prefix string, vars map[string]string) kernelspec.Env {
	return kernelspec.Env{GOOS: goos, Home: home, Prefix: prefix, Getenv: func(k string) string { return vars[k] }}
}

func TestUserDir(t *testing.T) {
	for _, row := range []struct {
		name, goos, home string
		vars             map[string]string
		want             string
	}{
		{"linux", "linux", "/home/a", nil, "/home/a/.local/share/jupyter/kernels"},
		{"linux with XDG", "linux", "/home/a", map[string]string{"XDG_DATA_HOME": "/data"}, "/data/jupyter/kernels"},
		{"mac", "darwin", "/Users/a", map[string]string{"XDG_DATA_HOME": "/data"}, "/Users/a/Library/Jupyter/kernels"},
		{"windows", "windows", "/u/a", map[string]string{"APPDATA": "/u/a/roaming"}, "/u/a/roaming/jupyter/kernels"},
		{"windows without APPDATA", "windows", "/u/a", nil, "/u/a/.jupyter/data/kernels"},
		{"windows with a config dir", "windows", "/u/a", map[string]string{"JUPYTER_CONFIG_DIR": "/c"}, "/c/data/kernels"},
		{"JUPYTER_DATA_DIR wins", "darwin", "/Users/a", map[string]string{"JUPYTER_DATA_DIR": "/d"}, "/d/kernels"},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, err := env(row.goos, row.home, "", row.vars).UserDir()
			if err != nil || got != filepath.FromSlash(row.want) {
				t.Errorf("UserDir = %q, %v; want %q", got, err, row.want)
			}
		})
	}
	if dir, err := env("linux", "", "", nil).UserDir(); err == nil {
		t.Errorf("without a home: %q", dir)
	}
}

func TestSearchDirs(t *testing.T) {
	for _, row := range []struct {
		name string
		env  kernelspec.Env
		want []string
	}{
		{"user, environment, system", env("linux", "/h", "/venv", nil),
			[]string{"/h/.local/share/jupyter", "/venv/share/jupyter", "/usr/local/share/jupyter", "/usr/share/jupyter"}},
		{"environment preferred", env("linux", "/h", "/venv", map[string]string{"JUPYTER_PREFER_ENV_PATH": "1"}),
			[]string{"/venv/share/jupyter", "/h/.local/share/jupyter", "/usr/local/share/jupyter", "/usr/share/jupyter"}},
		{"JUPYTER_PATH first, nothing twice", env("linux", "/h", "/usr", map[string]string{"JUPYTER_PATH": "/p/"}),
			[]string{"/p", "/h/.local/share/jupyter", "/usr/share/jupyter", "/usr/local/share/jupyter"}},
		{"windows", env("windows", "/h", "", map[string]string{"APPDATA": "/a", "PROGRAMDATA": "/pd"}),
			[]string{"/a/jupyter", "/pd/jupyter"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			var want []string
			for _, d := range row.want {
				want = append(want, filepath.Join(filepath.FromSlash(d), "kernels"))
			}
			if got := row.env.SearchDirs(); !slices.Equal(got, want) {
				t.Errorf("SearchDirs = %q\nwant %q", got, want)
			}
		})
	}
}

func TestFindSysPrefix(t *testing.T) {
	got, err := kernelspec.FindSysPrefix(t.Context(), env("linux", "/h", "", map[string]string{"CONDA_PREFIX": "/conda"}))
	if err != nil || got != "/conda" {
		t.Errorf("FindSysPrefix = %q, %v", got, err)
	}
	t.Setenv("PATH", t.TempDir())
	if got, err := kernelspec.FindSysPrefix(t.Context(), env("linux", "/h", "", nil)); err == nil {
		t.Errorf("without Python: %q", got)
	}
}
