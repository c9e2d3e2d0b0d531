import { defineConfig, devices } from "@playwright/test";
import { address } from "./house.ts";

// Debian's Chromium; in a sandbox of the machine's, hence without its own when run as root.
const launchOptions = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
  ],
};

export default defineConfig({
  testDir: "tests",
  globalSetup: "./setup.ts",
  outputDir: `${process.env.CLIFFHANGER_CACHE ?? "/tmp"}/e2e-results`,
  // Two cores, one of which plays video.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  // A browser that shares two cores with the house may miss a moment: told as flaky. What fails twice is broken.
  retries: 1,
  reporter: "list",
  use: { baseURL: address, launchOptions, trace: "retain-on-failure", locale: "en-US" },
  projects: [
    { name: "phone", use: { ...devices["Pixel 7"], viewport: { width: 390, height: 844 }, launchOptions } },
    { name: "desktop", use: { viewport: { width: 1440, height: 900 }, launchOptions } },
  ],
});
