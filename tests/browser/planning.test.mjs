// The whole way, as those on it live it: a cadre on a phone, a class head, a training manager,
// the organisation department that approves: survey, plan, class, call-up, check-in, exam,
// evaluation, certificate, ledger.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { startServer, startBrowser, signIn, visit, shot, axe, submit, confirmed, day, PHONE, shanghai, newLesson, shownCode } from "./support.mjs";

let server, browser;
before(async () => {
  server = await startServer();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const questions = ["题型,题干,选项A,选项B,选项C,答案,难度,类别"]
  .concat(Array.from({ length: 6 }, (_, n) => `单选题,第${n + 1}问 群团工作的根本是什么,坚持党的领导,扩大规模,增加经费,A,易,群众工作`))
  .join("\r\n");

test("from the need to the ledger", async (t) => {
  const manager = await signIn(browser, server, "peixun");
  const office = await signIn(browser, server, "zuzhi");
  const cadre = await signIn(browser, server, "ganbu", { viewport: PHONE });
  const me = await cadre.page.evaluate(() => JSON.parse(document.body.dataset.frame).me);
  const clean = async (who, name) => {
    await shot(who.page, name);
    assert.deepEqual(await axe(who.page), []);
    const wide = await who.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(wide <= 0, `${name} is ${wide}px too wide`);
  };

  await t.test("the manager asks what is needed; the cadre answers on the phone", async () => {
    await visit(manager.page, "/training/surveys");
    await clean(manager, "planning-surveys-empty");
    await manager.page.getByRole("link", { name: "新建调研" }).first().click();
    await manager.page.waitForURL(/surveys\/new$/);
    await manager.page.fill("#closes", day(-1));
    await submit(manager.page, "保存");
    await manager.page.locator("#closes-error").waitFor();
    await manager.page.fill("#closes", day(14));
    await submit(manager.page, "保存");
    await manager.page.waitForURL(/\/training\/surveys\/[0-9a-f]+$/);
    const survey = new URL(manager.page.url()).pathname;
    await manager.page.getByRole("link", { name: "预览", exact: true }).click();
    await manager.page.waitForURL(/\/preview$/);
    assert.ok(await manager.page.locator("#topic").isDisabled(), "nothing is sent from a preview");
    await clean(manager, "planning-survey-preview");
    await visit(manager.page, survey);
    await confirmed(manager.page, "发出调研");
    await manager.page.getByText("填写中", { exact: true }).first().waitFor();
    await visit(cadre.page, "/notices");
    await cadre.page.getByRole("link", { name: /需求调研/ }).first().click();
    await cadre.page.waitForURL(`**${survey}`);
    await submit(cadre.page, "提交");
    await cadre.page.locator("#categories .error").waitFor();
    await cadre.page.locator("#categories").getByLabel("群众工作", { exact: true }).check();
    await cadre.page.locator("#forms").getByRole("checkbox").first().check();
    await cadre.page.locator("#months").getByRole("checkbox").nth(2).check();
    await cadre.page.fill("#topic", "新就业形态劳动者怎样联系");
    await clean(cadre, "planning-survey-phone");
    await submit(cadre.page, "提交");
    await cadre.page.getByText("已提交").first().waitFor();
    await visit(manager.page, survey);
    await manager.page.getByText("新就业形态劳动者怎样联系").waitFor();
    await clean(manager, "planning-survey-needs");
    // Those who said nothing are reminded, once a day; what is in is in when it closes early.
    await confirmed(manager.page, "提醒未填写的人");
    await manager.page.getByText("上次提醒").waitFor();
    assert.equal(await manager.page.getByRole("button", { name: "提醒未填写的人" }).count(), 0);
    await manager.page.locator("summary", { hasText: "提前截止" }).click();
    await manager.page.getByLabel(/^截止理由/).fill("需求已收齐");
    await submit(manager.page, "提前截止");
    await manager.page.getByText("已提前截止：需求已收齐").waitFor();
  });

  let plan;
  await t.test("needs become a plan, another approves it", async () => {
    await visit(manager.page, "/training/plans");
    await manager.page.getByRole("link", { name: "新建计划" }).first().click();
    await manager.page.waitForURL(/plans\/new$/);
    await submit(manager.page, "保存");
    await manager.page.waitForURL(/\/training\/plans\/[0-9a-f]+$/);
    plan = new URL(manager.page.url()).pathname;
    await manager.page.locator("summary", { hasText: "从调研生成项目" }).click();
    await manager.page.fill("#least", "1");
    await submit(manager.page, "生成");
    await manager.page.getByText(/群众工作专题班/).first().waitFor();
    await manager.page.getByRole("row").getByRole("link", { name: "修改", exact: true }).first().click();
    await manager.page.waitForURL(/programme=/);
    await manager.page.fill("#title", "");
    await submit(manager.page, "保存");
    await manager.page.getByRole("alert").getByRole("link", { name: /项目名称.*请填写。/ }).waitFor();
    await clean(manager, "planning-programme");
    await manager.page.fill("#title", "群众工作能力专题班");
    await submit(manager.page, "保存");
    await manager.page.getByRole("row").filter({ hasText: "群众工作能力专题班" }).waitFor();
    await clean(manager, "planning-plan-draft");
    await visit(manager.page, `${plan}/edit`);
    await manager.page.fill("#title", "年度干部培训计划（修订）");
    await submit(manager.page, "保存");
    await manager.page.getByRole("heading", { name: "年度干部培训计划（修订）" }).waitFor();
    await submit(manager.page, "提交审批");
    await manager.page.getByText("待审批", { exact: true }).first().waitFor();
    await manager.page.locator("summary", { hasText: "撤回计划" }).click();
    await submit(manager.page, "撤回计划");
    await manager.page.getByText("编制中", { exact: true }).first().waitFor();
    await submit(manager.page, "提交审批");
    await manager.page.getByText("待审批", { exact: true }).first().waitFor();
    await visit(office.page, plan);
    await clean(office, "planning-plan-decide");
    await submit(office.page, "提交决定");
    await office.page.getByText("已批准", { exact: true }).first().waitFor();
    await visit(manager.page, "/notices");
    await manager.page.getByText(/年度干部培训计划（修订）.*已批准/).first().waitFor();
  });

  let path;
  await t.test("a class follows the plan, questions come into the bank", async () => {
    await visit(manager.page, plan);
    await clean(manager, "planning-plan-approved");
    await manager.page.getByRole("link", { name: "开班", exact: true }).first().click();
    await manager.page.waitForURL(/classes\/new\?programme=/);
    assert.match(await manager.page.inputValue("#title"), /群众工作能力专题班/);
    await manager.page.fill("#title", "全程班");
    await manager.page.fill("#hours", "8");
    await manager.page.fill("#capacity", "5");
    await manager.page.fill("#starts", day(1));
    await manager.page.fill("#ends", day(1));
    await manager.page.fill("#place", "省委党校");
    await clean(manager, "planning-class-new");
    await submit(manager.page, "保存");
    await manager.page.waitForURL(/\/training\/classes\/[0-9a-f]+$/);
    path = new URL(manager.page.url()).pathname;
    await submit(manager.page, "发布");
    await manager.page.getByText("已发布", { exact: true }).first().waitFor();
    await visit(manager.page, plan);
    await manager.page.getByText("1/1 · 0").waitFor();

    await visit(office.page, "/training/questions");
    await office.page.locator("summary", { hasText: "导入题目" }).click();
    await office.page.setInputFiles("#file", { name: "题库.csv", mimeType: "text/csv", buffer: Buffer.from(questions) });
    await submit(office.page, "导入");
    await office.page.getByText("已导入 6 / 6 道").waitFor();
  });

  await t.test("the cadre is called up and says yes", async () => {
    await visit(manager.page, `${path}/send?q=${encodeURIComponent(me.name)}`);
    await manager.page.getByRole("row").filter({ hasText: me.name }).first().getByRole("checkbox").check();
    await manager.page.locator("summary", { hasText: "发出调训通知" }).click();
    await manager.page.fill("#number", "云组训〔2026〕30号");
    await confirmed(manager.page, "发出通知");
    await manager.page.waitForURL(/\/training\/call-ups\//);
    const notice = new URL(manager.page.url()).pathname;
    await visit(cadre.page, notice);
    await submit(cadre.page, "按时参加");
    await cadre.page.getByText("参加", { exact: true }).first().waitFor();
    await clean(cadre, "planning-call-phone");
    await visit(cadre.page, path);
    await cadre.page.getByText("已报名", { exact: true }).waitFor();
  });

  await t.test("the class is brought forward, the class head shows the code, the cadre checks in", async () => {
    await visit(manager.page, `${path}/edit`);
    await manager.page.fill("#starts", day(0));
    await manager.page.fill("#ends", day(0));
    await submit(manager.page, "保存");
    await manager.page.waitForURL(`**${path}`);
    await newLesson(manager.page, path, { title: "走进基层", from: "00:00", until: "23:59", hours: "8", trainer: "陈教授" });
    const lesson = await manager.page.getByRole("link", { name: "走进基层" }).getAttribute("href");
    await visit(cadre.page, `/check-in/${lesson.split("/").pop()}.${await shownCode(manager.page, lesson)}`);
    // The lesson began at midnight: whoever comes now is late, and told so.
    await cadre.page.getByRole("heading", { name: /^(签到成功|已签到，记为迟到)$/ }).waitFor();
    await visit(manager.page, lesson);
    assert.equal(await manager.page.getByTestId("came").textContent(), "1/1");
    await clean(manager, "planning-lesson");
    const sheet = await manager.page.getByRole("link", { name: "导出 Excel" }).getAttribute("href");
    const answer = await manager.page.request.get(sheet);
    assert.equal((await answer.body()).subarray(0, 2).toString(), "PK");
  });

  await t.test("the exam is sat on the phone", async () => {
    await visit(manager.page, `${path}`);
    await manager.page.getByRole("link", { name: "安排考试" }).click();
    await manager.page.waitForURL(/exams\/new$/);
    await manager.page.fill("#title", "结业测试");
    await manager.page.fill("#day", shanghai(Date.now() - 600_000).slice(0, 10));
    await manager.page.fill("#from", shanghai(Date.now() - 600_000).slice(11, 16));
    await manager.page.fill("#last_day", day(1));
    await manager.page.fill("#until", "23:59");
    await manager.page.selectOption('select[name="kind[k0]"]', "single");
    await manager.page.fill("#count-0", "5");
    await manager.page.fill("#points-0", "20");
    for (const n of [1, 2]) await manager.page.fill(`#count-${n}`, "");
    await submit(manager.page, "保存");
    await manager.page.waitForURL(/\/training\/exams\/[0-9a-f]+$/);
    const exam = new URL(manager.page.url()).pathname;
    await confirmed(manager.page, "发布考试");
    await manager.page.getByText("进行中", { exact: true }).waitFor();
    await visit(cadre.page, path);
    await cadre.page.getByRole("link", { name: "结业测试" }).first().click();
    await cadre.page.waitForURL(`**${exam}`);
    await cadre.page.locator("summary", { hasText: "开始考试" }).click();
    await cadre.page.getByRole("button", { name: "开始", exact: true }).click();
    await cadre.page.waitForURL(/\/sit$/);
    await cadre.page.locator("#exam[data-ready]").waitFor();
    for (let n = 0; n < 5; n++) await cadre.page.locator("fieldset.question").nth(n).getByText("坚持党的领导").click();
    await cadre.page.locator("summary", { hasText: "交卷" }).click();
    await submit(cadre.page, "确认交卷");
    await cadre.page.waitForURL(new RegExp(`${exam}$`));
    await clean(cadre, "planning-exam-phone");
  });

  await t.test("evaluation, certificate and ledger close the circle", async () => {
    await visit(cadre.page, `${path}/evaluation`);
    for (const select of await cadre.page.locator("form.form select").all()) await select.selectOption("5");
    await submit(cadre.page, "提交评价");
    await cadre.page.getByText("您已提交评价").waitFor();
    await visit(manager.page, `${path}/finish`);
    await manager.page.locator("select[name^='outcome']").selectOption("completed");
    await manager.page.locator("select[name^='grade']").selectOption("excellent");
    await clean(manager, "planning-finish");
    await confirmed(manager.page, "下一步：核对人数与学时");
    await manager.page.waitForURL(`**${path}`);
    const zip = await manager.page.getByRole("link", { name: "下载全部证书" }).getAttribute("href");
    const packed = await (await manager.page.request.get(zip)).body();
    assert.ok(packed.includes(`${me.name}.pdf`), "a certificate by its number and name");
    await visit(cadre.page, "/training/mine");
    await cadre.page.getByText("全程班").first().waitFor();
    await clean(cadre, "planning-record-phone");
    const badge = await cadre.page.getByRole("link", { name: "数字徽章" }).first().getAttribute("href");
    const jwt = await (await cadre.page.request.get(badge)).text();
    const claims = JSON.parse(Buffer.from(jwt.split(".")[1], "base64url").toString());
    assert.equal(claims.credentialSubject.achievement.name, "全程班");
    // Whoever is shown the badge checks it with the key it names.
    const { webcrypto } = await import("node:crypto");
    const head = JSON.parse(Buffer.from(jwt.split(".")[0], "base64url").toString());
    const jwk = await (await fetch(head.kid)).json();
    const key = await webcrypto.subtle.importKey("jwk", { kty: jwk.kty, crv: jwk.crv, x: jwk.x }, "Ed25519", false, ["verify"]);
    const [signed, signature] = [jwt.slice(0, jwt.lastIndexOf(".")), Buffer.from(jwt.split(".")[2], "base64url")];
    assert.ok(await webcrypto.subtle.verify("Ed25519", key, signature, Buffer.from(signed)));
    await visit(manager.page, "/training/certificates?list=all");
    await manager.page.getByText("全程班").first().waitFor();
    await clean(manager, "planning-certificates");
    await visit(manager.page, plan);
    await manager.page.getByText("1/1 · 1").waitFor();
    await visit(manager.page, "/training/library/new");
    await manager.page.selectOption("#kind", "trainer");
    await manager.page.fill("#name", "陈教授");
    await submit(manager.page, "保存");
    await manager.page.getByRole("row").filter({ hasText: "陈教授" }).waitFor();
    await visit(manager.page, "/training/library/new");
    await manager.page.selectOption("#kind", "material");
    await manager.page.fill("#name", "学习读本");
    await submit(manager.page, "保存");
    await manager.page.getByRole("link", { name: "学习读本" }).click();
    await manager.page.setInputFiles("#file", { name: "学习读本.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7 读本") });
    await submit(manager.page, "上传");
    await manager.page.getByTestId("material-file").waitFor();
    await clean(manager, "planning-material");
    await visit(manager.page, "/training/library?kind=material");
    const [saved] = await Promise.all([manager.page.waitForEvent("download"), manager.page.getByRole("link", { name: "学习读本.pdf" }).click()]);
    assert.equal(saved.suggestedFilename(), "学习读本.pdf");
    assert.equal(readFileSync(await saved.path(), "utf8"), "%PDF-1.7 读本");
    await clean(manager, "planning-library");
  });

  assert.deepEqual([manager, office, cadre].flatMap((who) => who.errors), []);
  for (const { context } of [manager, office, cadre]) await context.close();
});
