import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Builds the native program once, with the site that is in dist/ inside; every test starts its own server from it. */
export default function build() {
  const folder = mkdtempSync(join(tmpdir(), "bufferbybuffer-"));
  process.env.NATIVE = join(folder, "native");
  execFileSync("go", ["build", "-o", process.env.NATIVE, "./cmd/native"], { cwd: join(import.meta.dirname, "../.."), stdio: "inherit" });
  return () => rmSync(folder, { recursive: true });
}
