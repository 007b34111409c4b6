package kernelspec_test

import (
	"encoding/json"
	"errors"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"goasync/kernelspec"
)

func install(t *testing.T, dir string, s kernelspec.Spec) kernelspec.Installed {
	t.Helper()
	done, err := kernelspec.Install(dir, s)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func readSpec(t *testing.T, dir string) map[string]any {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, "kernel.json"))
	if err != nil {
		t.Fatal(err)
	}
	var spec map[string]any
	if err := json.Unmarshal(raw, &spec); err != nil {
		t.Fatal(err)
	}
	return spec
}

func TestInstallWritesWhatJupyterNeeds(t *testing.T) {
	dir := t.TempDir()
	done := install(t, dir, kernelspec.Spec{Binary: "/opt/go-async"})
	if !done.Changed || done.Dir != filepath.Join(dir, "go-async") {
		t.Fatalf("Install = %+v", done)
	}
	raw, _ := os.ReadFile(filepath.Join(done.Dir, "kernel.json"))
	want := `{
 "argv": [
  "/opt/go-async",
  "kernel",
  "-f",
  "{connection_file}"
 ],
 "display_name": "Go (async)",
 "env": {},
 "interrupt_mode": "message",
 "language": "go",
 "metadata": {
  "debugger": true
 }
}
`
	if string(raw) != want {
		t.Errorf("kernel.json = %s\nwant %s", raw, want)
	}
	for name, side := range map[string]int{"logo-32x32.png": 32, "logo-64x64.png": 64} {
		f, err := os.Open(filepath.Join(done.Dir, name))
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(f)
		f.Close()
		if err != nil || img.Bounds().Dx() != side || img.Bounds().Dy() != side {
			t.Errorf("%s: %v, %v", name, img.Bounds(), err)
		}
	}
}

func TestInstallAgainChangesNothing(t *testing.T) {
	dir := t.TempDir()
	s := kernelspec.Spec{Binary: "/opt/go-async", DisplayName: "Mine"}
	install(t, dir, s)
	if done := install(t, dir, s); done.Changed {
		t.Error("the second Install changed something")
	}
	if done := install(t, dir, kernelspec.Spec{Binary: "/opt/go-async"}); done.Changed {
		t.Error("an Install without a display name took back the first one's")
	}
}

func TestInstallKeepsWhatTheUserAdded(t *testing.T) {
	dir := t.TempDir()
	done := install(t, dir, kernelspec.Spec{Binary: "/old/go-async"})
	mine := `{"argv":["/old/go-async","kernel","-f","{connection_file}","--log-level","debug"],"display_name":"My Go","language":"go",
"env":{"GOFLAGS":"-v"},"metadata":{"mine":1},"interrupt_mode":"signal"}`
	if err := os.WriteFile(filepath.Join(done.Dir, "kernel.json"), []byte(mine), 0o644); err != nil {
		t.Fatal(err)
	}
	install(t, dir, kernelspec.Spec{Binary: "/new/go-async"})
	got, _ := json.Marshal(readSpec(t, done.Dir))
	want := `{"argv":["/new/go-async","kernel","-f","{connection_file}","--log-level","debug"],"display_name":"My Go",` +
		`"env":{"GOFLAGS":"-v"},"interrupt_mode":"message","language":"go","metadata":{"mine":1}}`
	if string(got) != want {
		t.Errorf("kernel.json = %s\nwant          %s", got, want)
	}
}

