package timeline_test

import (
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	asyncio "goasync/asyncrt"
	"goasync/eval/internal/timeline"
)

var update = flag.Bool("update", false, "write the pictures of testdata")

// record runs main on a virtual clock and gives its timeline. Mark is for main to say where it is.
func record(t *testing.T, main func(mark func(int))) *timeline.Timeline {
	t.Helper()
	loop := asyncio.NewEventLoop(asyncio.WithClock(asyncio.NewVirtualClock()))
	all := func(asyncio.AnyTask) bool { return true }
	r := timeline.NewRecorder(loop, all, func(t asyncio.AnyTask) bool { return t.GetCoro().Name() == "cell 1" })
	runner := asyncio.NewCoroutineVoid("cell 1", func() { main(r.Mark) })
	task := asyncio.CreateTaskIn(loop, runner, asyncio.WithName("cell 1"))
	asyncio.RunUntilComplete(loop, task)
	line := r.Stop()
	line.Title = "cell 1"
	line.Where = func(place int) (string, string) {
		return "line " + string(rune('0'+place)), "	statement <" + string(rune('a'+place)) + ">"
	}
	t.Cleanup(func() { loop.Close() })
	return line
}

func sleep(d time.Duration) { asyncio.MustAwait(asyncio.Sleep(d)) }

func lesson(mark func(int)) {
	loop, _ := asyncio.GetRunningLoop()
	start := func(name string, f func()) *asyncio.Task[asyncio.None] {
		return asyncio.CreateTask(asyncio.NewCoroutineVoid("work", f), asyncio.WithName(name))
	}
	mark(1)
	long := start("long", func() { sleep(3 * time.Second) })
	stalls := start("stalls", func() {
		sleep(time.Second)
		mark(2)
		loop.BlockFor(500 * time.Millisecond)
		mark(3)
	})
	thread := start("thread", func() {
		asyncio.MustAwait(asyncio.ToThreadVoid(func() { loop.BlockFor(2 * time.Second) }))
	})
	never := start("never", func() { sleep(time.Hour) })
	mark(4)
	asyncio.MustAwait(asyncio.Gather(long, stalls, thread))
	never.Cancel()
	sleep(0)
}

func TestPictures(t *testing.T) {
	line := record(t, lesson)
	for name, got := range map[string]string{"lesson.txt": line.Text(), "lesson.svg": line.SVG(), "lesson.html": line.HTML()} {
		file := "testdata/" + name
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s differs (-update writes it):\n%s", name, got)
		}
	}
}

// The picture is a document that a parser takes.
func TestWellFormed(t *testing.T) {
	d := xml.NewDecoder(strings.NewReader(record(t, lesson).SVG()))
	for {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func TestMany(t *testing.T) {
	line := record(t, func(func(int)) {
		for range 1000 {
			asyncio.CreateTask(asyncio.Sleep(time.Second))
		}
		sleep(2 * time.Second)
	})
	if len(line.Lanes) != 1000 || line.LostTasks != 1 {
		t.Errorf("%d lanes, %d lost", len(line.Lanes), line.LostTasks)
	}
	for name, form := range map[string]string{"text": line.Text(), "picture": line.SVG(), "chart": line.HTML()} {
		if !strings.Contains(form, "1001 tasks") || !strings.Contains(form, "more tasks") {
			t.Errorf("the %s does not say how many tasks there are: %.300s", name, form)
		}
		if len(form) > 1<<20 {
			t.Errorf("the %s has %d bytes", name, len(form))
		}
	}
}

// A task that takes many short steps is drawn as few bars, which tell how much it ran.
func TestManySteps(t *testing.T) {
	line := record(t, func(func(int)) {
		for range 10_000 {
			sleep(time.Millisecond)
		}
	})
	if line.Lost != 0 {
		t.Errorf("%d events lost", line.Lost)
	}
	if chart := line.HTML(); len(chart) > 200_000 || !strings.Contains(chart, "short steps, running 0 % of the time") {
		t.Errorf("%d bytes: %.3000s", len(chart), chart)
	}
}

// Of too many tasks those are shown that one looks for: that failed, or blocked the loop.
func TestChosen(t *testing.T) {
	line := record(t, func(mark func(int)) {
		loop, _ := asyncio.GetRunningLoop()
		work := func(i int) func() {
			return func() {
				switch i {
				case 200:
					panic(errors.New("broken"))
				case 201:
					mark(2)
					loop.BlockFor(time.Second)
					mark(3)
				}
			}
		}
		for i := range 300 {
			asyncio.CreateTask(asyncio.NewCoroutineVoid("work", work(i)), asyncio.WithName(fmt.Sprint("w", i)))
		}
		sleep(2 * time.Second)
	})
	for _, form := range []string{line.Text(), line.SVG(), line.HTML()} {
		for _, name := range []string{"w0 work", "w200 work", "w201 work", "broken", "line 2"} {
			if !strings.Contains(form, name) {
				t.Errorf("%q is not in %.2000s", name, form)
			}
		}
		if strings.Contains(form, "w199 work") {
			t.Errorf("w199 is in %.2000s", form)
		}
	}
}

// Tasks stand below the task that made them; a gathering ends with the last of its tasks.
func TestTree(t *testing.T) {
	line := record(t, func(func(int)) {
		nap := func(name string, d time.Duration) *asyncio.Task[asyncio.None] {
			return asyncio.CreateTask(asyncio.NewCoroutineVoid("nap", func() { sleep(d) }), asyncio.WithName(name))
		}
		pair := func(name string) *asyncio.Task[asyncio.None] {
			return asyncio.CreateTask(asyncio.NewCoroutineVoid("pair", func() {
				asyncio.MustAwait(asyncio.Gather(nap(name+"1", time.Second), nap(name+"2", 2*time.Second)))
			}), asyncio.WithName(name))
		}
		asyncio.MustAwait(asyncio.Gather(pair("a"), pair("b")))
	})
	got := ""
	for _, row := range timeline.Rows(line) {
		got += row + "\n"
	}
	const want = `cell 1 ← b pair()
├ a pair() ← a2 nap()
│ ├ a1 nap()
│ └ a2 nap()
└ b pair() ← b2 nap()
  ├ b1 nap()
  └ b2 nap()
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestSpell(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0 s", 3: "3 ns", 1500: "1.5 µs", 12345678: "12.3 ms", 2 * time.Second: "2 s", 90 * time.Second: "1 min 30 s",
		2*time.Hour + 5*time.Minute: "2 h 5 min", -time.Second: "-1 s", 999_999_999: "1 s", 999_400_000: "999 ms", 999_999: "1 ms",
	} {
		if got := timeline.Spell(d); got != want {
			t.Errorf("%d: %s, want %s", d, got, want)
		}
	}
}
