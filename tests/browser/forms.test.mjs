// What the browser does for a form: it keeps what is typed until it is saved, offers what a closed tab
// left, asks before a long form is left, forgets it at the sign-out, takes a day as one writes it, keeps a
// dialog open that was refused, and runs nothing that somebody wrote into a name.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { startServer, startBrowser, signIn, visit, submit, newClass, axe } from "./support.mjs";

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

const drafts = (page) => page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith("form:")).length);

test("a draft outlives its tab, is offered and not put in, and ends with the sign-out", async () => {
  const { page, errors, context } = await signIn(browser, server, "peixun");
  await visit(page, NEW);
  await page.fill("#title", "关掉标签页的班次");
  await page.fill("#about", "写了很久的简介");
  await page.getByText("草稿已存于本浏览器").waitFor();
  await page.close();
  const later = await context.newPage();
  later.on("dialog", (dialog) => dialog.accept());
  await visit(later, NEW);
  await later.getByText("有一份未提交的草稿").waitFor();
  assert.equal(await later.inputValue("#title"), "", "it may be that a second one is typed");
  // What is typed beside the offer does not take its place.
  await later.fill("#place", "另一处");
  await later.waitForTimeout(400);
  await submit(later, "恢复草稿");
  assert.equal(await later.inputValue("#title"), "关掉标签页的班次");
  assert.equal(await later.inputValue("#about"), "写了很久的简介");
  assert.deepEqual(await axe(later), []);
  assert.equal(await drafts(later), 1);
  await later.evaluate(() => document.querySelector("form[action='/auth/sign-out']").requestSubmit());
  await later.waitForURL(/sign-in/);
  assert.equal(await drafts(later), 0);
  assert.deepEqual(errors, []);
  await context.close();
});

test("a draft ends when it is sent, and nobody else is offered it", async () => {
  const { page, errors, context } = await signIn(browser, server, "peixun");
  page.on("dialog", (dialog) => dialog.accept());
  await visit(page, NEW);
  await page.fill("#title", "别人的草稿");
  await page.getByText("草稿已存于本浏览器").waitFor();
  // The session ends without a sign-out, and somebody else signs in there.
  await context.clearCookies();
  await page.goto("/sign-in");
  await page.fill("#login", "zuzhi");
  await page.fill("#password", "Ganqiao-Demo-2026");
  await page.click("form[action='/auth/sign-in'] button");
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  await visit(page, NEW);
  assert.equal(await drafts(page), 0);
  assert.equal(await page.getByText("有一份未提交的草稿").count(), 0);
  await page.fill("#about", "自己的");
  await page.getByText("草稿已存于本浏览器").waitFor();
  await newClass(page, "草稿之后保存的班次", { about: "自己的" });
  assert.equal(await drafts(page), 0, "nothing is kept of what was sent");
  assert.deepEqual(errors, []);
  await context.close();
});

test("of what is secret no browser keeps anything, and it is asked about all the same", async () => {
  const { page, errors, context } = await signIn(browser, server, "ganbu");
  let asked = 0;
  page.on("dialog", (dialog) => {
    asked += dialog.type() === "beforeunload" ? 1 : 0;
    return dialog.accept();
  });
  await visit(page, "/tolerance/cases/new");
  await page.fill("#matter", "一段不该留在浏览器里的经过");
  await page.waitForTimeout(400);
  const everything = () => page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  assert.ok(!(await everything()).includes("不该留"));
  await visit(page, "/");
  assert.equal(asked, 1);
  assert.ok(!(await everything()).includes("不该留"));
  assert.deepEqual(errors, []);
  await context.close();
});

