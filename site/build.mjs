// Bundles src/ into dist/ and compresses what is there, core.wasm included.
import { build } from "esbuild";
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const MADE = "build/made"; // aside: what is in dist is embedded, perhaps at this moment
rmSync(MADE, { recursive: true, force: true });
// What is fetched later takes all that a page came with as given. By this it knows: so that stays one file, where each
// part that something later shares would be a file of its own, and many small files are packed worse than one. And the
// lines of templates are indented for whoever reads the source.
const GIVEN = {
  "src/": ["site.ts"],
  "src/lesson/": ["lesson/lesson.ts"],
  "src/view/gapbar.ts": ["view/bytemap.ts", "view/cutting.ts", "view/drag.ts"],
};
const given = {
  name: "given",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\./ }, ({ kind, resolveDir, path }) => (kind === "dynamic-import" ? { path: join(resolveDir, path), pluginData: "later" } : undefined));
    onLoad({ filter: /\.ts$/ }, ({ path, pluginData }) => {
      const before = Object.entries(GIVEN).flatMap(([where, files]) => (pluginData === "later" && path.includes(`/${where}`) ? files : []));
      const lines = readFileSync(path, "utf8").replaceAll(/\n +/g, "\n");
      return { contents: [lines, ...before.map((file) => `import ${JSON.stringify(resolve("src", file))};`)].join("\n"), loader: "ts" };
    });
  },
};
const common = {
  outdir: MADE,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022", "chrome123", "firefox128", "safari17.5"],
  tsconfig: "tsconfig.json", // which decorators are meant: unsaid, it is not looked for on behalf of what "given" hands over
  legalComments: "none",
  logLevel: "warning",
};
await build({
  ...common,
  plugins: [given],
  entryPoints: { site: "src/site.ts", worker: "src/worker.ts", look: "src/look.ts", tap: "src/view/tap.ts", journey: "src/view/journey/page.ts", workshop: "src/view/workshop.ts", lesson: "src/style/lesson.css", home: "src/style/home.css", glossary: "src/style/glossary.css", tools: "src/style/tools.css", listing: "src/style/listing.css", bytes: "src/style/bytes.css", playground: "src/style/playground.css", "tap-style": "src/style/tap.css", "journey-style": "src/style/journey.css", "workshop-style": "src/style/workshop.css", desk: "src/style/desk.css", map: "src/style/map.css", panels: "src/style/panels.css", "in-time": "src/view/journey/figure.css", keys: "src/view/keys.css", neighbour: "src/view/neighbour.css" },
  splitting: true,
  chunkNames: "part-[hash]",
  assetNames: "part-[hash]",
  loader: { ".woff2": "file", ".wasm": "file" },
});
// What learners' programs run in: a file each, since nothing can be fetched from there. And what works offline.
await build({
  ...common,
  entryPoints: { python: "src/workshop/python.ts", javascript: "src/workshop/javascript.ts", offline: "src/offline.ts" },
  loader: { ".py": "text" },
  external: ["fs", "module", "path", "url", "crypto", "node:*", "ws", "child_process", "worker_threads"], // MicroPython's loader runs in Node, too
});

const made = new Set(readdirSync(MADE));
for (const name of made) {
  const [now, then] = [`${MADE}/${name}`, `dist/${name}`];
  if (!existsSync(then) || !readFileSync(now).equals(readFileSync(then))) copyFileSync(now, then);
}
for (const name of readdirSync("dist")) {
  if (/\.(js|css|woff2)(\.br|\.gz)?$|^part-/.test(name) && !made.has(name.replace(/\.(br|gz)$/, ""))) rmSync(`dist/${name}`);
}

copyFileSync("src/example.pcapng", "dist/example.pcapng");
for (const name of readdirSync("src/pictures")) copyFileSync(`src/pictures/${name}`, `dist/${name}`);

// The server hands out the .br file where the browser takes it, and the .gz file where not: without TLS, browsers take
// gzip only. Compressing the modules takes seconds, so only what has changed is done again, and on every processor.
const age = (name) => statSync(name, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const pack = async (name) => {
  const file = `dist/${name}`;
  if (Math.min(age(`${file}.br`), age(`${file}.gz`)) > age(file)) return;
  const body = readFileSync(file);
  // Made for fonts, this mode packs a module a little tighter, too.
  const mode = name.endsWith(".wasm") ? constants.BROTLI_MODE_FONT : constants.BROTLI_MODE_GENERIC;
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: body.length, [constants.BROTLI_PARAM_MODE]: mode };
  const packed = await Promise.all([promisify(brotliCompress)(body, { params }), promisify(gzip)(body, { level: 9 })]);
  ["br", "gz"].forEach((as, i) => writeFileSync(`${file}.${as}`, packed[i]));
};
await Promise.all(readdirSync("dist").filter((name) => /\.(js|css|wasm)$/.test(name)).map(pack));
