import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** The native program with the site inside, from which every server is started; built unless someone says where it is. */
export default function build() {
  const root = join(import.meta.dirname, "../..");
  if (!process.env.NATIVE) execFileSync("make", ["build"], { cwd: root, stdio: "inherit" });
  process.env.NATIVE ??= join(root, "bin/native");
}
