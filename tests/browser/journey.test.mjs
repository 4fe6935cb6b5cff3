// The first loop, as the people in it live it: HR imports a roster, creates and publishes
// a class; a cadre sees it, enrols; HR marks; the hours fill the cadre's bar and HR's table.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { startServer, startBrowser, signIn, visit, ready, shot, submit, confirmed, day, PHONE } from "./support.mjs";
import { roster } from "./roster.mjs";

let server, browser;
before(async () => {
  server = await startServer();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});


test("a roster comes in, a class fills, hours are earned", async (t) => {
  const hr = await signIn(browser, server, "zuzhi");

  await t.test("HR imports a roster after a look at the preview", async () => {
    await visit(hr.page, "/people/import");
    await hr.page.setInputFiles("#file", { name: "名册.xlsx", mimeType: "application/octet-stream", buffer: await roster() });
    await submit(hr.page, "上传并预览");
    await hr.page.waitForURL(/\/people\/import\/.+/);
    assert.equal(await hr.page.getByTestId("count-new").textContent(), "2");
    assert.equal(await hr.page.getByTestId("count-problems").textContent(), "1");
    await shot(hr.page, "journey-import-preview");
    await hr.page.getByLabel("先写入其余的行").check();
    await submit(hr.page, "确认写入");
    await hr.page.getByText("已写入 2 人").waitFor();
    await visit(hr.page, "/people?q=ceshijia");
    assert.equal(await hr.page.locator("tbody tr").count(), 1);
  });

  let classPath;
  await t.test("HR creates a class; faults are named and nothing typed is lost", async () => {
    await visit(hr.page, "/training/classes/new");
    await hr.page.fill("#title", "浏览器旅程班");
    await hr.page.selectOption("#tier", "section");
    await hr.page.selectOption("#category", "mass-work");
    await hr.page.fill("#hours", "很多");
    await hr.page.fill("#capacity", "2");
    await hr.page.fill("#starts", day(0));
    await hr.page.fill("#ends", day(0));
    await hr.page.fill("#place", "省委党校");
    await submit(hr.page, "保存");
    await hr.page.locator("#hours-error").waitFor();
    assert.equal(await hr.page.inputValue("#title"), "浏览器旅程班");
    await shot(hr.page, "journey-class-fault");
    await hr.page.fill("#hours", "10");
    await submit(hr.page, "保存");
    await hr.page.waitForURL(/\/training\/classes\/[0-9a-f]+$/);
    classPath = new URL(hr.page.url()).pathname;
    await submit(hr.page, "发布");
    await hr.page.getByText("已发布", { exact: true }).first().waitFor();
  });

  const cadre = await signIn(browser, server, "ganbu", { viewport: PHONE });
  const done = () => cadre.page.getByTestId("done-year-lower").textContent();
  let before;
  await t.test("a cadre sees it recommended on the phone, enrols, and has the seat", async () => {
    await visit(cadre.page, "/training/mine");
    before = Number(await done());
    await visit(cadre.page, "/");
    await cadre.page.getByRole("link", { name: "浏览器旅程班" }).first().click();
    await cadre.page.waitForURL(`**${classPath}`);
    await submit(cadre.page, "报名");
    await cadre.page.getByText("我的状态：").waitFor();
    assert.equal(await cadre.page.getByTestId("seats").textContent(), "1/2");
    await shot(cadre.page, "journey-enrolled-phone");
    await visit(cadre.page, "/notices");
    await cadre.page.getByText("报名成功：《浏览器旅程班》").waitFor();
  });

  await t.test("HR marks attendance; hours reach the ledger, the bar and the table", async () => {
    await visit(hr.page, "/training/completion");
    const hours = () => hr.page.getByTestId("hours").textContent();
    const total = Number(await hours());
    await visit(hr.page, classPath);
    await hr.page.getByRole("link", { name: "考核结班" }).click();
    await hr.page.waitForURL(/finish$/);
    await ready(hr.page);
    await hr.page.locator("input[name^='attended']").fill("8.5");
    assert.equal(await hr.page.locator("select[name^='outcome']").first().inputValue(), "", "nothing is assumed");
    await hr.page.locator("select[name^='outcome']").first().selectOption("completed");
    await shot(hr.page, "journey-finish");
    await confirmed(hr.page, "下一步：核对人数与学时");
    await hr.page.waitForURL(`**${classPath}`);
    await hr.page.getByText("已结班", { exact: true }).first().waitFor();
    await visit(hr.page, "/training/completion");
    assert.equal(Number(await hours()), total + 8.5);
    await visit(cadre.page, "/training/mine");
    assert.equal(Number(await done()), before + 8.5);
    await cadre.page.getByText("浏览器旅程班").first().waitFor();
  });

  await t.test("an entry is reversed with a reason, and the bar falls back", async () => {
    const person = await cadre.page.evaluate(() => JSON.parse(document.body.dataset.frame).me.person);
    await visit(hr.page, `/people/${person}/training`);
    const row = hr.page.getByRole("row").filter({ hasText: "浏览器旅程班" }).filter({ hasText: "冲销" });
    await row.locator("summary").click();
    await row.getByLabel("原因").fill("考勤核对有误");
    await row.getByRole("button", { name: "冲销学时" }).click();
    await hr.page.getByText("考勤核对有误").waitFor();
    await visit(cadre.page, "/training/mine");
    assert.equal(Number(await done()), before);
  });

  assert.deepEqual([...hr.errors, ...cadre.errors], []);
  await hr.context.close();
  await cadre.context.close();
});

