import { Bridge, type Held } from "../bridge.ts";
import type { Case, Tried, Watched } from "./protocol.ts";

/** What cmd/wasm/workshop.go offers: a module of its own, beside the figures'. */
interface Workshop {
  /** Judges a program in a task. */
  run(task: string): Promise<Run>;
  /** What such cuts do to the decoder of a challenge. */
  attempt(challenge: string, cuts: number[]): Promise<Attempt>;
}

export interface Attempt {
  cuts: number;
  done: boolean;
  say: string;
}

export interface Run extends Held {
  /** Up to so many cases to try; none where none is left. */
  next(most: number): Promise<Case[]>;
  report(tried: Tried[]): Promise<void>;
  state(): Promise<State>;
  /** How many schedules more or fewer are survived than by a program before, of so many. */
  since(survived: number, tried: number): Promise<string>;
  /** What it has come to, as SVG of 1200 by 630 pixels; "" where there is nothing to show. */
  picture(language: string): Promise<string>;
  /** The first moment at which a program that was watched in the breaking case is wrong, and how; at -1: none. And what to look at. */
  astray(moments: Watched[], tried: Tried): Promise<{ at: number; say: string; hint: string }>;
}

/** What a run has come to so far. */
export interface State {
  over: boolean;
  passed: boolean;
  done: number;
  total: number;
  /** Schedules. */
  tried: number;
  survived: number;
  score: string;
  say: string;
  which: string;
  parts: { name: string; asked: boolean; right: boolean; say: string; list: string[] }[];
  breaker?: Breaker;
}

/** The smallest case that breaks the program. */
export interface Breaker {
  case: Case;
  say: string;
  sure: string;
  /** As a corpus file, and what happened last in its first chunk. */
  text: string;
  step: number;
  want: string[];
  printed: string[];
  more: number;
  line: number;
}

const judge = new Bridge<Workshop>();
judge.name = "workshop";
export const workshop = judge.calls;
export const prepareJudge = (): void => judge.prepare();
