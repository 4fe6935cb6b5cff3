// What leaves the program is read by libraries that know nothing of it: feeds, the
// certificate, spreadsheets.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { startServer, startBrowser, signIn, visit, submit, confirmed, day, newClass, newLesson, shanghai, shownCode } from "./support.mjs";

let server, browser, folder;
before(async () => {
  server = await startServer();
  browser = await startBrowser();
  folder = mkdtempSync(`${tmpdir()}/ganqiao-outside-`);
});
after(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("feeds, certificate and sheets are read by others", async () => {
  const manager = await signIn(browser, server, "peixun");
  const path = await newClass(manager.page, "外部读取班", { starts: day(), ends: day() });
  for (const [title, from, until] of [["专题辅导", "00:00", "12:00"], ["分组研讨", "12:00", "23:59"]]) {
    await newLesson(manager.page, path, { title, from, until, hours: "4" });
  }
  const cadre = await signIn(browser, server, "ganbu");
  await visit(cadre.page, path);
  await submit(cadre.page, "报名");
  await cadre.page.getByText("我的状态：").waitFor();

  // The lesson of now is checked in to; the other is called off.
  const now = shanghai(Date.now()).slice(11, 16);
  const [running, other] = now < "12:00" ? ["专题辅导", "分组研讨"] : ["分组研讨", "专题辅导"];
  await visit(manager.page, path);
  const lesson = await manager.page.getByRole("link", { name: running }).getAttribute("href");
  const off = await manager.page.getByRole("link", { name: other }).getAttribute("href");
  await visit(cadre.page, `/check-in/${lesson.split("/").pop()}.${await shownCode(manager.page, lesson)}`);
  // The lesson began at midnight or at noon: whoever comes now is late, and told so.
  await cadre.page.getByRole("heading", { name: /^(签到成功|已签到，记为迟到)$/ }).waitFor();
  await visit(manager.page, off);
  await manager.page.locator("summary", { hasText: "取消" }).click();
  await manager.page.getByRole("button", { name: "取消课次" }).click();
  await manager.page.waitForURL(/\/training\//);

  const keep = async (page, path, name) => {
    const answer = await page.request.get(path);
    assert.equal(answer.status(), 200, path);
    writeFileSync(`${folder}/${name}`, await answer.body());
  };
  await visit(cadre.page, "/training/timetable");
  await submit(cadre.page, "开启订阅");
  await keep(cadre.page, await cadre.page.getByTestId("feed").getAttribute("href"), "feed.ics");
  await keep(manager.page, `/export/lessons/${lesson.split("/").pop()}.xlsx`, "list.xlsx");

  await visit(manager.page, `${path}/finish`);
  await manager.page.locator("select[name^='outcome']").selectOption("completed");
  await confirmed(manager.page, "下一步：核对人数与学时");
  await manager.page.waitForURL(`**${path}`);
  await visit(cadre.page, "/training/mine");
  await keep(cadre.page, await cadre.page.getByRole("link", { name: "下载 PDF" }).first().getAttribute("href"), "certificate.pdf");
  const me = await cadre.page.evaluate(() => JSON.parse(document.body.dataset.frame).me.person);
  await keep(cadre.page, `/export/ledger.xlsx?person=${me}`, "ledger.xlsx");

  const python = process.env.GANQIAO_PYTHON ?? "python3";
  assert.equal(execFileSync(python, ["tests/browser/outside.py", folder], { encoding: "utf8" }).trim(), "read");
  assert.deepEqual([...manager.errors, ...cadre.errors], []);
});
