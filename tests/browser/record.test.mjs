// A record edited by hand: its fields, its photo, its sensitive half; the dialog that asks
// first, and the word that says it is done.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { startServer, startBrowser, signIn, visit, shot, axe, PHONE } from "./support.mjs";

let server, browser;
before(async () => {
  server = await startServer();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
  "base64",
);

test("a photo is set, asked about and removed, and each is said", async () => {
  const { page, context, errors } = await signIn(browser, server, "zuzhi");
  await visit(page, "/people/d0000003/edit");
  await page.setInputFiles("#photo", { name: "photo.png", mimeType: "image/png", buffer: PNG });
  await page.getByRole("button", { name: "上传照片" }).click();
  await page.getByRole("status").getByText("照片已更新").waitFor();
  await page.getByRole("img", { name: "照片" }).waitFor();
  await shot(page, "record-toast");
  await page.reload();
  assert.equal(await page.getByText("照片已更新").count(), 0, "said once");
  await visit(page, "/people/d0000003/edit");
  const opener = page.locator("summary", { hasText: "移除照片" });
  const modal = page.locator("dialog:modal");
  await opener.focus();
  await page.keyboard.press("Enter");
  await modal.waitFor();
  assert.deepEqual(await axe(page), []);
  await shot(page, "record-dialog");
  await page.keyboard.press("Escape");
  await modal.waitFor({ state: "detached" });
  assert.ok(await opener.evaluate((summary) => summary === document.activeElement), "focus comes back");
  await opener.click();
  await modal.getByRole("button", { name: "取消" }).click();
  await modal.waitFor({ state: "detached" });
  await opener.click();
  await modal.getByRole("button", { name: "移除", exact: true }).click();
  await page.waitForURL(/\/people\/d0000003$/);
  assert.equal(await page.getByRole("img", { name: "照片" }).count(), 0);
  assert.deepEqual(errors, []);
  await context.close();
});

test("sensitive fields are corrected on a phone, faults beside their fields", async () => {
  const { page, context, errors } = await signIn(browser, server, "zuzhi", { viewport: PHONE });
  await visit(page, "/people/d0000004");
  await page.fill("#purpose", "更正家庭成员");
  await page.getByRole("button", { name: "查看敏感信息" }).click();
  await page.waitForURL(/\/sensitive$/);
  assert.deepEqual(await axe(page), []);
  const number = await page.inputValue("#id_number");
  await page.fill("#id_number", "990000198001010011");
  await page.locator("#family input[name$='[name]']").last().fill("王五");
  const typed = await page.locator("#family input[name$='[relation]']").last().getAttribute("id");
  await page.getByRole("button", { name: "保存" }).click();
  await page.getByText("身份证号不正确").first().waitFor();
  const blank = page.locator(".field", { has: page.locator(`#${typed}`) });
  assert.equal(await blank.locator(".error").count(), 1, "the fault stands at the row that was typed");
  await shot(page, "record-sensitive-phone");
  await page.fill("#id_number", number);
  await page.locator("#family input[name$='[relation]']").last().fill("弟弟");
  await page.locator("#family input[name$='[name]']").last().fill("王五");
  await page.getByRole("button", { name: "保存" }).click();
  await page.waitForURL(/\/people\/d0000004$/);
  await page.getByText("档案已保存").waitFor();
  await visit(page, "/people/d0000004/sensitive");
  await page.getByText("王五").first().waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test("without script the same forms and confirmations work", async () => {
  const { page, context } = await signIn(browser, server, "zuzhi", { script: false });
  await page.goto("/people/d0000005/edit");
  await page.setInputFiles("#photo", { name: "photo.png", mimeType: "image/png", buffer: PNG });
  await page.getByRole("button", { name: "上传照片" }).click();
  await page.getByText("照片已更新").waitFor();
  await page.goto("/people/d0000005/edit");
  await page.fill("#resume", "2002.07--2010.01  某市总工会干部\n2010.01--  某市妇联副主席");
  await page.getByRole("button", { name: "保存" }).click();
  await page.waitForURL(/\/people\/d0000005$/);
  await page.getByRole("cell", { name: "某市妇联副主席" }).waitFor();
  await page.goto("/people/d0000005/edit");
  await page.locator("summary", { hasText: "移除照片" }).click();
  await page.getByRole("button", { name: "移除", exact: true }).click();
  await page.getByText("照片已更新").waitFor();
  await context.close();
});
