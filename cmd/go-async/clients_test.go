//go:build frontends

package main_test

import (
	"context"
	"testing"
	"time"

	"goasync/kernel/kerneltest"
)

// Jupyter's own clients work with this kernel: jupyter_kernel_test's suite, a
// session of jupyter_client, nbclient with nbconvert, and jupyter console.
func TestJupyterClients(t *testing.T) {
	subject := goSubject(build(t))
	t.Setenv("JUPYTER_DATA_DIR", t.TempDir()) // a history of its own
	for _, client := range kerneltest.Clients {
		t.Run(client, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
			defer cancel()
			if out, err := kerneltest.RunClient(ctx, client, subject); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// goSubject is this kernel with the cells that the clients ask for.
func goSubject(program string) kerneltest.Subject {
	const hello, value, fails = `fmt.Println("hello, world")`, "6 * 7", `panic(errors.New("no good"))`
	const stderr = `fmt.Fprintln(os.Stderr, "test")`
	return kerneltest.Subject{
		Argv:     []string{program, "kernel", "-f", "{connection_file}"},
		Language: "go",
		Cells: map[string]string{
			"hello": hello, "stderr": stderr, "result": value,
			"error": fails, "error_shows": "no good",
			"slow_error":   "await asyncio.Sleep(300 * time.Millisecond)\n" + fails,
			"input":        "var name string\nfmt.Print(\"name:\")\nif _, err := fmt.Scanln(&name); err != nil {\n\tpanic(err)\n}\nfmt.Println(name)",
			"input_prompt": "name:",
			"lines":        "for i := range 100_000 {\n\tfmt.Println(i)\n}",
			"megabytes":    `fmt.Print(strings.Repeat("x", 50<<20))`,
			"wait_forever": "await asyncio.NewFuture[int]()", "loop_forever": "for {\n}", "interrupt_shows": "KeyboardInterrupt",
			"complete": "fmt.Printl", "inspect": "fmt.Println",
		},
		Suite: map[string]any{
			"language_name": "go", "file_extension": ".go",
			"code_hello_world": hello, "code_stderr": stderr,
			"completion_samples":      []map[string]any{{"text": "fmt.Printl", "matches": []string{"fmt.Println"}}},
			"complete_code_samples":   []string{"x := 1", "func f() {}", hello},
			"incomplete_code_samples": []string{"func f() {", "x := []int{1,", "fmt.Println("},
			"invalid_code_samples":    []string{"x := )", "func }"},
			"code_page_something":     "",
			"code_generate_error":     fails,
			"code_execute_result": []map[string]any{
				{"code": "1 + 2 + 3", "result": "6"}, {"code": `[]int{1, 4, 9}`, "result": "[1, 4, 9]"}, {"code": "await asyncio.SleepResult(0, 2)", "result": "2"},
			},
			"code_display_data": []map[string]any{
				{"code": "import \"display\"\ndisplay.Display(display.HTML(\"<b>test</b>\"));", "mime": "text/html"},
			},
			"code_history_pattern": "1 + 2*", "code_inspect_sample": "fmt.Println",
			"code_clear_output": "import \"display\"\ndisplay.Clear(false)",
		},
	}
}
