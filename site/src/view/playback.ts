import type { LitElement, ReactiveController } from "lit";
import type { Model } from "../model.ts";

const TICK = 900;

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
