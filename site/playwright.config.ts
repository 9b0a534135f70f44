import { defineConfig } from "@playwright/test";

/** Browser tests: real Chromium against the real native server. */
export default defineConfig({
  testDir: "e2e",
  globalSetup: "./e2e/build.ts",
  outputDir: "test-results",
  workers: 3, // a test waits as much as it computes: a third worker fills two processors
  fullyParallel: true,
  forbidOnly: true,
  reporter: "dot",
  // Generous: a machine may be busy with other things. What goes to every page or link there is may take its time.
  timeout: 120_000,
  projects: [
    { name: "quick", grepInvert: /@long/ },
    { name: "long", grep: /@long/, timeout: 1_800_000 },
  ],
  expect: { timeout: 15_000 },
  use: {
    // One page for all tests of a worker, emptied between them: starting a page costs more than most tests do in it.
    reuseContext: true,
    browserName: "chromium",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      // A closed network, and perhaps root: nothing but loopback is asked for.
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    },
  },
});
