package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"strings"
)

// A whole driver, with optional interfaces.

type drv struct{ log *[]string }

func (d drv) Open(name string) (driver.Conn, error) {
	*d.log = append(*d.log, "open "+name)
	return &conn{d}, nil
}

type conn struct{ d drv }

func (c *conn) note(f string, a ...any) { *c.d.log = append(*c.d.log, fmt.Sprintf(f, a...)) }
func (c *conn) Prepare(q string) (driver.Stmt, error) {
	c.note("prepare %s", q)
	return &stmt{c, q}, nil
}
func (c *conn) Close() error                       { c.note("close"); return nil }
func (c *conn) Begin() (driver.Tx, error)          { c.note("begin"); return tx{c}, nil }
func (c *conn) Ping(ctx context.Context) error     { c.note("ping"); return nil }
func (c *conn) ResetSession(context.Context) error { c.note("reset"); return nil }
func (c *conn) IsValid() bool                      { return true }
func (c *conn) ExecContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Result, error) {
	c.note("exec %s %v", q, args)
	return result(len(args)), nil
}
func (c *conn) QueryContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Rows, error) {
	if strings.HasPrefix(q, "slow") {
		return nil, driver.ErrSkip
	}
	c.note("query %s %v", q, args)
	return &rows{rest: [][]driver.Value{{int64(1), "one", []byte("10.50 EUR")}, {int64(2), nil, []byte("3.00 USD")}}}, nil
}
func (c *conn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	c.note("begintx %v", o.ReadOnly)
	return tx{c}, nil
}
func (c *conn) CheckNamedValue(v *driver.NamedValue) error {
	if s, ok := v.Value.(special); ok {
		v.Value = "special:" + string(s)
		return nil
	}
	return driver.ErrSkip
}

type special string

type tx struct{ c *conn }

func (t tx) Commit() error   { t.c.note("commit"); return nil }
func (t tx) Rollback() error { t.c.note("rollback"); return nil }

type result int

func (r result) LastInsertId() (int64, error) { return 0, errors.New("no ids") }
func (r result) RowsAffected() (int64, error) { return int64(r), nil }

type stmt struct {
	c *conn
	q string
}

func (s *stmt) Close() error  { s.c.note("close stmt"); return nil }
func (s *stmt) NumInput() int { return -1 }
func (s *stmt) Exec(args []driver.Value) (driver.Result, error) {
	s.c.note("stmt exec %v", args)
	return driver.RowsAffected(7), nil
}
func (s *stmt) Query(args []driver.Value) (driver.Rows, error) {
	s.c.note("stmt query %v", args)
	return &rows{rest: [][]driver.Value{{int64(9), "nine", []byte("1.00 CHF")}}}, nil
}

type rows struct{ rest [][]driver.Value }

func (r *rows) Columns() []string { return []string{"id", "name", "price"} }
func (r *rows) Close() error      { return nil }
func (r *rows) Next(dest []driver.Value) error {
	if len(r.rest) == 0 {
		return io.EOF
	}
	copy(dest, r.rest[0])
	r.rest = r.rest[1:]
	return nil
}
func (r *rows) ColumnTypeDatabaseTypeName(i int) string { return []string{"INT", "TEXT", "MONEY"}[i] }

type Money struct {
	Cents    int
	Currency string
}

func (m Money) Value() (driver.Value, error) {
	return fmt.Sprintf("%d.%02d %s", m.Cents/100, m.Cents%100, m.Currency), nil
}

func (m *Money) Scan(src any) error {
	b, ok := src.([]byte)
	if !ok {
		return fmt.Errorf("money from %T", src)
	}
	var a, c int
	_, err := fmt.Sscanf(string(b), "%d.%d %s", &a, &c, &m.Currency)
	m.Cents = a*100 + c
	return err
}

type ID int64
type Name string
type Bad struct{ X int }

func main() {
	var log []string
	sql.Register("cells", drv{&log})
	db, err := sql.Open("cells", "here")
	fmt.Println(err, db.Ping())
	r, err := db.Exec("insert", Money{1234, "EUR"}, ID(7), Name("n"), special("s"), sql.Named("k", ID(3)))
	fmt.Println(err)
	n, err := r.RowsAffected()
	fmt.Println(n, err)
	_, err = r.LastInsertId()
	fmt.Println(err)
	_, err = db.Exec("insert", Bad{1})
	fmt.Println(err)
	rs, err := db.Query("select", &Money{5, "GBP"})
	fmt.Println(err)
	types, err := rs.ColumnTypes()
	fmt.Println(types[2].DatabaseTypeName(), err)
	for rs.Next() {
		var id ID
		var name sql.NullString
		var m Money
		err := rs.Scan(&id, &name, &m)
		fmt.Println(id, name, m, err)
	}
	fmt.Println(rs.Err())
	var id ID
	var nm Name
	var np *Name
	var m Money
	fmt.Println(db.QueryRow("slow", ID(1)).Scan(&id, &nm, &m), id, nm, m)
	fmt.Println(db.QueryRow("slow", ID(1)).Scan(&id, &np, &m), *np)
	fmt.Println(db.QueryRow("slow").Scan(&id, &m, &m))
	var anyv any
	fmt.Println(db.QueryRow("slow").Scan(&id, &anyv, &m), id, anyv)
	t, err := db.BeginTx(context.Background(), &sql.TxOptions{ReadOnly: true})
	fmt.Println(err)
	st, err := t.Prepare("up")
	_, err = st.Exec(Money{100, "X"}, ID(8))
	fmt.Println(err, t.Commit())
	fmt.Println(db.Close())
	fmt.Println(strings.Join(log, "\n"))
	var v driver.Valuer = Money{1, "A"}
	fmt.Println(v.Value())
	fmt.Println(driver.IsValue(ID(3)), driver.IsValue(int64(3)))
	fmt.Println(driver.DefaultParameterConverter.ConvertValue(ID(3)))
	fmt.Println(driver.DefaultParameterConverter.ConvertValue(Money{1, "A"}))
}
