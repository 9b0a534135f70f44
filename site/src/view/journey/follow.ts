import type { Journey } from "../../journey.ts";
import type { LiveSession } from "../../live.ts";
import { address } from "../../root.ts";
import { sheet } from "../../sheet.ts";
import { made, type StreamJourney } from "./figure.ts";
import { Recorder } from "./recorder.ts";

/** Draws a live session in time, from its beginning on, as far as one picture holds: once something has been received. */
export async function follow(session: LiveSession): Promise<StreamJourney> {
  await sheet("in-time");
  const recorder = new Recorder();
  return new Promise((done, failed) => {
    let figure: StreamJourney | undefined;
    recorder.addEventListener("grew", (e) => {
      const { detail } = e as CustomEvent<Journey>;
      if (figure) figure.walk.load(detail, figure.walk.index === figure.walk.last ? Infinity : figure.walk.index);
      else {
        figure = made(detail, Infinity, "The same session, in time");
        figure.address = () => Promise.resolve(String(address("journey/#live")));
        done(figure);
      }
    });
    let turn = Promise.resolve();
    let taken = 0;
    const hear = (): void => {
      for (; taken < session.heard.length; taken++) {
        const message = session.heard[taken]!;
        turn = turn.then(() => recorder.take(message)).catch(failed);
      }
    };
    session.addEventListener("heard", hear);
    hear();
  });
}
