// What follows a class: its calendar, its evaluation, the certificate and the ledger; as a
// cadre on a phone and a training manager see it.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { inflateSync } from "node:zlib";
import { startServer, startBrowser, signIn, visit, shot, axe, submit, confirmed, day, newClass, newLesson, PHONE } from "./support.mjs";

let server, browser;
before(async () => {
  server = await startServer();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const today = day();

/** The text maps of a PDF: what its glyphs mean, as a reader that searches it sees them. */
function maps(pdf) {
  let found = "";
  for (let at = pdf.indexOf("stream"); at >= 0; at = pdf.indexOf("stream", at + 6)) {
    if (pdf.subarray(at - 3, at).toString() === "end") continue;
    const begin = at + (pdf[at + 6] === 13 ? 8 : 7);
    const end = pdf.indexOf("endstream", begin);
    try {
      const text = inflateSync(pdf.subarray(begin, end)).toString("latin1");
      if (text.includes("beginbfchar") || text.includes("beginbfrange")) found += text;
    } catch {
      // Fonts and pictures are packed otherwise.
    }
  }
  return found.toUpperCase();
}

test("from the class to the certificate, the calendar and the ledger", async (t) => {
  const manager = await signIn(browser, server, "peixun");
  const path = await newClass(manager.page, "结业旅程班", { starts: today, ends: today });
  await newLesson(manager.page, path, { title: "基层调研", from: "00:00", until: "23:59", hours: "8", trainer: "陈教授" });

  const cadre = await signIn(browser, server, "ganbu", { viewport: PHONE });
  await visit(cadre.page, path);
  await submit(cadre.page, "报名");
  await cadre.page.getByText("我的状态：").waitFor();

  await t.test("the timetable shows it, and a calendar outside may follow", async () => {
    await visit(cadre.page, "/training/timetable");
    await cadre.page.getByText("结业旅程班 · 基层调研").waitFor();
    await submit(cadre.page, "开启订阅");
    const address = await cadre.page.getByTestId("feed").getAttribute("href");
    await shot(cadre.page, "training-timetable-phone");
    assert.deepEqual(await axe(cadre.page), []);
    const feed = await fetch(address);
    assert.equal(feed.headers.get("content-type"), "text/calendar; charset=utf-8");
    const text = await feed.text();
    assert.match(text, /SUMMARY:结业旅程班 · 基层调研/);
    assert.ok(text.split("\r\n").every((line) => Buffer.byteLength(line) <= 75), "lines are folded");
    await cadre.page.locator("summary", { hasText: "更换地址" }).click();
    await submit(cadre.page, "更换地址");
    await cadre.page.getByText("订阅地址已更新").waitFor();
    assert.notEqual(await cadre.page.getByTestId("feed").getAttribute("href"), address);
    assert.equal((await fetch(address)).status, 404);
    await visit(manager.page, "/training/timetable?view=month");
    await shot(manager.page, "training-timetable-month");
    assert.deepEqual(await axe(manager.page), []);
    await visit(manager.page, "/training/timetable?view=week");
    await manager.page.getByText("结业旅程班 · 基层调研").waitFor();
    await shot(manager.page, "training-timetable-week");
    assert.deepEqual(await axe(manager.page), []);
  });

  await t.test("it is evaluated without a name", async () => {
    await visit(cadre.page, path);
    await cadre.page.getByRole("link", { name: "评价", exact: true }).click();
    await cadre.page.waitForURL(/evaluation$/);
    assert.deepEqual(await axe(cadre.page), []);
    await cadre.page.selectOption("#overall", "5");
    await submit(cadre.page, "提交评价");
    await cadre.page.locator("main [role=alert]").waitFor();
    await shot(cadre.page, "training-evaluation-phone");
    assert.equal(await cadre.page.inputValue("#overall"), "5", "what was chosen stays");
    for (const select of await cadre.page.locator("form.form select").all()) await select.selectOption("4");
    await cadre.page.fill("#comment", "多安排现场教学");
    await submit(cadre.page, "提交评价");
    await cadre.page.getByText("您已提交评价").waitFor();
    await visit(manager.page, `${path}/evaluation`);
    assert.equal(await manager.page.getByTestId("turnout").textContent(), "1/1");
    await manager.page.getByText("暂不显示结果").waitFor();
    assert.equal(await manager.page.getByText("多安排现场教学").count(), 0);
    await shot(manager.page, "training-evaluation-hidden");
  });

  await t.test("the class ends with a certificate that anybody may check", async () => {
    await visit(manager.page, `${path}/finish`);
    await manager.page.locator("input[name^='attended']").fill("8");
    await manager.page.locator("select[name^='outcome']").selectOption("completed");
    await manager.page.locator("select[name^='grade']").selectOption("good");
    await confirmed(manager.page, "下一步：核对人数与学时");
    await manager.page.waitForURL(`**${path}`);
    await visit(cadre.page, "/training/mine");
    const pdf = cadre.page.getByRole("link", { name: "下载 PDF" }).first();
    await shot(cadre.page, "training-record-phone");
    assert.deepEqual(await axe(cadre.page), []);
    const answer = await cadre.page.request.get(await pdf.getAttribute("href"));
    assert.equal(answer.headers()["content-type"], "application/pdf");
    const bytes = await answer.body();
    assert.equal(bytes.subarray(0, 5).toString(), "%PDF-");
    const known = maps(bytes);
    for (const character of "结业证书旅程班") {
      const code = character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
      assert.ok(known.includes(code), `${character} can't be searched`);
    }
    const name = await cadre.page.evaluate(() => JSON.parse(document.body.dataset.frame).me.name);
    const check = await cadre.page.getByRole("link", { name: "核验页" }).first().getAttribute("href");
    const outside = await browser.newContext({ baseURL: server.base, locale: "zh-CN", viewport: PHONE });
    const page = await outside.newPage();
    await page.goto(check);
    await page.getByText("证书有效").waitFor();
    assert.equal(await page.getByText(name).count(), 0, "no whole name on a public page");
    await shot(page, "training-verify-phone");
    assert.deepEqual(await axe(page), []);
    await cadre.page.getByText("结业旅程班").first().waitFor();

    const person = await cadre.page.evaluate(() => JSON.parse(document.body.dataset.frame).me.person);
    await visit(manager.page, `/people/${person}/training`);
    const row = manager.page.getByRole("row").filter({ hasText: "下载 PDF" }).first();
    await row.locator("summary").click();
    await row.getByLabel("原因").fill("代签到");
    await row.getByRole("button", { name: "撤销证书" }).click();
    await manager.page.getByText("已撤销").first().waitFor();
    await page.reload();
    await page.getByText("证书已撤销").waitFor();
    await outside.close();
  });

  assert.deepEqual([...manager.errors, ...cadre.errors], []);
  for (const { context } of [manager, cadre]) await context.close();
});
