import type { LitElement, ReactiveController } from "lit";
import type { Model } from "../model.ts";

const TICK = 900;
/** The same for what plays by itself; and when that begins. */
const SLOW = 2600;
const SOON = 500;

/** Steps a model on by itself, until its last step. */
export class Playback implements ReactiveController {
  /** How fast; 1 is a step in a little less than a second. */
  speed = 1;
  #timer = 0;

  constructor(
    readonly host: LitElement,
    readonly model: Model,
  ) {
    host.addController(this);
    model.addEventListener("held", () => this.stop());
  }

  hostDisconnected(): void {
    this.stop();
  }

  get on(): boolean {
    return this.#timer !== 0;
  }

  toggle(): void {
    if (this.on) this.stop();
    else this.#start();
  }

  /** Plays by itself, slowly, up to a step, and says when it is there; any other move ends it. */
  show(to: number, then: () => void): void {
    const step = () => {
      this.model.move(1);
      if (this.model.index < to) this.#timer = window.setTimeout(step, SLOW);
      else {
        this.stop();
        then();
      }
    };
    this.#timer = window.setTimeout(step, SOON);
    this.host.requestUpdate();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = 0;
    this.host.requestUpdate();
  }

  pace(speed: number): void {
    this.speed = speed;
    if (this.on) this.#start();
    this.host.requestUpdate();
  }

  #start(): void {
    this.stop();
    const { model } = this;
    if (model.index === model.last) return;
    this.#timer = window.setInterval(() => {
      if (model.index >= model.last - 1) this.stop(); // before the step is shown, so that it is read aloud
      model.move(1);
    }, TICK / this.speed);
  }
}
