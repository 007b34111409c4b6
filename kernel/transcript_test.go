package kernel_test

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"goasync/kernel"
	"goasync/kernel/kerneltest"
)

var update = flag.Bool("update", false, "write the transcripts anew")

// start runs a kernel for the toy language until the test ends. A script whose name begins with plain is run by a
// language without optional capabilities.
func start(t *testing.T, plain bool) *kerneltest.Memory {
	t.Helper()
	var language kernel.Language = &kerneltest.Toy{}
	if plain {
		language = kerneltest.Plain{Language: language}
	}
	return runKernel(t, language)
}

func runKernel(t *testing.T, language kernel.Language) *kerneltest.Memory {
	t.Helper()
	memory := kerneltest.NewMemory()
	k := kernel.New(kernel.Options{Language: language, Transport: memory})
	k.Comms().Register("echo", kerneltest.Echo)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- k.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return memory
}

// The transcripts show every message type; docs/PROTOCOL.md refers to them.
func TestTranscripts(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no transcripts", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			archive := kerneltest.ParseArchive(string(data))
			var got string
			synctest.Test(t, func(t *testing.T) {
				memory := start(t, strings.HasPrefix(filepath.Base(name), "plain"))
				settle := func() {
					time.Sleep(50 * time.Millisecond) // a failure is kept back for a moment
					synctest.Wait()
				}
				got, err = kerneltest.NewConversation(memory, settle).Run(archive.Get("script"))
				if err != nil {
					t.Error(err)
				}
			})
			if *update {
				archive.Files = []kerneltest.File{{Name: "script", Data: archive.Get("script")}, {Name: "transcript", Data: got}}
				if err := os.WriteFile(name, []byte(archive.Format()), 0o666); err != nil {
					t.Fatal(err)
				}
			} else if want := archive.Get("transcript"); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}
