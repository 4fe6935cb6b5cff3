// A year of appraisal as those in it live it: two thousand people, thirty thousand ballots. The
// department adopts a scheme and sets the year up; cadres report and enter deeds; people vote in the
// browser, on paper, by printed slips; the department counts, calibrates, tells; somebody asks for a
// review, appeals, and what followed for them ends. Time goes forward by the demonstration's clock,
// and the many do at once, in the way of a browser, what takes them days.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer, startBrowser, visit, shot, submit, as as doing, clean, aside, inTurn, day, newClass, PHONE } from "./support.mjs";

let server, browser;
before(async () => {
  server = await startServer({}, 2000);
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

// What concerns two thousand people takes its time on a busy machine.
const patient = (work) => (page) => {
  page.setDefaultTimeout(60_000);
  return work(page);
};
const as = (login, work, options) => doing(browser, server, login, patient(work), options, "appraisal-failed");
const me = (page) => page.evaluate(() => JSON.parse(document.body.dataset.frame).me.person);

/** The text of a PDF, by a reader nobody here wrote. */
function pdfText(bytes) {
  const file = join(mkdtempSync(join(tmpdir(), "gq-")), "paper.pdf");
  writeFileSync(file, bytes);
  const read = "import sys, pypdf; print('\\n'.join(page.extract_text() for page in pypdf.PdfReader(sys.argv[1]).pages))";
  return execFileSync(process.env.GANQIAO_PYTHON || "python3", ["-c", read, file], { encoding: "utf8" });
}

/** Ticks a grade for everybody on a ballot. */
async function mark(page, value) {
  for (const one of await page.locator(`.judged input[type=radio][value='${value}']`).all()) await one.check();
}

let now = 0;
async function forward(days) {
  await fetch(`${server.admin}/demo/forward/${days}`, { method: "POST" });
  now += days;
}

test("a year of appraisal with two thousand people and thirty thousand ballots", async (t) => {
  const part = inTurn(t);
  const people = {};
  for (const login of ["ganbu", "ganbu2", "ganbu3"]) people[login] = await as(login, me);
  let year, sheet, member = {};

  await part("the department makes a scheme its own and adopts it", async () => {
    await as("zuzhi", async (page) => {
      await visit(page, "/appraisal/schemes/new");
      await page.fill("[name='weights[k0]']", "20");
      await submit(page, "保存草案");
      await page.locator(".note.bad", { hasText: "100" }).waitFor();
      await page.fill("[name='weights[k0]']", "15");
      await page.fill("#name", "汇溪群团干部考核指标");
      await submit(page, "保存草案");
      await page.waitForURL(/schemes\/[0-9a-f]+$/);
      await clean(page, "appraisal-scheme");
      await aside(page, "采用", { document: "云组发〔2026〕20号" });
      await page.getByText("云组发〔2026〕20号").first().waitFor();
      assert.equal(await page.getByRole("button", { name: "保存草案" }).count(), 0);
      await clean(page, "appraisal-scheme-adopted");
      await visit(page, "/appraisal/settings");
      await clean(page, "appraisal-settings");
    });
  });

  await part("a year is set up for everybody at once", async () => {
    await as("zuzhi", async (page) => {
      await visit(page, "/appraisal/new");
      await page.selectOption("#scheme", { label: await page.locator("#scheme option", { hasText: "汇溪群团" }).first().textContent() });
      await clean(page, "appraisal-new");
      await submit(page, "建立");
      await page.waitForURL(/appraisal\/years\/[0-9a-f]+$/);
      // Set up by mistake, it is taken back before anybody is asked; set up again, nobody is in two.
      await aside(page, "撤销本年度考核", { reason: "误建" });
      await page.waitForURL(/\/appraisal(\?|$)/);
      await visit(page, "/appraisal/new");
      await page.selectOption("#scheme", { label: await page.locator("#scheme option", { hasText: "汇溪群团" }).first().textContent() });
      await submit(page, "建立");
      await page.waitForURL(/appraisal\/years\/[0-9a-f]+$/);
      year = new URL(page.url()).pathname;
      await clean(page, "appraisal-year-setup");
      const members = await page.locator("dt", { hasText: "参加人数" }).locator("xpath=../dd").textContent();
      assert.ok(Number(members) > 1700, `${members} people`);
      await page.fill("#until", day(now + 3));
      await submit(page, "布置述职");
      await page.getByText("述职", { exact: true }).first().waitFor();
      await page.locator(".steps li.now", { hasText: "述职" }).waitFor();
    });
    for (const login of ["ganbu", "ganbu2", "ganbu3"]) member[login] = `/appraisal/members/${year.split("/").pop()}-${people[login]}`;
  });

  await part("a cadre enters a deed and reports on the phone; the unit confirms", async () => {
    await as("ganbu", async (page) => {
      await visit(page, "/");
      await page.getByText("待提交").first().waitFor();
      await visit(page, "/appraisal/deeds");
      await page.selectOption("#kind", "project");
      await page.fill("#title", "职工服务中心改造");
      await page.fill("#evidence", "竣工验收报告，档案号2026-18");
      await submit(page, "登记");
      await page.getByText("待单位核实").waitFor();
      await clean(page, "appraisal-deeds-phone");
      await visit(page, member.ganbu);
      await page.fill("#report", "一年来牵头完成职工服务中心改造，走访企业四十家，解决职工诉求二十六件；不足是调研深度不够。");
      await submit(page, "提交述职");
      await page.getByRole("heading", { name: "述职报告" }).waitFor();
      await clean(page, "appraisal-report-phone");
    }, { viewport: PHONE });
    await as("renshi2", async (page) => {
      await visit(page, "/");
      await page.getByText("实绩核实").waitFor();
      await visit(page, "/appraisal/deeds");
      await page.getByRole("button", { name: "核实", exact: true }).first().click();
      await page.getByText("已核实", { exact: true }).first().waitFor();
    });
    const played = await (await fetch(`${server.admin}/demo/appraisal/${year.split("/").pop()}/0`, { method: "POST", body: Object.values(people).join("\n") })).json();
    assert.ok(played.reports > 1500, JSON.stringify(played));
  });

  await part("the vote opens", async () => {
    await as("zuzhi", async (page) => {
      await visit(page, year);
      // Reports are due in three days, and the vote comes after them.
      await page.fill("#from", day(now));
      await page.fill("#until", day(now + 4));
      await submit(page, "开始测评");
      await page.locator(".note.bad", { hasText: "述职截止到" }).waitFor();
    });
    await forward(4);
    await as("zuzhi", async (page) => {
      await visit(page, year);
      await page.fill("#from", day(now));
      await page.fill("#until", day(now + 4));
      await submit(page, "开始测评");
      await page.locator(".steps li.now", { hasText: "民主测评" }).waitFor();
      await page.getByText("测评进行中").waitFor();
      assert.equal(await page.getByRole("button", { name: "计票" }).count(), 0, "nobody counts while it runs");
    });
  });

  await part("a ballot is cast in the browser, without a name, and found again", async () => {
    await as("ganbu", async (page) => {
      await visit(page, "/");
      await page.getByText("民主测评待投票").first().waitFor();
      await visit(page, "/appraisal");
      await page.getByRole("link", { name: /年度考核 · / }).first().click();
      await page.waitForURL(/appraisal\/ballots\//);
      sheet = page.url().split("/").pop();
      // Nothing is chosen beforehand, and a ballot that judges nobody is none.
      assert.equal(await page.locator(".judged input:checked").count(), 0);
      await submit(page, "投票");
      assert.ok((await page.locator(".judged input:invalid").count()) > 0);
      await mark(page, "0");
      await submit(page, "投票");
      await page.getByText("对所有人都弃权").waitFor();
      await page.locator(".judged details", { hasText: "述职报告" }).first().locator("summary").click();
      await mark(page, "2");
      await page.locator(".judged details", { hasText: "分项评价" }).first().locator("summary").click();
      const other = await page.context().newPage();
      await other.goto(page.url());
      await mark(other, "1");
      await clean(page, "appraisal-ballot-phone");
      const requests = [];
      page.on("request", (request) => requests.push(request));
      await submit(page, "投票");
      await page.getByRole("heading", { name: "已投入票箱" }).waitFor({ timeout: 30_000 });
      const cast = requests.find((one) => one.url().endsWith("/cast"));
      assert.equal((await cast.allHeaders()).cookie, undefined, "nothing of the session goes with the ballot");
      assert.ok(!cast.postData().includes(people.ganbu));
      await page.getByRole("button", { name: "查票" }).click();
      await page.getByText("票在箱中，尚未计票").waitFor();
      await clean(page, "appraisal-cast-phone");
      const receipt = await page.locator("#ballot-receipt").textContent();
      // The other tab shows the same receipt, and casts nothing over it; nor does a second attempt that
      // another browser's storage lets through.
      await other.getByRole("heading", { name: "已投入票箱" }).waitFor();
      assert.equal(await other.locator("#ballot-receipt").textContent(), receipt);
      await other.evaluate(() => document.getElementById("ballot").requestSubmit());
      await other.getByText("以第一次投的为准").waitFor();
      assert.equal(await other.locator("#ballot-receipt").textContent(), receipt);
      await other.close();
      await page.reload();
      await page.getByRole("heading", { name: "已投入票箱" }).waitFor();
      assert.equal(await page.locator("#ballot-receipt").textContent(), receipt);
    }, { viewport: PHONE });
    // Another browser of the same person: a second ballot is not given out.
    await as("ganbu", async (page) => {
      await visit(page, `/appraisal/ballots/${sheet}`);
      await page.getByText("选票已经领取").waitFor();
      await mark(page, "1");
      await submit(page, "投票");
      await page.getByText("选票已经领取").waitFor();
      assert.equal(await page.locator("#ballot-done:visible").count(), 0);
      await clean(page, "appraisal-taken");
    });
  });

  await part("paper is typed by two people, slips are printed and filled in without an account", async () => {
    let order, slip;
    await as("renshi2", async (page) => {
      await visit(page, `/appraisal/sheets/${sheet}`);
      order = await page.locator("section", { hasText: "被测评人" }).locator("tbody").first().locator("tr").count();
      await page.getByText("纸票人数和票数").click();
      const c = page.locator("h3", { hasText: "C " }).locator("xpath=following-sibling::form[1]");
      await c.locator("[name=paper_expected]").fill("22");
      await c.locator("[name=paper_present]").fill("7");
      await c.locator("[name=paper_issued]").fill("6");
      await c.getByRole("button", { name: "保存" }).click();
      await page.getByText("纸票数已保存").waitFor();
    });
    const ballots = [...Array(5)].map((_, n) => String(1 + (n % 2)).repeat(order)).concat("x").join("\n");
    await as("renshi2", async (page) => {
      await visit(page, `/appraisal/sheets/${sheet}`);
      await page.locator("section", { hasText: "逐张录入" }).locator("select[name=group]").selectOption("C");
      await page.fill("#ballots", "19");
      await submit(page, "录入");
      await page.locator("#ballots-error, .note.bad").first().waitFor();
      await page.fill("#ballots", ballots);
      await submit(page, "录入");
      await page.getByText("待另一人录入").waitFor();
      await clean(page, "appraisal-sheet");
      // Slips: their numbers are on the print alone.
      const form = page.locator("form[action$='/slips']");
      await form.locator("[name=count]").fill("16");
      const answer = await page.request.post(`/appraisal/sheets/${sheet}/slips`, { form: { group: "C", count: "16" }, headers: { origin: server.base } });
      assert.equal(answer.headers()["content-type"], "application/pdf");
      const text = pdfText(await answer.body());
      const found = [...text.matchAll(/\/b\/([0-9a-z]{20})/g)].map((one) => one[1]);
      assert.equal(new Set(found).size, 16);
      slip = found[0];
      // Who printed them gives none out, and before somebody does none votes.
      await visit(page, `/appraisal/sheets/${sheet}`);
      await page.getByText("待另一人发放").waitFor();
      assert.equal(await page.getByRole("button", { name: "核对份数并发放" }).count(), 0);
      const early = await page.request.get(`/b/${slip}`);
      assert.ok((await early.text()).includes("还没有发放"));
    });
    await as("zuzhi", async (page) => {
      await visit(page, `/appraisal/sheets/${sheet}`);
      await submit(page, "核对份数并发放");
      await page.getByText("扫码票已处理").waitFor();
      await clean(page, "appraisal-slips");
    });
    await as("zuzhi", async (page) => {
      await visit(page, `/appraisal/sheets/${sheet}`);
      await page.locator("section", { hasText: "逐张录入" }).locator("select[name=group]").selectOption("C");
      await page.fill("#ballots", ballots.replace("2", "1"));
      await submit(page, "录入");
      await page.locator(".note.bad", { hasText: "第 2 张" }).waitFor();
      await page.fill("#ballots", ballots);
      await submit(page, "录入");
      await page.getByText("两人录入一致，计入").waitFor();
    });
    await as("", async (page) => {
      await page.goto(`/b/${slip}`);
      await clean(page, "appraisal-slip-phone");
      assert.equal((await page.goto("/b/nichtdanichtdanichtd")).status(), 404);
    }, { viewport: PHONE });
    // Any telephone will do: no script, no account.
    await as("", async (page) => {
      await page.goto(`/b/${slip}`);
      await mark(page, "2");
      await submit(page, "提交评议");
      await page.getByText("已收到，谢谢您的评议").waitFor();
      await page.goto(`/b/${slip}`);
      await page.getByText("已收到").waitFor();
      assert.equal(await page.locator(".judged").count(), 0, "a slip votes once");
    }, { viewport: PHONE, script: false });
  });

  await part("thirty thousand ballots are cast and counted", async () => {
    const id = year.split("/").pop();
    const sheets = await as("zuzhi", async (page) => {
      await visit(page, year);
      return page.locator("a[href^='/appraisal/sheets/']").count();
    });
    const each = Math.ceil(28_200 / sheets);
    const played = await (await fetch(`${server.admin}/demo/appraisal/${id}/${each}`, { method: "POST", body: "" })).json();
    t.diagnostic(`${sheets} sheets, ${JSON.stringify(played)}`);
    assert.ok(played.ballots + played.slips > 30_000, JSON.stringify(played));
    await forward(5);
    await as("zuzhi", async (page) => {
      await visit(page, year);
      await page.locator("details.ask > summary", { hasText: "计票" }).click();
      await page.getByRole("button", { name: "确认计票" }).click();
      // Every ballot is opened and checked while the page looks on: how long that takes is no matter of this test.
      await page.locator(".steps li.now", { hasText: "汇总" }).waitFor({ timeout: 300_000 });
      await clean(page, "appraisal-counted");
      await page.goto(`/appraisal/sheets/${sheet}`);
      await page.getByText("已计票").waitFor();
      await clean(page, "appraisal-sheet-counted");
    });
    await as("ganbu", async (page) => {
      // In the browser it was cast with one finds it counted; here the receipt's own address says so.
      assert.equal((await page.goto(`/appraisal/ballots/${sheet}`)).status(), 200);
      await page.getByText("现在不在投票时间内").waitFor();
    });
  });

  await part("a third party's data come in apart, and points are worked out", async () => {
    await as("zuzhi", async (page) => {
      await visit(page, year);
      await page.locator("summary", { hasText: "导入数据" }).click();
      for (const [field, value] of Object.entries({ agency: "云江大学社会调查中心", sample: "1200", scale: "5", how: "分层抽样电话访问" })) await page.fill(`#${field}`, value);
      await page.locator("section", { hasText: "导入数据" }).locator("#document").fill("调〔2026〕1号");
      await page.fill("#lines", "没有这个人,4");
      await submit(page, "导入");
      await page.locator(".note.bad").first().waitFor();
      assert.equal(await page.locator("#agency").inputValue(), "云江大学社会调查中心", "what was typed is still there");
      const [name, unit] = await page.evaluate(async (path) => {
        const text = await (await fetch(path)).text();
        return [text.match(/<h1>([^<·]+) ·/)[1].trim(), text.match(/<dt>单位<\/dt><dd>([^<]+)</)[1]];
      }, member.ganbu);
      await page.fill("#lines", `${name},${unit},4.6`);
      await submit(page, "导入");
      await page.getByText("云江大学社会调查中心").first().waitFor();
      await submit(page, "汇总得分");
      await page.locator(".steps li.now", { hasText: "会议审定" }).waitFor();
      await clean(page, "appraisal-calibration");
      await visit(page, `${year}/members?filter=look-into`);
      await clean(page, "appraisal-members");
      await visit(page, member.ganbu);
      await page.getByRole("heading", { name: "得分" }).waitFor();
      await clean(page, "appraisal-member");
    });
  });

  await part("the meeting changes with reasons, the cap holds, and everybody is told", async () => {
    await as("zuzhi", async (page) => {
      await visit(page, member.ganbu2);
      // What differs from the points asks for a reason.
      const suggested = await page.locator("dt", { hasText: "按得分建议" }).locator("xpath=../dd").textContent();
      await page.locator("select[name=outcome]").first().selectOption(suggested.trim() === "基本称职" ? "competent" : "basic");
      await submit(page, "拟定等次");
      await page.locator(".note.bad").first().waitFor();
      await page.locator("select[name=outcome]").first().selectOption("incompetent");
      await page.locator("#reason").fill("年度重点任务未完成，经谈话核实");
      await submit(page, "拟定等次");
      await page.getByText("年度重点任务未完成").first().waitFor();
      // Nobody gets less than 称职 without somebody saying so, and why.
      await visit(page, year);
      await page.getByText("尚未拟定等次的人数").waitFor();
      for (const grade of ["基本称职", "不称职"]) {
        if (!(await page.locator("details.ask > summary", { hasText: `按建议拟定${grade}` }).count())) continue;
        await aside(page, `按建议拟定${grade}`, { reason: "会前逐人了解核实，与得分一致。" });
        await page.getByText("会前逐人了解核实").first().waitFor();
        await visit(page, year);
      }
      await page.fill("#document", "云组会〔2026〕31号");
      await page.fill("#minutes", "部务会应到7人，实到7人，一致同意");
      await submit(page, "登记审定结果");
      await page.locator(".steps li.now", { hasText: "反馈" }).waitFor();
      await page.locator("details.ask > summary", { hasText: "书面反馈" }).click();
      await page.getByRole("button", { name: "确认反馈" }).click();
      await page.getByText("未办结的复核、申诉").waitFor();
      await clean(page, "appraisal-told");
    });
    await as("lingdao", async (page) => {
      await visit(page, year);
      await page.getByRole("heading", { name: "等次分布" }).waitFor();
      assert.equal(await page.getByRole("heading", { name: "现在办理" }).count(), 0);
    });
  });

  await part("a result is read on the phone, signed, and printed", async () => {
    await as("ganbu", async (page) => {
      await visit(page, "/");
      await page.getByText("待签收").first().waitFor();
      await visit(page, member.ganbu);
      await page.getByRole("heading", { name: "民主测评" }).waitFor();
      await clean(page, "appraisal-result-phone");
      const text = pdfText(await (await page.request.get(`${member.ganbu}/result.pdf`)).body());
      assert.ok(text.includes("年度考核结果通知书"), text);
      await page.fill("#opinion", "无意见");
      await submit(page, "签收");
      await page.getByText("无意见").first().waitFor();
    }, { viewport: PHONE });
    await as("ganbu3", async (page) => assert.equal((await page.goto(member.ganbu)).status(), 403));
  });

  await part("results reach the seats of a class, next year's plan and the pipeline", async () => {
    await as("zuzhi", async (page) => {
      page.setDefaultTimeout(30_000);
      const path = await newClass(page, "考核补训班", { capacity: "60" });
      await visit(page, `${path}/quotas`);
      await page.getByText("按考核结果要求补训，优先保障名额").waitFor();
      await page.getByRole("link", { name: "按考核结果填入" }).click();
      await page.getByText("已按考核结果填入名额建议").waitFor();
      await clean(page, "appraisal-quotas");
      await submit(page, "保存分配");
      await page.waitForURL(`**${path}`);
      await page.getByText("名额分配").first().waitFor();
      await visit(page, "/training/plans/new");
      await page.fill("#title", "考核补训计划");
      await submit(page, "保存");
      await page.waitForURL(/training\/plans\/[0-9a-f]+$/);
      await aside(page, "从考核结果生成项目", { category: "mass-work" });
      await page.getByText("人考核要求补训").first().waitFor();
      await clean(page, "appraisal-plan");
      await visit(page, `/pipeline/people/${people.ganbu2}`);
      const row = page.locator("tr", { hasText: "考核结果影响期" });
      await row.getByText("影响期内").waitFor();
      await row.getByText("不称职").waitFor();
      await clean(page, "appraisal-pipeline");
    });
  });

  await part("不称职 is reviewed and appealed, and what followed ends with the result", async () => {
    const bar = (login) =>
      as("zuzhi", async (page) => {
        await visit(page, `/people/${people[login]}`);
        return page.locator("body").innerText();
      });
    await as("ganbu2", async (page) => {
      await visit(page, member.ganbu2);
      await page.getByText("不作为交流人选").waitFor();
      const text = pdfText(await (await page.request.get(`${member.ganbu2}/result.pdf`)).body());
      assert.ok(text.replace(/\s/g, "").match(/可以自知道之日起30日内向[^。]*申请复核/), text);
      await aside(page, "申请复核", { grounds: "重点任务因项目调整而终止，有批复为证。" }, "appraisal-review-dialog");
      await page.getByText("应于此前答复").waitFor();
      await clean(page, "appraisal-review-asked");
    });
    await forward(20);
    // Who recorded the meeting's decision is not asked to review it.
    await as("zuzhi", async (page) => {
      await visit(page, "/");
      assert.equal(await page.getByText("考核复核申诉待办理").count(), 0);
      await visit(page, member.ganbu2);
      assert.equal(await page.getByRole("button", { name: "作出复核决定" }).count(), 0);
    });
    await as("zuzhi2", async (page) => {
      await visit(page, "/");
      await page.getByText("考核复核申诉待办理").waitFor();
      await visit(page, member.ganbu2);
      await aside(page, "作出复核决定", { outcome: "incompetent", document: "云组复〔2026〕1号", reason: "经复核，维持原结果。" });
      await page.getByText("维持原结果").first().waitFor();
    });
    await as("ganbu2", async (page) => {
      await visit(page, member.ganbu2);
      await aside(page, "提出申诉", { grounds: "复核未采纳项目调整的批复。" });
      await page.getByText("应于此前答复").waitFor();
    });
    for (const login of ["zuzhi", "zuzhi2"]) {
      await as(login, async (page) => {
        await visit(page, member.ganbu2);
        assert.equal(await page.getByRole("button", { name: "作出申诉处理决定" }).count(), 0, login);
      });
    }
    // No department above works with this system: its decision is entered from its paper.
    await as("zuzhi3", async (page) => {
      await visit(page, member.ganbu2);
      await aside(page, "作出申诉处理决定", {
        outcome: "competent", body: "上一级公务员主管部门", document: "申决〔2026〕1号",
        minutes: "申诉公正委员会五人到会，一致同意", reason: "项目终止非本人原因，改定称职。",
      });
      await page.getByText("改定称职").first().waitFor();
      await clean(page, "appraisal-appealed");
    });
    await as("ganbu2", async (page) => {
      await visit(page, member.ganbu2);
      assert.equal(await page.getByText("不作为交流人选").count(), 0);
      await clean(page, "appraisal-appealed-phone");
    }, { viewport: PHONE, dark: true });
    assert.ok((await bar("ganbu2")).includes("年称职"), "the year stands in their form");
    await as("zuzhi", async (page) => {
      await visit(page, `/pipeline/people/${people.ganbu2}`);
      await page.locator("tr", { hasText: "近年考核等次" }).waitFor();
      assert.equal(await page.locator("tr", { hasText: "考核结果影响期" }).count(), 0, "the bar ended with the result");
    });
  });

  await part("the year is filed, awards read it, and a next scheme is tried on it", async () => {
    await forward(40);
    await as("zuzhi", async (page) => {
      await visit(page, year);
      await submit(page, "归档");
      await page.locator(".badge", { hasText: "已归档" }).or(page.locator(".steps li.done", { hasText: "反馈" })).first().waitFor();
      await visit(page, "/appraisal/schemes");
      await page.getByRole("link", { name: "汇溪群团干部考核指标" }).click();
      await page.getByRole("button", { name: "试算" }).click();
      await page.getByRole("heading", { name: "名次变化最大的人员" }).waitFor();
      await clean(page, "appraisal-trial");
    });
  });
});
