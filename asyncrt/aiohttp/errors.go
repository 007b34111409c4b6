package aiohttp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"syscall"

	asyncio "goasync/asyncrt"
)

// ErrClient is aiohttp.ClientError: every error of a request matches it, but for asyncio.ErrTimeout and cancellations.
var ErrClient = errors.New("client error")

// ClientConnectorError is aiohttp.ClientConnectorError: no connection could be made. It matches ErrClient.
type ClientConnectorError struct {
	Host string
	Port int
	// Err is the system's reason.
	Err error
}

// Error gives aiohttp's words.
func (e *ClientConnectorError) Error() string {
	reason := e.Err.Error()
	if op := (*net.OpError)(nil); errors.As(e.Err, &op) {
		reason = op.Err.Error()
		if addr, ok := op.Addr.(*net.TCPAddr); ok && errors.Is(op, syscall.ECONNREFUSED) {
			reason = fmt.Sprintf("Connect call failed ('%s', %d)", addr.IP, addr.Port)
		}
	}
	return fmt.Sprintf("Cannot connect to host %s:%d ssl:default [%s]", e.Host, e.Port, reason)
}

// Is reports that the error is ErrClient.
func (e *ClientConnectorError) Is(target error) bool { return target == ErrClient }

// Unwrap gives the reason.
func (e *ClientConnectorError) Unwrap() error { return e.Err }

// ServerDisconnectedError is aiohttp.ServerDisconnectedError: the server closed the connection instead of answering. It
// matches ErrClient.
type ServerDisconnectedError struct{ Err error }

// Error gives aiohttp's words.
func (e *ServerDisconnectedError) Error() string { return "Server disconnected" }

// Is reports that the error is ErrClient.
func (e *ServerDisconnectedError) Is(target error) bool { return target == ErrClient }

// Unwrap gives the reason.
func (e *ServerDisconnectedError) Unwrap() error { return e.Err }

// ClientPayloadError is aiohttp.ClientPayloadError: the body ended too early. It matches ErrClient.
type ClientPayloadError struct{ Err error }

// Error gives aiohttp's words.
func (e *ClientPayloadError) Error() string {
	return fmt.Sprintf("Response payload is not completed: %v", e.Err)
}

// Is reports that the error is ErrClient.
func (e *ClientPayloadError) Is(target error) bool { return target == ErrClient }

// Unwrap gives the reason.
func (e *ClientPayloadError) Unwrap() error { return e.Err }

// InvalidURLError is aiohttp.InvalidURL: what was given is no URL of HTTP. It matches ErrClient.
type InvalidURLError struct {
	URL string
	Err error
}

// Error gives the URL, as aiohttp does, and what is wrong with it.
func (e *InvalidURLError) Error() string { return fmt.Sprintf("%s: %v", e.URL, e.Err) }

// Is reports that the error is ErrClient.
func (e *InvalidURLError) Is(target error) bool { return target == ErrClient }

// Unwrap gives the reason.
func (e *InvalidURLError) Unwrap() error { return e.Err }

// ClientResponseError is aiohttp.ClientResponseError: a status of 400 or more. It matches ErrClient.
type ClientResponseError struct {
	Status  int
	Message string
	URL     *url.URL
	Headers http.Header
}

// Error gives aiohttp's words.
func (e *ClientResponseError) Error() string {
	return fmt.Sprintf("%d, message='%s', url='%s'", e.Status, e.Message, e.URL)
}

// Is reports that the error is ErrClient.
func (e *ClientResponseError) Is(target error) bool { return target == ErrClient }

// ContentTypeError is aiohttp.ContentTypeError: the body is not of the type that was asked for. It is a
// *ClientResponseError, too.
type ContentTypeError struct{ *ClientResponseError }

// Unwrap gives the *ClientResponseError that it is.
func (e *ContentTypeError) Unwrap() error { return e.ClientResponseError }

// requestError is any other error of a request.
type requestError struct{ error }

func (e *requestError) Is(target error) bool { return target == ErrClient }
func (e *requestError) Unwrap() error        { return e.error }

// clientError makes an error of net/http the one that callers ask for. target is the URL, if it is known.
func clientError(err error, target *url.URL) error {
	var op *net.OpError
	var dns *net.DNSError
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%w: %w", asyncio.ErrTimeout, err)
	case errors.Is(err, asyncio.ErrCancelled):
		return err
	case errors.As(err, &dns), errors.As(err, &op) && op.Op == "dial":
		return connectorError(err, target)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &ClientPayloadError{err}
	case errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return &ServerDisconnectedError{err}
	}
	return &requestError{err}
}

func connectorError(err error, target *url.URL) error {
	e := &ClientConnectorError{Err: err}
	if target != nil {
		e.Host = target.Hostname()
		e.Port, _ = strconv.Atoi(target.Port())
		if e.Port == 0 {
			e.Port = map[string]int{"https": 443}[target.Scheme]
		}
		if e.Port == 0 {
			e.Port = 80
		}
	}
	if outer := (*url.Error)(nil); errors.As(err, &outer) {
		e.Err = outer.Err // without the method and the URL
	}
	return e
}
