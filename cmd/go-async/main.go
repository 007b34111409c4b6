// Command go-async is a Jupyter kernel for Go with async and await, and runs
// its notebooks without Jupyter too. go-async --help tells how.
//
// This package wires: the commands are in internal/cli, cells in package eval,
// the Jupyter protocol in package kernel.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"

	"goasync/cmd/go-async/internal/cli"
)

// version is set by the build (install.sh: from git); without that it is what
// the module system knows.
var version string

func main() { os.Exit(run()) }

func run() int {
	self, err := os.Executable()
	if err != nil {
		self = os.Args[0]
	}
	ctx := context.Background()
	if len(os.Args) < 2 || os.Args[1] != "kernel" { // a kernel takes its interrupts itself
		var stop context.CancelFunc
		ctx, stop = signal.NotifyContext(ctx, os.Interrupt)
		defer stop()
	}
	return cli.Main(ctx, cli.Program{
		Version: versionText(),
		Stdin:   os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Self:         []string{self},
		Kernel:       serve,
		NewSession:   newSession,
		LanguageInfo: languageInfo,
		Export:       writeProgram,
	}, os.Args[1:])
}

func versionText() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "unknown"
}
