package timeline_test

import (
	"encoding/xml"
	"flag"
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
	if len(line.Lanes) != 500 || line.Lost == 0 || !strings.Contains(line.Text(), "left out") {
		t.Errorf("%d lanes, %d lost", len(line.Lanes), line.Lost)
	}
}

func TestSpell(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0 s", 3: "3 ns", 1500: "1.5 µs", 12345678: "12.3 ms", 2 * time.Second: "2 s", 90 * time.Second: "1min 30s",
		2*time.Hour + 5*time.Minute: "2h 5min 0s", -time.Second: "-1 s",
	} {
		if got := timeline.Spell(d); got != want {
			t.Errorf("%d: %s, want %s", d, got, want)
		}
	}
}
