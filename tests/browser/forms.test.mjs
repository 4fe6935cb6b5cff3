// What the browser does for a form: it keeps what is typed until it is saved, asks before a long
// form is left, forgets it at the sign-out, and runs nothing that somebody wrote into a name.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { startServer, startBrowser, signIn, visit, submit, newClass } from "./support.mjs";

let server, browser;
before(async () => {
  server = await startServer();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const kept = (page) => page.evaluate(() => Object.keys(sessionStorage).filter((name) => name.startsWith("form:")).length);
const NEW = "/training/classes/new";

test("what is typed is kept until it is saved, and asked about before it is left", async () => {
  const { page, errors, context } = await signIn(browser, server, "peixun");
  await visit(page, NEW);
  await page.fill("#title", "写到一半的班次");
  await page.selectOption("#tier", { index: 2 });
  const tier = await page.inputValue("#tier");
  let asked = 0;
  page.on("dialog", (dialog) => {
    asked += dialog.type() === "beforeunload" ? 1 : 0;
    return dialog.accept();
  });
  await page.reload();
  assert.equal(asked, 1, "a long form is not left in silence");
  await page.getByText("已恢复您上次未保存的填写").waitFor();
  assert.equal(await page.inputValue("#title"), "写到一半的班次");
  assert.equal(await page.inputValue("#tier"), tier);
  // Refused: the server puts it back, and the browser has nothing older to put over it.
  await page.fill("#title", "");
  await page.fill("#capacity", "十八");
  await page.locator("form[action='/api/classes/save'] button[type=submit]").first().click();
  await page.getByRole("alert").waitFor();
  assert.equal(await page.inputValue("#title"), "");
  assert.equal(await page.inputValue("#capacity"), "十八");
  assert.equal(await page.getAttribute("#capacity", "aria-invalid"), "true");
  await page.fill("#title", "改过的名称");
  await page.waitForTimeout(400);
  await page.reload();
  assert.equal(await page.inputValue("#title"), "改过的名称");
  assert.equal(await page.inputValue("#capacity"), "十八");
  assert.equal(await kept(page), 1);
  await newClass(page, "保存的班次", {});
  assert.equal(await kept(page), 0, "nothing is kept of what was saved");
  assert.deepEqual(errors, []);
  await context.close();
});

test("a tick that a filter hides is sent along, and signing out forgets everything", async () => {
  const { page, errors, context } = await signIn(browser, server, "peixun");
  page.on("dialog", (dialog) => dialog.accept());
  await visit(page, "/training/hours/new");
  const boxes = page.locator("input[type=checkbox][name^='people']:enabled");
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  const names = [await boxes.nth(0).getAttribute("name"), await boxes.nth(1).getAttribute("name")];
  await page.waitForTimeout(400);
  await visit(page, "/training/hours/new?q=没有这个人");
  await page.getByText("另有 2 项已勾选").waitFor();
  const hidden = await page.locator("input[data-kept-tick]").evaluateAll((all) => all.map((one) => one.name));
  assert.deepEqual(hidden.sort(), names.sort());
  assert.equal(await kept(page), 1);
  await page.evaluate(() => document.querySelector("form[action='/auth/sign-out']").requestSubmit());
  await page.waitForURL(/sign-in/);
  assert.equal(await kept(page), 0);
  assert.deepEqual(errors, []);
  await context.close();
});

test("a name with markup is a name", async () => {
  const system = await signIn(browser, server, "xitong");
  const evil =
    "</title><div id=exam data-deadline=0><form method=post action=/api/grants/add></form></div><script src=/script/exam.js></script>";
  await visit(system.page, "/admin/accounts");
  await system.page.fill("#login", "evil1");
  await system.page.fill("#name", evil);
  await system.page.locator("form[action='/admin/accounts/create'] button[type=submit]").click();
  await system.page.getByText("最多 60 个字").first().waitFor();
  await system.page.fill("#name", "</title><b id=made>x</b>");
  await system.page.locator("form[action='/admin/accounts/create'] button[type=submit]").click();
  await system.page.getByTestId("password").waitFor();
  const security = await signIn(browser, server, "anquan");
  const sent = [];
  security.page.on("request", (request) => request.method() === "POST" && sent.push(request.url()));
  await visit(security.page, "/admin/accounts");
  await security.page.getByRole("link", { name: "evil1", exact: true }).first().click();
  await security.page.waitForURL(/\/admin\/accounts\/.+/);
  assert.equal(await security.page.title(), "</title><b id=made>x</b> · 干桥");
  assert.equal(await security.page.locator("#made").count(), 0);
  assert.deepEqual(sent, []);
  await system.context.close();
  await security.context.close();
});
