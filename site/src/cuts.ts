/** Sets of cuts: the increasing offsets at which one recv ends and the next begins. */

/** Adds the cut, or takes it away where there is one. */
export function toggle(cuts: number[], at: number): number[] {
  return cuts.includes(at) ? remove(cuts, at) : add(cuts, at);
}

export function add(cuts: number[], at: number): number[] {
  return [...new Set([...cuts, at])].sort((a, b) => a - b);
}

export function remove(cuts: number[], at: number): number[] {
  return cuts.filter((c) => c !== at);
}

/** Moves one cut; onto another it becomes one with it. */
export function move(cuts: number[], from: number, to: number): number[] {
  return add(remove(cuts, from), to);
}
