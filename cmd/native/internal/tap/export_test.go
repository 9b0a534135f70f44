package tap

// Bound makes a recording keep less, before anything passes.
func (r *Recording) Bound(keep, slack int) { r.keep, r.slack = keep, slack }
