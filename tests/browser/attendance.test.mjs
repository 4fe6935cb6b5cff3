// A class head's day: lessons, the code on the screen, phones with and without connection,
// the list, and the end of the class.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { startServer, startBrowser, signIn, visit, shot, axe, submit, confirmed, newClass, PHONE, shanghai, shownCode } from "./support.mjs";

let server, browser;
before(async () => {
  server = await startServer();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const today = shanghai(Date.now()).slice(0, 10);
// A lesson of now, within the day.
const from = shanghai(Date.now() - 5 * 60_000).slice(0, 10) === today ? shanghai(Date.now() - 5 * 60_000).slice(11, 16) : "00:00";
const until = shanghai(Date.now() + 90 * 60_000).slice(0, 10) === today ? shanghai(Date.now() + 90 * 60_000).slice(11, 16) : "23:59";

test("check-in by scan, by hand and without connection; the list; the end", async (t) => {
  const head = await signIn(browser, server, "zuzhi");
  const path = await newClass(head.page, "签到旅程班", { starts: today, ends: today });

  await t.test("a lesson is added; what does not fit is named", async () => {
    await head.page.getByRole("link", { name: "添加课次" }).click();
    await head.page.waitForURL(/lessons\/new$/);
    await head.page.fill("#title", "调查研究方法");
    await head.page.fill("#from", from);
    await head.page.fill("#until", until);
    await head.page.fill("#hours", "9");
    await submit(head.page, "保存");
    await head.page.locator("#hours-error").waitFor();
    await head.page.fill("#hours", "8");
    await submit(head.page, "保存");
    await head.page.waitForURL(`**${path}`);
    await head.page.getByRole("link", { name: "调查研究方法" }).waitFor();
    await shot(head.page, "attendance-class");
  });
  const lesson = await head.page.getByRole("link", { name: "调查研究方法" }).getAttribute("href");

  const phones = [];
  for (const login of ["ganbu", "ganbu2", "ganbu3"]) {
    const phone = await signIn(browser, server, login, { viewport: PHONE });
    await visit(phone.page, path);
    await submit(phone.page, "报名");
    await phone.page.getByText("我的状态：").waitFor();
    phones.push(phone);
  }
  const [scanner, typist, offline] = phones;

  await t.test("the list is filled in for all at once, and emptied again before it is saved", async () => {
    await visit(head.page, lesson);
    const known = () => head.page.locator("select[name^='presence']").evaluateAll((all) => all.map((one) => one.value));
    assert.deepEqual(await known(), ["", "", ""]);
    await head.page.getByRole("link", { name: "全部到课" }).click();
    await head.page.getByText("没有登记的 3 人已填为到课，尚未保存").waitFor();
    assert.deepEqual(await known(), ["present", "present", "present"]);
    assert.equal(await head.page.getByTestId("came").textContent(), "0/3", "nothing is kept yet");
    assert.deepEqual(await axe(head.page), []);
    await head.page.getByRole("link", { name: "撤销填写" }).click();
    await head.page.getByRole("link", { name: "全部到课" }).waitFor();
    assert.deepEqual(await known(), ["", "", ""]);
  });

  await t.test("the screen shows a code that changes", async () => {
    await visit(head.page, `${lesson}/code`);
    const picture = head.page.locator("img[data-refresh]");
    const first = await picture.getAttribute("src");
    assert.ok(await picture.evaluate((image) => image.complete && image.naturalWidth > 0));
    await shot(head.page, "attendance-code");
    await head.page.waitForFunction((src) => document.querySelector("img[data-refresh]").getAttribute("src") !== src, first);
    assert.deepEqual(await axe(head.page), []);
  });

  await t.test("a scan checks in, an old code does not", async () => {
    const id = lesson.split("/").pop();
    await visit(scanner.page, `/check-in/${id}.00000000`);
    await scanner.page.getByText("签到码已更换或不正确").waitFor();
    await visit(scanner.page, `/check-in/${id}.${await shownCode(head.page, lesson)}`);
    await scanner.page.getByRole("heading", { name: "签到成功" }).waitFor();
    await shot(scanner.page, "attendance-scanned-phone");
    assert.deepEqual(await axe(scanner.page), []);
  });

  await t.test("the code typed by hand checks in", async () => {
    await visit(typist.page, "/");
    await typist.page.getByText("今天的课").waitFor();
    await typist.page.getByRole("link", { name: "签到", exact: true }).click();
    await typist.page.waitForURL(/check-in$/);
    await typist.page.fill("#code", await shownCode(head.page, lesson));
    await shot(typist.page, "attendance-typed-phone");
    await submit(typist.page, "签到");
    await typist.page.getByText("签到成功").waitFor();
    assert.match(await typist.page.getByTestId("known").textContent(), /到课 签到 \d\d:\d\d/, "the page says that one is there");
  });

  await t.test("a phone without connection keeps the code and sends it once", async () => {
    const { page, context } = offline;
    await visit(page, "/check-in");
    await page.waitForFunction(() => document.body.dataset.offline === "ready");
    await page.waitForFunction(async () => (await caches.match("/check-in")) && (await caches.match("/theme.js")));
    const id = lesson.split("/").pop();
    const code = await shownCode(head.page, lesson);
    await context.setOffline(true);
    await page.goto(`/check-in/${id}.${code}`);
    await page.getByText("签到码已保存在本机").waitFor();
    await shot(page, "attendance-offline-phone");
    await visit(head.page, lesson);
    assert.equal(await head.page.getByTestId("came").textContent(), "2/3");
    const sent = page.waitForResponse(/check-in\/later/);
    await context.setOffline(false);
    await page.evaluate(() => dispatchEvent(new Event("online")));
    assert.equal((await sent).status(), 200);
    await page.getByText("离线签到已补传成功").waitFor();
    assert.equal(await page.evaluate(() => localStorage.getItem("check-ins")), "[]");
  });

  await t.test("the class head sees everybody and corrects the list", async () => {
    await visit(head.page, lesson);
    assert.equal(await head.page.getByTestId("came").textContent(), "3/3");
    await head.page.getByText("离线补传").waitFor();
    await head.page.locator("select[name^='presence']").first().selectOption("leave");
    await submit(head.page, "保存考勤");
    await head.page.locator("main [role=alert]").waitFor();
    await head.page.locator("select[name^='presence']").first().selectOption("leave");
    await head.page.locator("input[name^='reason']").first().fill("就医");
    await submit(head.page, "保存考勤");
    await head.page.getByText("2/3").waitFor();
    await shot(head.page, "attendance-list");
    assert.deepEqual(await axe(head.page), []);
  });

  await t.test("at the end hours follow the lessons, and too much missed is decided", async () => {
    await visit(head.page, `${path}/finish`);
    await shot(head.page, "attendance-finish");
    const row = head.page.getByRole("row").filter({ hasText: "未报到" }).first();
    await row.waitFor();
    assert.deepEqual(await axe(head.page), []);
    const outcome = head.page.locator("select[name^='outcome']").first();
    assert.equal(await outcome.inputValue(), "", "on leave the whole time: nothing is proposed");
    await outcome.selectOption("completed");
    await submit(head.page, "下一步：核对人数与学时");
    await head.page.getByText("缺课已超过规定比例").first().waitFor();
    await head.page.locator("select[name^='outcome']").first().selectOption("absent");
    await confirmed(head.page, "下一步：核对人数与学时");
    await head.page.waitForURL(`**${path}`);
    await head.page.getByText("已结班", { exact: true }).first().waitFor();
    await head.page.getByText("未报到").first().waitFor();
  });

  assert.deepEqual([...head.errors, ...scanner.errors, ...typist.errors], []);
  for (const { context } of [head, ...phones]) await context.close();
});
