package main_test

import (
	"context"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"goasync/kernel/kerneltest"
)

// TestRealClients runs Jupyter's own clients, jupyter_kernel_test among them, against this kernel with cells of Go.
func TestRealClients(t *testing.T) {
	command := filepath.Join(t.TempDir(), "go-async")
	if output, err := exec.Command("go", "build", "-o", command, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	for _, client := range kerneltest.Clients {
		t.Run(client, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
			defer cancel()
			if output, err := kerneltest.RunClient(ctx, client, subject(command)); err != nil {
				t.Errorf("%v\n%s", err, output)
			}
		})
	}
}

// subject is the kernel with the cells that the clients want.
func subject(command string) kerneltest.Subject {
	return kerneltest.Subject{
		Argv:     []string{command, "kernel", "-f", "{connection_file}"},
		Language: "go",
		Cells: map[string]string{
			"hello":           `fmt.Println("hello, world")`,
			"stderr":          `fmt.Fprintln(os.Stderr, "test")`,
			"result":          "6 * 7",
			"error":           `panic(errors.New("no good"))`,
			"error_shows":     "no good",
			"slow_error":      "await asyncio.Sleep(300*time.Millisecond); panic(1)",
			"input":           "var name string; fmt.Print(`name: `); _, err := fmt.Scan(&name); if err != nil { panic(err) }; fmt.Println(name)",
			"input_prompt":    "name:",
			"wait_forever":    "await asyncio.NewEvent().Wait()",
			"say_and_wait":    `fmt.Println("wait" + "ing"); await asyncio.NewEvent().Wait()`,
			"loop_forever":    "for {}",
			"interrupt_shows": "KeyboardInterrupt",
			"complete":        "fmt.Print",
			"inspect":         "fmt.Println",
		},
		Suite: suite,
	}
}

// suite is what jupyter_kernel_test wants to know.
var suite = map[string]any{
	"language_name": "go", "file_extension": ".go",
	"code_hello_world": `fmt.Println("hello, world")`,
	"code_stderr":      `fmt.Fprintln(os.Stderr, "test")`,
	"completion_samples": []map[string]any{
		{"text": "fmt.Printl", "matches": []string{"Println"}},
		{"text": "awa", "matches": []string{"await"}},
		{"text": "asyncio.CreateT", "matches": []string{"CreateTask"}},
	},
	"complete_code_samples":   []string{"1", `fmt.Println("hello, world")`, "func f(x int) int {\n\treturn x * 2\n}\n", "async func g() {\n}"},
	"incomplete_code_samples": []string{"func f(x int) int {", "x := `hello", "async with mu {", "fmt.Println("},
	"invalid_code_samples":    []string{"import = 7q", "x := )"},
	"code_page_something":     "fmt.Println?",
	"code_generate_error":     `panic("why")`,
	"code_execute_result": []map[string]any{
		{"code": "1+2+3", "result": "6"},
		{"code": "var squares []int\nfor n := range 4 { squares = append(squares, n*n) }\nsquares", "result": "[0, 1, 4, 9]"},
		{"code": "async func twice(n int) int { return 2 * n }\nawait twice(21)", "result": "42"},
	},
	"code_display_data":    []map[string]any{{"code": `display.Display(display.HTML("<b>test</b>"))`, "mime": "text/html"}},
	"code_history_pattern": "1?2*",
	"code_inspect_sample":  "fmt.Println",
	"code_clear_output":    "display.Clear(false)",
}
