// The picture that stands for a link to a page, 1200 by 630 pixels: a sentence, and below it what a figure shows, alone.

const WIDTH = 1200, HEIGHT = 630;
/** How far down a figure may reach: the site's name is below it. */
const FOOT = 578;

/** The figure that an address leads to a step of: by its name, or the only one. */
const figure = (address) => {
  const [, name] = /#1\/at\/([^/]+)/.exec(address) ?? [];
  return name ? `stream-figure:is(#${name}, [data-shown="${name}"])` : "stream-figure";
};

/** Of what is said of a step, the first sentence, in one line. */
const LEAD = `
  .foot > :not(.say) { display: none !important; }
  .say { margin: 0; min-height: 0 !important; padding: 0.7rem 1.25rem !important; max-width: none !important; font-size: 0 !important; white-space: nowrap; }
  .say b { font-size: 21px; }
`;

/** The stage takes the room that there is, and gives more of it to its middle. */
const STAGE = `
  stream-figure { zoom: 1.25; }
  figure > :not(stream-stage, .foot) { display: none !important; }
  stream-stage { grid-template-columns: 7.5rem minmax(0, 1fr) 12rem !important; }
  .program { min-height: 309px !important; }
  ${LEAD}
`;

/** What is shown: where it is in its page, what is there once it can be seen, what leads to it, and how it becomes a picture. */
const KINDS = {
  stage: { of: figure, seen: "stream-stage .box", style: STAGE },
  map: {
    of: figure,
    seen: "stream-axis .bar.recv",
    style: `
      stream-figure { zoom: 1.4; }
      figure { margin-top: 30px !important; }
      figure > :not(.axis, .foot) { display: none !important; }
      .say { border-top: 1px solid var(--line); }
      ${LEAD}
    `,
  },
  journey: {
    of: () => "stream-journey",
    seen: ".view",
    style: `
      stream-journey { zoom: 0.74; }
      figure { height: 620px; }
      figcaption, .journey > :not(.heads, .view), .heads :nth-child(2 of text), .heads :nth-child(6 of text), .view > .when:first-of-type, .call .size { display: none !important; }
      text { font-size: 20px !important; }
      text:is(.name, .head) { font-size: 22px !important; }
      .badge text { font-size: 14px !important; }
      .message text { font-size: 18px !important; font-weight: 600 !important; }
    `,
  },
  "small journey": {
    of: () => "lesson-journey",
    seen: ".small svg",
    style: `
      figcaption, .small ~ * { display: none !important; }
      .small { display: flex !important; align-items: center; gap: 40px; padding: 16px 20px 0 !important; }
      .small > svg { flex: none; width: auto !important; max-width: none !important; height: 446px; }
      .legend { display: grid !important; gap: 22px; font-size: 26px !important; white-space: nowrap; color: var(--ink) !important; }
      .legend svg { flex: none; zoom: 1.5; }
    `,
  },
  capture: {
    of: () => ".direction:has(.problem) stream-figure",
    seen: "stream-stage .box",
    steps: async (page) => {
      await page.getByRole("button", { name: "Show an example" }).click();
      await page.getByRole("button", { name: "Show where" }).click();
    },
    style: STAGE,
  },
  // The loop of the program that a learner begins with, and what comes of it.
  program: {
    of: () => ".desk",
    seen: "[aria-busy=false] .verdict:not(:empty)",
    steps: (page) => page.getByRole("button", { name: "Run", exact: true }).click(),
    style: `
      .write > :not(.paper), .result > :not(.score, .bar, .verdict) { display: none !important; }
      .desk[data-way] { display: grid !important; grid-template-columns: 13fr 9fr !important; align-items: start; gap: 36px !important; }
      .write, .result { margin: 0 !important; padding: 0 !important; }
      .paper { zoom: 1.4; height: 293px; margin: 0 !important; overflow: hidden; }
      .paper > .rich { margin-top: -174px; }
      .score { margin: 0 0 20px !important; }
      .score b { display: block; font-size: 56px !important; line-height: 1.1 !important; white-space: nowrap; }
      .score span { font-size: 28px !important; }
      .bar { height: 20px !important; }
      .verdict { margin-top: 20px !important; font-size: 27px !important; line-height: 1.35; }
    `,
  },
};

const STYLE = `
  [data-off] { display: none !important; }
  body { box-sizing: border-box; height: ${HEIGHT}px; margin: 0; padding: 30px 60px 0; overflow: hidden; }
  [data-way] { display: block !important; width: auto !important; max-width: none !important; min-height: 0 !important; margin: 0 !important; padding: 0 !important; }
  figure { margin: 0 !important; overflow: hidden; }
  .card-say { margin: 0 0 18px; font-size: 60px; font-weight: 650; letter-spacing: -0.02em; line-height: 66px; white-space: nowrap; }
  .card-name { position: absolute; left: 60px; bottom: 16px; display: flex; align-items: center; gap: 14px; font-size: 27px; font-weight: 650; line-height: 30px; color: var(--soft); text-decoration: none; }
  .card-name svg { width: 66px; height: 21px; }
`;

/** Draws a card, as PNG. */
export async function card(page, address, { say, shows }) {
  const { of, seen, steps, style } = KINDS[shows];
  await page.setViewportSize({ width: WIDTH, height: HEIGHT });
  await page.goto("about:blank"); // the same page with another step would not be opened again
  await page.goto(address);
  await steps?.(page);
  const shown = page.locator(of(address)).first();
  await shown.locator(seen).first().waitFor();
  await shown.evaluate((shown, say) => {
    for (let e = shown; e !== document.body; e = e.parentElement) {
      e.dataset.way = "";
      for (const other of e.parentElement.children) if (other !== e) other.dataset.off = "";
    }
    const name = document.querySelector(".site-head a").cloneNode(true);
    name.className = "card-name";
    document.body.append(name);
    const sentence = document.createElement("p");
    sentence.className = "card-say";
    sentence.textContent = say;
    document.body.prepend(sentence);
  }, say);
  await page.addStyleTag({ content: STYLE + style });
  await page.evaluate(async () => {
    scrollTo(0, 0);
    await document.fonts.ready;
    for (let i = 0; i < 5; i++) await new Promise(requestAnimationFrame); // what is measured is drawn again
  });
  const over = await page.evaluate(
    ({ most, foot }) => [...document.querySelectorAll("[data-way], .card-say, .say b")].map((e) => e.getBoundingClientRect()).some((r) => r.right > most || r.bottom > foot),
    { most: WIDTH - 60 + 1, foot: FOOT },
  );
  if (over) throw new Error(`${address}: there is more to be seen than its picture has room for`);
  return page.screenshot({ animations: "disabled" });
}
