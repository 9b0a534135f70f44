// Tests receiver.mjs with the cases that native schedules writes.
//
//     native schedules >cases.jsonl
//     node --test
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { Receiver } from "./receiver.mjs";

const cases = readFileSync("cases.jsonl", "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));

function check(part) {
  for (const c of cases.filter((c) => c.part === part)) { // the smallest first
    const got = [];
    let error;
    try {
      const receiver = new Receiver((message) => got.push(Buffer.from(message)));
      for (const chunk of c.chunks) receiver.push(Buffer.from(chunk, "hex"));
      receiver.end();
    } catch (err) {
      error = err;
    }
    const want = c.messages.map((message) => Buffer.from(message, "hex"));
    const same = got.length === want.length && got.every((message, i) => message.equals(want[i]));
    const right = same && (part !== "ends" || (error !== undefined) === c.error);
    assert.ok(right, `${c.name}: ${text(got)}, not ${text(want)}; ${error}\n${c.link}`);
  }
}

const text = (messages) => JSON.stringify(messages.map(String));

test("chunking", () => check("chunking"));
test("ends", () => check("ends"));
