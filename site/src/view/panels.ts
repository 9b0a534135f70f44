import { StreamCode } from "./code.ts";

// What a figure shows on demand: fetched then.
customElements.define("stream-code", StreamCode);

export { machine } from "./machine.ts";
export { registers } from "./registers.ts";
