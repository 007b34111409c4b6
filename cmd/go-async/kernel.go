package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"goasync/cmd/go-async/internal/cli"
	"goasync/eval"
	"goasync/eval/jupyter"
	"goasync/kernel"
	"goasync/kernel/zmq"
	"goasync/kernelspec"
)

// serve serves a front end until it asks for shutdown or this process is
// terminated. An interrupt signal is an interrupt request: the specification
// says message mode, but a terminal sends signals all the same.
func serve(ctx context.Context, k cli.KernelOptions) error {
	var level slog.Level
	if err := level.UnmarshalText([]byte(k.LogLevel)); err != nil {
		return fmt.Errorf("--log-level: %w", err)
	}
	logger := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
	if notebook := os.Getenv("JPY_SESSION_NAME"); notebook != "" {
		logger = logger.With("notebook", notebook)
	}
	connection, err := zmq.ReadConnectionFile(k.ConnectionFile)
	if err != nil {
		return err
	}
	transport, err := zmq.Listen(connection, zmq.Options{Logger: logger})
	if err != nil {
		return err
	}
	os.Args = os.Args[:1] // what cells see: flag.Parse in one has nothing to do with the kernel's arguments
	session, err := eval.NewSession(eval.Options{MemoryLimit: uint64(k.MemoryLimit)})
	if err != nil {
		return err
	}
	notice, forget := crashes(k.ConnectionFile, logger)
	defer forget()
	served := kernel.New(kernel.Options{
		Language: jupyter.New(session, versionText()), Transport: transport, Logger: logger, History: history(),
		Notice: notice,
	})
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGTERM)
	defer stop()
	if parent := os.Getenv("JPY_PARENT_PID"); parent != "" {
		if err := kernel.WatchParent(ctx, parent, stop); err != nil {
			logger.Warn("this kernel may outlive its front end", "error", err)
		}
	}
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	go func() {
		for range interrupts {
			served.Interrupt()
		}
	}()
	return served.Run(ctx)
}

// crashes tells the user why the kernel before this one has died, and has it kept should this one die.
func crashes(connectionFile string, logger *slog.Logger) (notice string, forget func()) {
	cause, err := lastCrash(connectionFile)
	if err != nil {
		logger.Info("why the kernel before this one has ended is not known", "error", err)
	}
	if cause != "" {
		notice = "The kernel has died and was started anew, without its variables: " + cause + "\n"
	}
	forget, err = keepCrashes(connectionFile)
	if err != nil {
		logger.Info("should this kernel die, its user will not know why", "error", err)
	}
	return notice, forget
}

// history is kept beside the user's other Jupyter data; a user without a home
// has one for the session.
func history() *kernel.History {
	data, err := kernelspec.Host().DataDir()
	if err != nil {
		return kernel.NewHistory()
	}
	return kernel.OpenHistory(filepath.Join(data, "go-async", "history"))
}

// languageInfo is what notebooks say of the language, the language_info of
// kernel_info_reply.
func languageInfo() map[string]any {
	info := jupyter.New(nil, versionText()).Info()
	return map[string]any{
		"name": info.Name, "version": info.Version, "mimetype": info.MIMEType, "file_extension": info.FileExtension,
		"pygments_lexer": info.PygmentsLexer, "codemirror_mode": info.CodeMirrorMode,
	}
}
