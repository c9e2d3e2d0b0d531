import { expect, type Page, test } from "@playwright/test";
import { choose, expectMotion } from "../help.ts";

const password = "a long enough password";
const address = () => `viewer-${Date.now()}-${Math.random().toString(36).slice(2)}@example.com`;
const me = async (page: Page) => (await page.request.get("/api/v1/me")).json();

async function register(page: Page, email: string): Promise<void> {
  await page.goto("/register");
  await page.getByLabel("Name (optional)").fill("Robin");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page).toHaveURL(/\/me$/);
  await expect(page.getByText("Your account is ready")).toBeVisible();
}

test("an account is made, left, and come back to", async ({ page }) => {
  const email = address();
  await register(page, email);
  await expect(page.getByText(email)).toBeVisible();
  await page.getByRole("button", { name: "Log out" }).click();
  await expect(page.getByText("You are watching without an account.")).toBeVisible();
  expect((await me(page)).kind).not.toBe("account");

  await page.getByRole("link", { name: "Log in" }).click();
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill("not my password");
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await expect(page.getByText("The e-mail address or the password is wrong.")).toBeVisible();
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await expect(page).toHaveURL(/\/me$/);
  await expect(page.getByText(email)).toBeVisible();
});

test("a form says what is missing", async ({ page }) => {
  await page.goto("/register");
  await page.getByLabel("E-mail").fill("nobody");
  await page.getByLabel("Password", { exact: true }).fill("short");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByText("Enter an e-mail address such as name@example.com.")).toBeVisible();
  await expect(page.getByText("The password needs at least 10 characters.")).toBeVisible();
  await expect(page.getByLabel("E-mail")).toBeFocused();
});

test("a password is changed", async ({ page }) => {
  const email = address();
  await register(page, email);
  await page.getByRole("button", { name: "Change password" }).click();
  const sheet = page.getByRole("dialog", { name: "Change password" });
  await sheet.getByLabel("Current password").fill("wrong, I fear");
  await sheet.getByLabel("New password").fill("an even longer password");
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(sheet.getByText("That is not your current password.")).toBeVisible();
  await sheet.getByLabel("Current password").fill(password);
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(sheet).toBeHidden();
  await expect(page.getByText("Password saved.")).toBeVisible();
});

test("a passkey is an account and a way in", async ({ page, context }) => {
  const client = await context.newCDPSession(page);
  await client.send("WebAuthn.enable");
  await client.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await page.goto("/register");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await expect(page).toHaveURL(/\/me$/);
  const { id } = await me(page);
  await expect(page.getByRole("button", { name: /^Remove passkey/ })).toHaveCount(1);
  await page.getByRole("button", { name: "Log out" }).click();
  await expect(page.getByText("You are watching without an account.")).toBeVisible();

  await page.goto("/login");
  await page.getByRole("button", { name: "Log in with a passkey" }).click();
  await expect(page).toHaveURL(/\/me$/);
  await expect.poll(async () => (await me(page)).kind).toBe("account");
  expect((await me(page)).id).toBe(id);

  // The only way in stays.
  await page.getByRole("button", { name: /^Remove passkey/ }).click();
  await expect(page.getByText("This is your only way to log in. Add another one first.")).toBeVisible();
});

test("the app speaks the chosen language, from right to left too", async ({ page }) => {
  await page.goto("/me");
  await choose(page, "Language", "العربية");
  await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
  await expect(page.locator("html")).toHaveAttribute("lang", "ar");
  await expect(page.getByRole("heading", { level: 1 })).not.toHaveText("Me");
  await page.goto("/");
  await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
  await expectMotion(page);
  // Nothing sticks out at the side, and the buttons stand where the reading ends.
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  const picture = await page.locator("article.card:not([inert]) .frame").boundingBox();
  const rail = await page.locator("article.card:not([inert]) div.rail div.rail").boundingBox();
  if (!picture || !rail) throw new Error("nothing on screen");
  expect(rail.x + rail.width / 2).toBeLessThan(picture.x + picture.width / 2);
});

test("an account is erased", async ({ page }) => {
  const email = address();
  await register(page, email);
  await page.getByRole("button", { name: "Erase everything" }).click();
  const dialog = page.getByRole("dialog", { name: "Erase everything" });
  await dialog.getByRole("button", { name: "Erase for ever" }).click();
  await expect(page.getByText("Everything has been erased")).toBeVisible();
  await page.goto("/login");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await expect(page.getByText("The e-mail address or the password is wrong.")).toBeVisible();
});
