package aiohttp

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/textproto"
	"strings"
)

// FormData is aiohttp.FormData: a form with files, for WithData.
type FormData struct{ fields []formField }

type formField struct {
	name, file, contentType string
	content                 io.Reader
}

// NewFormData makes an empty form.
func NewFormData() *FormData { return &FormData{} }

// AddField adds a value: a string, []byte or io.Reader, or anything else as fmt shows it. A file name makes it a file.
func (f *FormData) AddField(name string, value any, file ...string) *FormData {
	field := formField{name: name}
	if len(file) > 0 {
		field.file, field.contentType = file[0], "application/octet-stream"
	}
	switch v := value.(type) {
	case []byte:
		field.content = bytes.NewReader(v)
	case io.Reader:
		field.content = v
	default:
		field.content = strings.NewReader(fmt.Sprint(v))
	}
	f.fields = append(f.fields, field)
	return f
}

// encode gives the body, which is read as it is sent, and its type.
func (f *FormData) encode() (io.Reader, string, error) {
	r, w := io.Pipe()
	form := multipart.NewWriter(w)
	go func() { w.CloseWithError(f.write(form)) }()
	return r, form.FormDataContentType(), nil
}

func (f *FormData) write(form *multipart.Writer) error {
	for _, field := range f.fields {
		header := textproto.MIMEHeader{}
		disposition := fmt.Sprintf("form-data; name=%q", field.name)
		if field.file != "" {
			disposition += fmt.Sprintf("; filename=%q", field.file)
		}
		header.Set("Content-Disposition", disposition)
		if field.contentType != "" {
			header.Set("Content-Type", field.contentType)
		}
		part, err := form.CreatePart(header)
		if err != nil {
			return err
		}
		if _, err := io.Copy(part, field.content); err != nil {
			return err
		}
	}
	return form.Close()
}
