import { ask } from "./module.ts";
import { expect, open, test } from "./server.ts";

test("the module's objects answer by the names Go gave them until they are released, and what fails says why", async ({ page, server }) => {
  await open(page, server.home);
  const text = await (await fetch(`${server.home}corpus/split-header.txt`)).text();
  const replies = await ask(page, [
    { on: 0, method: "open", args: [text] }, // becomes object 1
    { on: 1, method: "steps", args: [0, 2] },
    { on: 1, method: "release", args: [] },
    { on: 1, method: "steps", args: [0, 2] },
    { on: 0, method: "opne", args: [] },
    { on: 0, method: "text", args: ["A title\n\nlayout: nonsense\n"] },
    { on: 0, method: "frame", args: ["decimal 4", 9, new TextEncoder().encode("abc")] },
    { on: 0, method: "link", args: [] },
  ]);
  expect(replies).toMatchObject([
    { id: 1, value: { figure: { v: 1 } }, methods: expect.arrayContaining(["steps", "find", "release"]) },
    { value: [{ event: "start" }, {}] },
    { id: 3 },
    { error: "steps was called on what was released" },
    { error: "the module offers no opne" },
    { error: expect.stringContaining("nonsense") },
    { value: new TextEncoder().encode("3   abc") },
    { error: expect.stringMatching(/^the module failed: /) },
  ]);
});
