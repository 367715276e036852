import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: "forks",
    maxWorkers: 2,
    // Files of one worker share the sources that they import, one file after another: loading them anew for each file took as
    // long as the tests. So a test puts back what it changes in the process (folder, environment, exit code).
    isolate: false,
  },
});
