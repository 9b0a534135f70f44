package command

import "testing"

func TestParseBase(t *testing.T) {
	tests := []struct{ text, want string }{ // "" is refused
		{"https://school.example/lesson/", "https://school.example/lesson/"},
		{"https://school.example/lesson", "https://school.example/lesson/"},
		{"http://school.example:8080", "http://school.example:8080/"},
		{"https://school.example/a b", "https://school.example/a%20b/"},
		{"school.example", ""},
		{"ftp://school.example/", ""},
		{"https:///lesson/", ""},
		{"https://school.example/?page=1", ""},
		{"https://school.example/#top", ""},
		{"https://me:secret@school.example/", ""},
		{"javascript:alert(1)", ""},
		{"https://school.example/\"><b>", "https://school.example/%22%3E%3Cb%3E/"},
	}
	for _, test := range tests {
		got, err := parseBase(test.text)
		if got != test.want || (err != nil) != (test.want == "") {
			t.Errorf("%q: %q, %v; want %q", test.text, got, err, test.want)
		}
	}
	if got, err := parseBase(""); got != "" || err != nil {
		t.Errorf("without -base: %q, %v", got, err)
	}
}
