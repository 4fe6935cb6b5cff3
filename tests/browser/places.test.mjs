// Places: asked for, approved, queued for, offered, called up to; as the people in it see it.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { startServer, startBrowser, signIn, visit, shot, submit, confirmed, day, newClass, PHONE } from "./support.mjs";

let server, browser;
before(async () => {
  server = await startServer({ GANQIAO_TRAINING__TEND_SECONDS: "1" });
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});


test("a seat given back goes to the first in line, who confirms it", async () => {
  const hr = await signIn(browser, server, "zuzhi");
  const path = await newClass(hr.page, "候补递补班", { capacity: "1", waiting: "5", confirm_hours: "24" });
  const first = await signIn(browser, server, "ganbu", { viewport: PHONE });
  const second = await signIn(browser, server, "ganbu2", { viewport: PHONE });
  await visit(first.page, path);
  await submit(first.page, "报名");
  await first.page.getByText("我的状态：").waitFor();
  await visit(second.page, path);
  await submit(second.page, "报名候补");
  await second.page.getByText("候补顺序： 1").waitFor();
  await shot(second.page, "places-waiting-phone");
  await first.page.locator("summary", { hasText: "退出报名" }).click();
  await submit(first.page, "退出");
  await first.page.getByRole("button", { name: "报名候补" }).waitFor();
  await visit(second.page, "/");
  await second.page.getByText("待确认").waitFor();
  await shot(second.page, "places-offer-home-phone");
  await second.page.getByRole("link", { name: "候补递补班" }).first().click();
  await submit(second.page, "确认参加");
  await second.page.getByText("已报名", { exact: true }).waitFor();
  assert.deepEqual([...hr.errors, ...first.errors, ...second.errors], []);
  for (const { context } of [hr, first, second]) await context.close();
});

test("a request is granted by the unit and the host, and refused with a reason", async () => {
  const hr = await signIn(browser, server, "zuzhi");
  const path = await newClass(hr.page, "逐级审批班", { capacity: "5", approval: "host" });
  const cadre = await signIn(browser, server, "ganbu");
  await visit(cadre.page, path);
  await submit(cadre.page, "申请报名");
  await cadre.page.getByText("待主办单位审批").first().waitFor();
  await visit(hr.page, "/training/requests");
  await shot(hr.page, "places-requests");
  const row = hr.page.getByRole("row").filter({ hasText: "逐级审批班" });
  await row.getByRole("checkbox").check();
  await hr.page.locator("summary", { hasText: "不同意所选" }).click();
  await submit(hr.page, "不同意");
  await hr.page.locator("main [role=alert]").waitFor();
  await row.getByRole("checkbox").check();
  await hr.page.fill("#reason", "本期名额留给基层一线");
  await submit(hr.page, "不同意");
  await hr.page.getByText("没有待审批的报名").waitFor();
  await visit(cadre.page, path);
  await cadre.page.getByText("本期名额留给基层一线").waitFor();
  await submit(cadre.page, "申请报名");
  await visit(hr.page, "/training/requests");
  await row.getByRole("checkbox").check();
  await submit(hr.page, "同意所选");
  await hr.page.getByText("没有待审批的报名").waitFor();
  await visit(cadre.page, path);
  await cadre.page.getByText("已报名", { exact: true }).waitFor();
  assert.deepEqual([...hr.errors, ...cadre.errors], []);
  for (const { context } of [hr, cadre]) await context.close();
});

test("a numbered call-up is answered on the phone, and leave is decided", async () => {
  const hr = await signIn(browser, server, "zuzhi");
  const path = await newClass(hr.page, "组织调训班", { capacity: "5" });
  const cadre = await signIn(browser, server, "ganbu3", { viewport: PHONE });
  const name = await cadre.page.evaluate(() => JSON.parse(document.body.dataset.frame).me.name);
  await visit(hr.page, `${path}/send?q=${encodeURIComponent(name)}`);
  await hr.page.getByRole("row").filter({ hasText: name }).first().getByRole("checkbox").check();
  await shot(hr.page, "places-send");
  await hr.page.locator("summary", { hasText: "发出调训通知" }).click();
  await submit(hr.page, "发出通知");
  await hr.page.locator("main [role=alert]").waitFor();
  await hr.page.fill("#number", "云组训〔2026〕12号");
  await shot(hr.page, "places-call-up-dialog");
  await confirmed(hr.page, "发出通知");
  await hr.page.waitForURL(/\/training\/call-ups\//);
  await shot(hr.page, "places-call-up");
  const notice = new URL(hr.page.url()).pathname;
  await visit(cadre.page, "/");
  await cadre.page.getByText("待回执").waitFor();
  await cadre.page.getByRole("link", { name: "组织调训班" }).first().click();
  await cadre.page.waitForURL(`**${notice}`);
  await shot(cadre.page, "places-call-up-phone");
  await submit(cadre.page, "按时参加");
  await cadre.page.getByText("参加", { exact: true }).first().waitFor();
  await cadre.page.locator("summary", { hasText: "申请请假" }).click();
  await cadre.page.fill("#reason", "手术住院");
  await submit(cadre.page, "提交请假");
  await cadre.page.getByText("申请请假", { exact: true }).first().waitFor();
  await visit(hr.page, notice);
  await submit(hr.page, "同意");
  await hr.page.getByText("准假", { exact: true }).waitFor();
  assert.equal(await hr.page.getByTestId("answered").textContent(), "1/1");
  await visit(hr.page, path);
  assert.equal(await hr.page.getByTestId("seats").textContent(), "0/5");
  assert.deepEqual([...hr.errors, ...cadre.errors], []);
  for (const { context } of [hr, cadre]) await context.close();
});

test("seats are set aside by unit, and settings carry their basis", async () => {
  const hr = await signIn(browser, server, "zuzhi");
  const path = await newClass(hr.page, "名额分配班", { capacity: "10" });
  await visit(hr.page, `${path}/quotas`);
  await hr.page.locator("input.short").first().fill("11");
  await submit(hr.page, "保存分配");
  await hr.page.locator("main [role=alert]").waitFor();
  await hr.page.locator("input.short").first().fill("4");
  await shot(hr.page, "places-quotas");
  await submit(hr.page, "保存分配");
  await hr.page.waitForURL(`**${path}`);
  await hr.page.getByText("其他单位").waitFor();
  await shot(hr.page, "places-class");
  await visit(hr.page, "/training/settings");
  await hr.page.locator("summary", { hasText: "登记新值" }).click();
  await hr.page.selectOption("#setting", "long-untrained");
  await hr.page.fill("#value", "3");
  await hr.page.fill("#basis", "云组发〔2026〕3号");
  await hr.page.fill("#from", day());
  await submit(hr.page, "登记");
  await hr.page.getByText("登记记录").first().waitFor();
  await shot(hr.page, "places-settings");
  assert.deepEqual(hr.errors, []);
  await hr.context.close();
});
