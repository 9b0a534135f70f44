package site

import (
	"embed"
	"encoding/json"
	"errors"
	"io/fs"

	"bufferbybuffer/core/workshop"
)

// programFiles are the programs of the workshop's tasks: what a task begins with,
// where that is not what the last one has left, and a solution.
//
//go:embed workshop
var programFiles embed.FS

// languages are those in which one can write, and how their files end.
var languages = map[string]string{"python": ".py", "javascript": ".js"}

// task is what the page knows of a task, in JSON.
type task struct {
	Name     string            `json:"name"`
	Title    string            `json:"title"`
	Hints    []string          `json:"hints"`
	Cost     string            `json:"cost"`
	Start    map[string]string `json:"start"` // by language
	Own      bool              `json:"own"`   // it begins with this, and not with what the last task has left
	Sends    bool              `json:"sends"`
	Solution map[string]string `json:"solution"`
}

// challenge is what the page knows of a challenge, in JSON.
type challenge struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	Par   int    `json:"par"`
	Text  string `json:"text"` // what it begins with, as a corpus file
}

// challenges returns the decoders that are to be broken as JSON.
func challenges() ([]byte, error) {
	var list []challenge
	for _, c := range workshop.Challenges() {
		list = append(list, challenge{c.Name, c.Title(), c.Par, c.File().Text()})
	}
	return json.Marshal(list)
}

// programs returns the tasks with their programs as JSON, and the tutorial's client.
func programs() (body []byte, client string, err error) {
	var list []task
	for _, t := range workshop.Tasks() {
		j := task{Name: t.Name, Title: t.Title, Hints: t.Hints, Cost: t.Cost, Sends: t.Sender, Start: map[string]string{}, Solution: map[string]string{}}
		for language, ext := range languages {
			start, err := programFiles.ReadFile("workshop/" + t.Name + ext)
			if j.Own = err == nil; errors.Is(err, fs.ErrNotExist) {
				start, err = programFiles.ReadFile("workshop/client" + ext)
			}
			if err != nil {
				return nil, "", err
			}
			solution, err := programFiles.ReadFile("workshop/" + t.Name + ".solution" + ext)
			if err != nil {
				return nil, "", err
			}
			j.Start[language], j.Solution[language] = string(start), string(solution)
		}
		list = append(list, j)
	}
	body, err = json.Marshal(list)
	return body, list[0].Start["python"], err
}
