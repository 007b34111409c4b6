package zmq

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"

	"goasync/kernel/wire"
)

// Connection says where a kernel is reached and how its messages are signed: the content of a connection file
// ("Connection files" in the jupyter_client docs).
type Connection struct {
	// Transport is "tcp" or "ipc"; empty means tcp.
	Transport string `json:"transport"`
	// IP is the address to listen on, or for ipc the beginning of the sockets' paths.
	IP string `json:"ip"`
	// Ports, or the numbers at the end of the ipc paths. With tcp, 0 lets the system choose.
	ShellPort   int `json:"shell_port"`
	IOPubPort   int `json:"iopub_port"`
	StdinPort   int `json:"stdin_port"`
	ControlPort int `json:"control_port"`
	HBPort      int `json:"hb_port"`
	// Key signs the messages; empty means that they are not signed, which only ipc and loopback allow.
	Key             string `json:"key"`
	SignatureScheme string `json:"signature_scheme"`
	KernelName      string `json:"kernel_name,omitempty"`
}

// NewConnection returns a connection on the loopback interface with ports of the system's choice and a fresh key.
func NewConnection() Connection {
	return Connection{Transport: "tcp", IP: "127.0.0.1", Key: wire.NewID(), SignatureScheme: "hmac-sha256"}
}

// ReadConnectionFile reads the connection file that a front end wrote. Fields that are not known are ignored.
func ReadConnectionFile(name string) (Connection, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return Connection{}, fmt.Errorf("connection file: %w", err)
	}
	connection := Connection{Transport: "tcp", IP: "127.0.0.1", SignatureScheme: "hmac-sha256"}
	if err := json.Unmarshal(data, &connection); err != nil {
		return Connection{}, fmt.Errorf("connection file %s: %w", name, err)
	}
	return connection, nil
}

// WriteFile writes a connection file that only its owner can read, whole or not at all. Its folder is created.
func (c Connection) WriteFile(name string) error {
	data, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return fmt.Errorf("connection file: %w", err)
	}
	file, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*") // readable by the owner only
	if err != nil {
		return fmt.Errorf("connection file: %w", err)
	}
	_, err = file.Write(append(data, '\n'))
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		_ = os.Remove(file.Name())
		return fmt.Errorf("connection file: %w", err)
	}
	return nil
}

// address returns the network and address of a socket, as package net wants them.
func (c Connection) address(port int) (network, address string, err error) {
	switch c.Transport {
	case "tcp", "":
		host := c.IP
		if host == "*" {
			host = ""
		}
		return "tcp", net.JoinHostPort(host, strconv.Itoa(port)), nil
	case "ipc":
		if c.IP == "" {
			return "", "", errors.New("ipc needs a path in ip")
		}
		return "unix", c.IP + "-" + strconv.Itoa(port), nil
	}
	return "", "", fmt.Errorf("transport %q is not supported (tcp and ipc are)", c.Transport)
}

// checkKey refuses to take unsigned messages from other machines.
func (c Connection) checkKey() error {
	if c.Key != "" || c.Transport == "ipc" || c.IP == "localhost" {
		return nil
	}
	if ip := net.ParseIP(c.IP); ip != nil && ip.IsLoopback() {
		return nil
	}
	return fmt.Errorf("an empty key is allowed on ipc and loopback only, not on %q", c.IP)
}
