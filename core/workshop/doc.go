// Package workshop is what stands behind the page in which one writes a receive
// loop: the tasks, and a [Run], which judges a program by what it prints.
//
// A program is run elsewhere: the run hands out the cases to try, as many at a time
// as the caller likes, is told what came of each, and says in words what it has come
// to. Like a judge's session it has no clock and starts nothing, so it can be shown
// while it goes on, and given up.
package workshop
