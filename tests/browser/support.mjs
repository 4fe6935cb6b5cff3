// A server of one's own with demo data in memory, and a browser that fails the test on
// any console error.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import net from "node:net";

const tools = process.env.GANQIAO_NODE_MODULES;
const require = createRequire(tools ? `${tools}/` : import.meta.url);
const { chromium } = require("playwright-core");
export const axeSource = require("axe-core").source;

export const PASSWORD = "Ganqiao-Demo-2026";
const shots = process.env.GANQIAO_SHOTS;

const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

/** Starts the program on free ports; `stop` ends it. */
export async function startServer(env = {}, people = 400) {
  const [port, admin, packages] = [await freePort(), await freePort(), await freePort()];
  const files = mkdtempSync(`${tmpdir()}/ganqiao-files-`);
  const child = spawn(process.env.GANQIAO_BIN, ["serve", "--demo", "--people", String(people)], {
    env: {
      ...process.env,
      GANQIAO_STORE__URL: "mem://",
      GANQIAO_HTTP__LISTEN: `127.0.0.1:${port}`,
      GANQIAO_HTTP__ADMIN: `127.0.0.1:${admin}`,
      GANQIAO_HTTP__PACKAGES: `127.0.0.1:${packages}`,
      GANQIAO_TRAINING__FILES: files,
      GANQIAO_HTTP__SITE: process.env.GANQIAO_SITE,
      GANQIAO_SIGN_IN__ATTEMPTS_PER_MINUTE: "1000",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  child.stderr.on("data", (chunk) => (log += chunk));
  const base = `http://127.0.0.1:${port}`;
  await new Promise((resolve, reject) => {
    child.stdout.on("data", (chunk) => String(chunk).includes("Ctrl-C") && resolve());
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}:\n${log}`)));
  });
  const stop = () =>
    new Promise((resolve) => {
      child.once("exit", () => {
        rmSync(files, { recursive: true, force: true });
        resolve();
      });
      child.kill("SIGTERM");
    });
  return { base, admin: `http://127.0.0.1:${admin}`, stop, log: () => log };
}

/** Starts the browser. */
export const startBrowser = () =>
  chromium.launch({
    executablePath: process.env.GANQIAO_CHROMIUM || "/usr/bin/chromium",
    args: [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ],
  });

export const DESKTOP = { width: 1366, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** A page signed in as somebody. `errors` collects what the console complained about. */
export async function signIn(browser, server, login, options = {}) {
  const context = await browser.newContext({
    baseURL: server.base,
    viewport: options.viewport ?? DESKTOP,
    colorScheme: options.dark ? "dark" : "light",
    javaScriptEnabled: options.script ?? true,
    locale: options.locale ?? "zh-CN",
    acceptDownloads: true,
  });
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(`${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    // A status of 4xx that a test asks for on purpose is no fault of the page.
    if (message.type() === "error" && !message.text().includes("Failed to load resource")) {
      errors.push(`${page.url()}: ${message.text()}`);
    }
  });
  if (login) {
    await page.goto("/sign-in");
    await page.fill("#login", login);
    await page.fill("#password", options.password ?? PASSWORD);
    await page.click("form[action='/auth/sign-in'] button");
    await page.waitForURL((url) => !url.pathname.startsWith("/sign-in") && !url.pathname.startsWith("/auth/"));
  }
  return { context, page, errors };
}

/** Waits until the module has taken the page over. */
export const ready = (page) => page.waitForFunction(() => document.body.dataset.live === "1");

/** Goes to a page and waits until it is lively. */
export async function visit(page, path) {
  const response = await page.goto(path);
  await ready(page);
  return response;
}

/** Presses a button by its name. */
export const submit = (page, name) => page.getByRole("button", { name, exact: true }).click();

/** Presses a button by its name, and confirms what it says it would do. */
export async function confirmed(page, name) {
  await submit(page, name);
  await page.getByRole("button", { name: "确认执行", exact: true }).click();
}

/** A time as clocks in China show it: `2026-11-23T09:00:00.000Z`. */
export const shanghai = (ms) => new Date(ms + 8 * 3600_000).toISOString();

/** The day in China, so many days from now. */
export const day = (ahead = 0) => shanghai(Date.now() + ahead * 24 * 3600_000).slice(0, 10);

/** A class for section cadres, announced; `fields` by the ids of the form. Gives its path. */
export async function newClass(page, title, fields) {
  await visit(page, "/training/classes/new");
  const all = { title, hours: "8", capacity: "5", place: "省委党校", ...fields };
  await page.selectOption("#tier", "section");
  await page.selectOption("#category", "mass-work");
  for (const [field, value] of Object.entries(all)) {
    if (["approval", "allocation"].includes(field)) await page.selectOption(`#${field}`, value);
    else await page.fill(`#${field}`, value);
  }
  await submit(page, "保存");
  await page.waitForURL(/\/training\/classes\/[0-9a-f]+$/);
  await submit(page, "发布");
  await page.getByText("已发布", { exact: true }).first().waitFor();
  return new URL(page.url()).pathname;
}

/** A lesson of a class that is on its page afterwards; `fields` by the ids of the form. */
export async function newLesson(page, path, fields) {
  await visit(page, `${path}/lessons/new`);
  for (const [field, value] of Object.entries(fields)) await page.fill(`#${field}`, value);
  await submit(page, "保存");
  await page.waitForURL(`**${path}`);
}

/** The code that the room's screen shows now. */
export async function shownCode(page, lesson) {
  const svg = await (await page.request.get(`${lesson}/code.svg`)).text();
  return svg.match(/data-code="(\d{8})"/)[1];
}

/** Keeps a screenshot where one is wanted. */
export async function shot(page, name) {
  if (!shots) return;
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
}

/** What axe finds on a page. */
export async function axe(page) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
  );
  return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(" | ")} ${v.nodes[0]?.any?.[0]?.message ?? ""}`);
}

/** Works as somebody on a page of their own, on which nothing may complain. `name` is the screenshot of a failure. */
export async function as(browser, server, login, work, options = {}, name = "failed") {
  const who = await signIn(browser, server, login, options);
  who.page.setDefaultTimeout(10_000);
  const result = await work(who.page).catch(async (error) => {
    await shot(who.page, name);
    throw error;
  });
  if (who.errors.length) throw new Error(who.errors.join("\n"));
  await who.context.close();
  return result;
}

/** Keeps a page's screenshot; it must be accessible and no wider than the screen. */
export async function clean(page, name) {
  // What the top bar covers while a field further down has the focus is no fault of the page.
  await page.evaluate(() => window.scrollTo(0, 0));
  await shot(page, name);
  const found = await axe(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (wide > 0) found.push(`${name} is ${wide}px too wide`);
  if (found.length) throw new Error(found.join("\n"));
}

/** Opens a dialog by its button, fills its fields by their names and sends it. */
export async function aside(page, label, fields = {}, name = "") {
  await page.locator("details.ask > summary", { hasText: label }).first().click();
  const dialog = page.locator("dialog:visible");
  for (const [field, value] of Object.entries(fields)) {
    const control = dialog.locator(`[name='${field}']`);
    const kind = await control.evaluate((one) => `${one.tagName}:${one.type}`);
    if (kind.startsWith("SELECT")) await control.selectOption(value);
    else if (kind.endsWith(":file")) await control.setInputFiles(value);
    else await control.fill(value);
  }
  if (name) await shot(page, name);
  await dialog.locator("button[type=submit]").click();
  await dialog.waitFor({ state: "detached" });
}

/** Parts that each stand on the one before: `const part = inTurn(t)`. */
export function inTurn(t) {
  let sound = true;
  return (name, work) =>
    t.test(name, async () => {
      if (!sound) throw new Error("the part before failed");
      sound = false;
      await work();
      sound = true;
    });
}
