// An exam from the bank to the appeal: a sheet in GBK, papers on phones, a lost connection, a
// closed tab, two markers, the result.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { startServer, startBrowser, signIn, visit, shot, axe, submit, confirmed, newClass, day, PHONE, shanghai } from "./support.mjs";

let server, browser;
before(async () => {
  server = await startServer();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Ten choices, two true-or-false, one essay: as an office's spreadsheet saves it. */
const sheet = () => {
  const rows = ["题型,题干,选项A,选项B,选项C,答案,难度,类别"];
  for (let n = 1; n <= 10; n++) rows.push(`单选题,第${n}题 群团工作的根本是什么,坚持党的领导,扩大规模,增加经费,A,易,群众工作`);
  rows.push("判断题,群团组织具有政治性、先进性、群众性,,,,对,中,群众工作");
  rows.push("判断题,挂职改变人事关系,,,,错,中,法治");
  rows.push("简答题,谈谈如何联系群众,,,,深入基层|解决问题,难,群众工作");
  return rows.join("\r\n");
};

test("bank, paper, lost connection, marking, result", async (t) => {
  const hr = await signIn(browser, server, "zuzhi");
  const upload = async (text) => {
    await visit(hr.page, "/training/questions");
    await hr.page.locator("summary", { hasText: "导入题目" }).click();
    await hr.page.setInputFiles("#file", { name: "题库.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
    await submit(hr.page, "导入");
  };

  await t.test("a faulty sheet changes nothing and names every cell", async () => {
    await upload("题型,题干,选项A,选项B,答案\n单选题,,甲,乙,A\n连线题,问,甲,乙,A\n");
    await hr.page.getByText("第 2 行“题干”：").waitFor();
    await hr.page.getByText("第 3 行“题型”：").waitFor();
    await shot(hr.page, "questions-faulty");
  });

  await t.test("a sheet is imported once", async () => {
    await upload(sheet());
    await hr.page.getByText("已导入 13 / 13 道").waitFor();
    await upload(sheet());
    await hr.page.getByText("已导入 0 / 13 道").waitFor();
    await visit(hr.page, "/training/questions");
    await shot(hr.page, "questions");
    assert.deepEqual(await axe(hr.page), []);
  });

  const path = await newClass(hr.page, "考试旅程班", { starts: day(0), ends: day(1) });
  const people = [];
  for (const login of ["ganbu", "ganbu2"]) {
    const one = await signIn(browser, server, login, { viewport: PHONE });
    await visit(one.page, path);
    await submit(one.page, "报名");
    await one.page.getByText("我的状态：").waitFor();
    people.push(one);
  }

  let exam;
  await t.test("an exam is set by rule and announced", async () => {
    await visit(hr.page, path);
    await hr.page.getByRole("link", { name: "安排考试" }).click();
    await hr.page.waitForURL(/exams\/new$/);
    await hr.page.fill("#title", "结业考试");
    await hr.page.fill("#day", shanghai(Date.now() - 600_000).slice(0, 10));
    await hr.page.fill("#from", shanghai(Date.now() - 600_000).slice(11, 16));
    await hr.page.fill("#last_day", day(1));
    await hr.page.fill("#until", "23:59");
    const line = async (n, kind, count, points) => {
      await hr.page.selectOption(`select[name="kind[k${n}]"]`, kind);
      await hr.page.fill(`#count-${n}`, count);
      await hr.page.fill(`#points-${n}`, points);
    };
    await line(0, "single", "20", "10");
    await line(1, "true-false", "2", "10");
    await line(2, "essay", "1", "20");
    await submit(hr.page, "保存");
    await hr.page.waitForURL(/\/training\/exams\/[0-9a-f]+$/);
    exam = new URL(hr.page.url()).pathname;
    await submit(hr.page, "发布考试");
    await hr.page.getByText("只有 10 道符合的题").waitFor();
    await visit(hr.page, `${exam}/edit`);
    await hr.page.fill("#count-0", "6");
    await submit(hr.page, "保存");
    await hr.page.waitForURL(new RegExp(`${exam}$`));
    await confirmed(hr.page, "发布考试");
    await hr.page.getByText("进行中", { exact: true }).waitFor();
    await shot(hr.page, "exam");
    assert.deepEqual(await axe(hr.page), []);
  });

  const [one, other] = people;
  const begin = async (phone) => {
    await visit(phone.page, exam);
    await phone.page.locator("summary", { hasText: "开始考试" }).click();
    await phone.page.getByRole("button", { name: "开始", exact: true }).click();
    await phone.page.waitForURL(/\/sit$/);
    await phone.page.locator("#exam[data-ready]").waitFor();
  };

  await t.test("answers are saved by themselves, survive a lost connection and a closed tab", async () => {
    await begin(one);
    const sit = new URL(one.page.url()).pathname;
    const questions = one.page.locator("fieldset.question");
    assert.equal(await questions.count(), 9);
    const pick = (n) => questions.nth(n).getByText("坚持党的领导").click();
    await pick(0);
    await one.page.locator('[data-kept="saved"]').waitFor();
    await shot(one.page, "exam-sitting-phone");
    assert.deepEqual(await axe(one.page), []);
    // Somebody who comes back to a paper that is saved reads that it is.
    await one.page.reload();
    await one.page.locator('[data-kept="saved"]').waitFor();
    const text = await one.page.content();
    assert.ok(!text.includes("深入基层|") && !/"answers":\["A"\]/.test(text), "no answer is in the page");
    await one.context.setOffline(true);
    await pick(1);
    await one.page.locator('[data-kept="offline"]').waitFor();
    await one.page.close();
    await one.context.setOffline(false);
    one.page = await one.context.newPage();
    await visit(one.page, sit);
    await one.page.locator("#exam[data-ready]").waitFor();
    await one.page.locator('[data-kept="saved"]').waitFor();
    assert.equal(await one.page.locator("#answered").textContent(), "2");
    assert.equal(await one.page.locator("fieldset.question").nth(1).locator("input:checked").count(), 1);
    for (let n = 2; n < 6; n++) await one.page.locator("fieldset.question").nth(n).getByText("坚持党的领导").click();
    const rest = one.page.locator("fieldset.question");
    for (let n = 6; n < 8; n++) {
      const right = (await rest.nth(n).locator("legend").textContent()).includes("挂职") ? "错" : "对";
      await rest.nth(n).getByText(right, { exact: true }).click();
    }
    await rest.nth(8).locator("textarea").fill("深入基层一线，解决群众急难愁盼问题。");
    await one.page.locator("summary", { hasText: "交卷" }).click();
    await submit(one.page, "确认交卷");
    await one.page.waitForURL(new RegExp(`${exam}$`));
    await one.page.getByText("待阅卷").waitFor();
    assert.equal(await one.page.locator("main section h2").first().textContent(), "我的作答", "one's own result comes first");
  });

  await t.test("without script the paper is one form", async () => {
    const plain = await signIn(browser, server, "ganbu2", { script: false });
    await plain.page.goto(exam);
    await plain.page.locator("summary", { hasText: "开始考试" }).click();
    await plain.page.getByRole("button", { name: "开始", exact: true }).click();
    await plain.page.waitForURL(/\/sit$/);
    await plain.page.locator("fieldset.question").nth(0).getByText("扩大规模").click();
    await plain.page.locator("summary", { hasText: "交卷" }).click();
    await plain.page.getByRole("button", { name: "确认交卷" }).click();
    await plain.page.waitForURL(new RegExp(`${exam}$`));
    await plain.page.getByText("考试结束后公布").waitFor();
    await plain.context.close();
  });

  await t.test("two people mark without names", async () => {
    const second = await signIn(browser, server, "peixun");
    for (const [who, points] of [[hr, "18"], [second, "16"]]) {
      await visit(who.page, `${exam}/mark`);
      const text = await who.page.locator("main").textContent();
      assert.ok(text.includes("急难愁盼"));
      await shot(who.page, `exam-mark-${points}`);
      await who.page.fill("#points", points);
      await submit(who.page, "提交评分");
      await who.page.getByText("没有需要您评分的答卷").waitFor();
    }
    assert.deepEqual(await axe(second.page), []);
    await second.context.close();
  });

  await t.test("when it is over results, answers and statistics are shown, and one may appeal", async () => {
    await visit(hr.page, `${exam}/edit`);
    await hr.page.fill("#last_day", shanghai(Date.now() - 120_000).slice(0, 10));
    await hr.page.fill("#until", shanghai(Date.now() - 120_000).slice(11, 16));
    await submit(hr.page, "保存");
    await hr.page.waitForURL(new RegExp(`${exam}$`));
    await visit(one.page, exam);
    await one.page.getByText("97", { exact: true }).waitFor();
    await one.page.getByRole("link", { name: /第 1/ }).click();
    await one.page.waitForURL(/\/training\/attempts\/[^/]+$/);
    assert.equal(await one.page.getByTestId("points").textContent(), "97");
    await shot(one.page, "exam-result-phone");
    assert.deepEqual(await axe(one.page), []);
    await one.page.locator("summary", { hasText: "申请复核" }).click();
    await one.page.fill("#reason", "简答题要点完整");
    await submit(one.page, "提交申请");
    await one.page.getByText("等待复核").waitFor();
    await visit(hr.page, `${exam}/statistics`);
    await hr.page.getByText("得分率（%）").first().waitFor();
    await shot(hr.page, "exam-statistics");
    assert.deepEqual(await axe(hr.page), []);
    await visit(hr.page, exam);
    await hr.page.getByText("申请复核").first().waitFor();
    await shot(hr.page, "exam-over");
  });
  assert.deepEqual([hr, one, other].flatMap((who) => who.errors), []);
});
