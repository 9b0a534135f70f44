package gateway

import (
	"context"
	"errors"
	"net/http"
	"sync"
)

// Follow is a handler for pages that follow something as it grows: each part of it is
// one binary message. open is called for each page; next waits for a part, and its
// error, which has 123 bytes at most, is why the page gets no more. stop is called
// at the end. The page has nothing to say.
//
// It ends with the request's context, which an http.Server has from its BaseContext;
// wait returns when every page has been told.
func Follow(open func() (next func(context.Context) ([]byte, error), stop func(), err error)) (pages http.Handler, wait func()) {
	var running sync.WaitGroup
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		running.Add(1)
		defer running.Done()
		page, err := accept(w, r)
		if err != nil {
			return // accept has answered
		}
		defer page.drop()
		next, stop, err := open()
		if err != nil {
			page.turnAway(err)
			return
		}
		defer stop()
		follow(r.Context(), page, next)
	}), running.Wait
}

// follow sends a page what next gives until either ends.
func follow(ctx context.Context, page *socket, next func(context.Context) ([]byte, error)) {
	ctx, gone := context.WithCancelCause(ctx)
	defer gone(nil)
	var listening sync.WaitGroup
	listening.Go(func() {
		for {
			if _, _, err := page.receive(); err != nil {
				gone(errPageGone)
				return
			}
		}
	})
	defer listening.Wait()
	defer page.drop()
	for {
		part, err := next(ctx)
		switch {
		case errors.Is(context.Cause(ctx), errPageGone):
			return
		case ctx.Err() != nil:
			page.turnAway(errors.New("the tap has ended"))
			return
		case err != nil:
			page.turnAway(err)
			return
		}
		if page.chunk(part) != nil {
			return
		}
	}
}