func TestOtherKernelsAreLeftAlone(t *testing.T) {
	dir := t.TempDir()
	other := filepath.Join(dir, "python3")
	if err := os.MkdirAll(other, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(other, "kernel.json"), []byte(`{"argv":["python3"],"language":"python"}`), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := kernelspec.Install(dir, kernelspec.Spec{Name: "python3", Binary: "/opt/go-async"}); !errors.Is(err, kernelspec.ErrNotOurs) {
		t.Errorf("Install over another kernel: %v", err)
	}
	if _, err := kernelspec.Uninstall(dir, "python3"); !errors.Is(err, kernelspec.ErrNotOurs) {
		t.Errorf("Uninstall of another kernel: %v", err)
	}
	if _, err := kernelspec.Uninstall(dir, ""); !errors.Is(err, kernelspec.ErrNotInstalled) {
		t.Errorf("Uninstall of nothing: %v", err)
	}
}

func TestUninstallRemovesOnlyItsFiles(t *testing.T) {
	for _, row := range []struct {
		name, extra string
		stays       bool
	}{{"plain", "", false}, {"with a file of the user's", "notes.txt", true}} {
		t.Run(row.name, func(t *testing.T) {
			dir := t.TempDir()
			done := install(t, dir, kernelspec.Spec{Name: "Go-Two", Binary: "/opt/go-async"})
			if filepath.Base(done.Dir) != "go-two" {
				t.Errorf("Dir = %s, want it lower case", done.Dir)
			}
			if row.extra != "" {
				if err := os.WriteFile(filepath.Join(done.Dir, row.extra), nil, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := kernelspec.Uninstall(dir, "go-two"); err != nil {
				t.Fatal(err)
			}
			left, err := os.ReadDir(done.Dir)
			if row.stays != (err == nil) || (row.stays && len(left) != 1) {
				t.Errorf("left: %v, %v", left, err)
			}
		})
	}
}

func TestInstallRefuses(t *testing.T) {
	for _, row := range []struct {
		name string
		spec kernelspec.Spec
	}{
		{"a name Jupyter would not read", kernelspec.Spec{Name: "go async", Binary: "/opt/go-async"}},
		{"a path out of the directory", kernelspec.Spec{Name: "../go", Binary: "/opt/go-async"}},
		{"a relative binary", kernelspec.Spec{Binary: "go-async"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			if done, err := kernelspec.Install(t.TempDir(), row.spec); err == nil {
				t.Errorf("Install = %+v", done)
			}
		})
	}
}

func TestFind(t *testing.T) {
	first, second := t.TempDir(), t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	install(t, first, kernelspec.Spec{Binary: self})
	install(t, second, kernelspec.Spec{Binary: "/nowhere/go-async", DisplayName: "Old"})
	found := kernelspec.Find([]string{filepath.Join(first, "missing"), first, second})
	if len(found) != 2 || found[0].Err != nil || found[0].Shadowed || found[0].Binary != self {
		t.Fatalf("Find = %+v", found)
	}
	if f := found[1]; !f.Shadowed || f.Err == nil || f.Display != "Old" {
		t.Errorf("second = %+v", f)
	}
}

// An entry whose kernel.json was cut short is mended by installing again, and
// can be removed, unless a user has put files of their own into it.
func TestDamagedEntry(t *testing.T) {
	for _, row := range []struct {
		name   string
		extra  string // a file beside ours
		mended bool
	}{{"only ours", "", true}, {"with a file of the user's", "notes.txt", false}} {
		t.Run(row.name, func(t *testing.T) {
			dir := t.TempDir()
			spec := kernelspec.Spec{Binary: "/opt/go-async"}
			entry := install(t, dir, spec).Dir
			damage := func() {
				if err := os.WriteFile(filepath.Join(entry, "kernel.json"), []byte("{\n \"argv\": ["), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if row.extra != "" {
				if err := os.WriteFile(filepath.Join(entry, row.extra), nil, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			damage()
			if _, err := kernelspec.Install(dir, spec); (err == nil) != row.mended {
				t.Errorf("Install: %v", err)
			}
			damage()
			if _, err := kernelspec.Uninstall(dir, ""); (err == nil) != row.mended {
				t.Errorf("Uninstall: %v", err)
			}
			if _, err := os.Stat(entry); os.IsNotExist(err) != row.mended {
				t.Errorf("left behind: %v", err)
			}
		})
	}
}
