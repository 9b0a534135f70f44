import type { Moment } from "../model.ts";
import { PageElement } from "./element.ts";
import type { Asked } from "./picking.ts";

/** What a map of the bytes shows. */
export interface Mapped {
  moment: Moment;
  /** Keeps two figures on one page apart. */
  uid: string;
  /** Whether the stream can be cut. */
  editable: boolean;
  /** Where a byte is asked for: a click then is the answer. */
  asked: Asked | null;
  /** The chosen gap, or null. */
  gap: number | null;
  /** Where two decoders part, or null. */
  mark: number | null;
}

/** All bytes of a stream, and what they are: an axis where there is room, rows where there is not. */
export abstract class ByteMap extends PageElement {
  set of(of: Mapped) {
    Object.assign(this, of);
    this.requestUpdate();
  }
}
export interface ByteMap extends Mapped {}
