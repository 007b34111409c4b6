// Command toykernel is a Jupyter kernel for the toy language of package kerneltest, for tests against real clients.
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"

	"goasync/kernel"
	"goasync/kernel/kerneltest"
	"goasync/kernel/zmq"
)

func main() {
	file := flag.String("f", "", "connection `file`")
	verbose := flag.Bool("v", false, "log everything")
	plain := flag.Bool("plain", false, "leave out all that a language need not have")
	flag.Parse()
	level := slog.LevelWarn
	if *verbose {
		level = slog.LevelDebug
	}
	logger := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
	var language kernel.Language = &kerneltest.Toy{}
	if *plain {
		language = kerneltest.Plain{Language: language}
	}
	if err := run(*file, language, logger); err != nil {
		fmt.Fprintln(os.Stderr, "toykernel:", err)
		os.Exit(1)
	}
}

func run(file string, language kernel.Language, logger *slog.Logger) error {
	connection, err := zmq.ReadConnectionFile(file)
	if err != nil {
		return err
	}
	transport, err := zmq.Listen(connection, zmq.Options{Logger: logger})
	if err != nil {
		return err
	}
	k := kernel.New(kernel.Options{Language: language, Transport: transport, Logger: logger})
	k.Comms().Register("echo", kerneltest.Echo)
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	if parent := os.Getenv("JPY_PARENT_PID"); parent != "" {
		if err := kernel.WatchParent(ctx, parent, stop); err != nil {
			return err
		}
	}
	return k.Run(ctx)
}