test("people, units and classes are found by Han text, pinyin and initials from the keyboard", async () => {
  const { page, errors, context } = await signIn(browser, server, "zuzhi");
  await ready(page);
  await page.keyboard.press("Control+k");
  for (const q of ["汇溪市总工会", "huixishizonggonghui", "hxszgh"]) {
    await page.keyboard.press("Control+a");
    await page.keyboard.type(q);
    await page.locator("#hits[aria-busy=false]").getByRole("option").filter({ hasText: "汇溪市总工会" }).first().waitFor();
  }
  await shot(page, "journey-search");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/units\/hx-union$/);
  assert.deepEqual(errors, []);
  await context.close();
});

test("Enter before the answer opens what was asked for, not what stood there", async () => {
  const { page, errors, context } = await signIn(browser, server, "zuzhi");
  await ready(page);
  // The whole word's answer is slow; the list shows what its first letters found.
  await page.route(/\/api\/search\?q=hxszgh$/, async (route) => {
    await new Promise((done) => setTimeout(done, 700));
    await route.continue();
  });
  await page.keyboard.press("Control+k");
  await page.keyboard.type("hxs");
  await page.getByRole("option").first().waitFor();
  await page.keyboard.type("zgh");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/units\/hx-union$/);
  assert.deepEqual(errors, []);
  await context.close();
});

test("sensitive fields are shown for a purpose, and the person is told", async () => {
  const hr = await signIn(browser, server, "renshi");
  const list = await visit(hr.page, "/people");
  assert.equal(list.status(), 200);
  await hr.page.locator("tbody a").first().click();
  await hr.page.waitForURL(/\/people\/d\d+/);
  await ready(hr.page);
  assert.match(await hr.page.locator(".facts").nth(1).textContent(), /\*{5,}/);
  await hr.page.fill("#purpose", "任职回避核查");
  await submit(hr.page, "查看敏感信息");
  const shown = await hr.page.getByTestId("unmasked").textContent();
  assert.match(shown, /\d{17}[\dX]/);
  assert.deepEqual(hr.errors, []);
  await hr.context.close();
  const audit = await signIn(browser, server, "shenji");
  await visit(audit.page, "/audit?subject=person");
  await audit.page.getByText("任职回避核查").first().waitFor();
  await submit(audit.page, "校验完整性");
  await audit.page.getByText("审计链完整。").waitFor();
  await audit.context.close();
});

test("an administrator creates an account, whose owner must choose a password", async () => {
  const admin = await signIn(browser, server, "xitong");
  await visit(admin.page, "/admin/accounts");
  await admin.page.fill("#login", "xinren");
  await admin.page.fill("#name", "新人");
  await submit(admin.page, "建立账号");
  const password = await admin.page.getByTestId("password").textContent();
  await admin.context.close();
  const { page, context } = await signIn(browser, server, "xinren", { password });
  await page.waitForURL(/\/account\/password/);
  await page.fill("#current", password);
  await page.fill("#new", "Yun-Jiang-8231");
  await page.fill("#again", "Yun-Jiang-8231");
  await submit(page, "保存新密码");
  await page.waitForURL((url) => url.pathname === "/");
  await context.close();
});

test("everything a cadre must do works without script", async () => {
  const { page, context } = await signIn(browser, server, "ganbu2", { script: false });
  await page.goto("/training/classes?mine=1");
  await page.locator("tbody a").first().click();
  await submit(page, "报名");
  await page.getByText("我的状态：").waitFor();
  await page.locator("summary", { hasText: "退出报名" }).click();
  await submit(page, "退出");
  await page.getByRole("button", { name: "报名", exact: true }).waitFor();
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("button", { name: "Enrol", exact: true }).waitFor();
  await page.locator(".person summary").click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(/sign-in/);
  await context.close();
});

test("the class journey works by keyboard alone", async () => {
  const { page, errors, context } = await signIn(browser, server, "ganbu3");
  await visit(page, "/");
  const focusTo = async (predicate) => {
    for (let n = 0; n < 80; n++) {
      await page.keyboard.press("Tab");
      if (await page.evaluate(predicate)) return;
    }
    assert.fail(`not reached by Tab: ${predicate}`);
  };
  await focusTo(() => document.activeElement?.matches("main .rows a[href^='/training/classes/']"));
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/training\/classes\/.+/);
  await focusTo(() => document.activeElement?.matches("main .actions button.primary"));
  await page.keyboard.press("Enter");
  await page.getByText("我的状态：").waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});