test("a day is typed as one writes it, and what is none stands as it was typed", async () => {
  const { page, errors, context } = await signIn(browser, server, "peixun");
  page.on("dialog", (dialog) => dialog.accept());
  await visit(page, NEW);
  assert.equal(await page.getAttribute("#starts", "type"), "text");
  assert.match(await page.inputValue("#starts"), /^\d{4}-\d\d-\d\d$/);
  assert.ok((await page.locator(".day > button").count()) >= 4, "a calendar stands beside each");
  assert.equal(await page.getByRole("button", { name: "▾" }).count(), 0, "for the mouse alone");
  assert.deepEqual(await axe(page), []);
  await page.selectOption("#tier", "section");
  await page.selectOption("#category", "mass-work");
  const days = { enrol_from: "2039.3.5", enrol_until: "20390310", starts: "２０３９年４月１日", ends: "四月二日" };
  const all = { title: "写法各异的班次", hours: "７．５", capacity: "３０", place: "党校", ...days };
  for (const [field, value] of Object.entries(all)) await page.fill(`#${field}`, value);
  await submit(page, "保存");
  await page.locator("#ends-error").waitFor();
  for (const [field, value] of Object.entries(all)) assert.equal(await page.inputValue(`#${field}`), value, field);
  await page.fill("#ends", "2039/4/2");
  await submit(page, "保存");
  await page.waitForURL(/\/training\/classes\/[0-9a-f]+$/);
  await page.getByText("2039-04-01").first().waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test("without script a day has the browser's own field", async () => {
  const { page, context } = await signIn(browser, server, "peixun", { script: false });
  await page.goto(NEW);
  assert.equal(await page.getAttribute("#starts", "type"), "date");
  await context.close();
});

test("a dialog that was refused is open, with what was typed and what is wrong; by keys one is in it", async () => {
  const { page, errors, context } = await signIn(browser, server, "zuzhi");
  page.on("dialog", (dialog) => dialog.accept());
  await visit(page, "/account");
  const opener = page.locator("details.ask > summary", { hasText: "委托他人" }).first();
  await opener.focus();
  await page.keyboard.press("Enter");
  const dialog = page.locator("dialog:modal");
  await dialog.waitFor();
  await page.waitForFunction(() => document.querySelector("dialog:modal")?.contains(document.activeElement));
  await dialog.locator("[name='to']").fill("没有这个人");
  await dialog.locator("[name='until']").fill("2039年1月1日");
  await dialog.locator("button[type=submit]").click();
  await page.locator("dialog:modal [role=alert]").waitFor();
  assert.equal(await dialog.locator("[name='to']").inputValue(), "没有这个人");
  assert.equal(await dialog.locator("[name='until']").inputValue(), "2039年1月1日");
  assert.deepEqual(await axe(page), []);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  assert.deepEqual(errors, []);
  await context.close();
});

test("sent twice and sent again after going back it is one thing", async () => {
  const { page, errors, context } = await signIn(browser, server, "peixun");
  page.on("dialog", (dialog) => dialog.accept());
  const fill = async () => {
    await page.selectOption("#tier", "section");
    await page.selectOption("#category", "mass-work");
    const all = { title: "只有一个的班次", hours: "8", capacity: "5", place: "党校" };
    for (const [field, value] of Object.entries(all)) await page.fill(`#${field}`, value);
  };
  await visit(page, NEW);
  await fill();
  await page.evaluate(() => {
    const button = document.querySelector("form[action='/api/classes/save'] button[type=submit]");
    button.click();
    button.click();
  });
  await page.waitForURL(/\/training\/classes\/[0-9a-f]+$/);
  const first = page.url();
  await page.goBack();
  await page.waitForURL(`**${NEW}`);
  await fill();
  await submit(page, "保存");
  await page.waitForURL(/\/training\/classes\/[0-9a-f]+$/);
  assert.equal(page.url(), first, "the same again is the first one");
  assert.deepEqual(errors, []);
  await context.close();
});

test("a class is made like another, with days to come", async () => {
  const { page, errors, context } = await signIn(browser, server, "peixun");
  page.on("dialog", (dialog) => dialog.accept());
  await newClass(page, "每年都办的班次", { hours: "12", place: "老党校" });
  await page.getByRole("link", { name: "照此新建" }).click();
  await page.waitForURL(/classes\/new\?of=/);
  assert.equal(await page.inputValue("#title"), "每年都办的班次");
  assert.equal(await page.inputValue("#hours"), "12");
  assert.equal(await page.inputValue("#place"), "老党校");
  await page.fill("#title", "明年的同一班次");
  await submit(page, "保存");
  await page.waitForURL(/\/training\/classes\/[0-9a-f]+$/);
  await page.getByRole("heading", { name: "明年的同一班次" }).waitFor();
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
