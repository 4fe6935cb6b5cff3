// A whole round of exchange as those in it live it: the organisation department, the units of both
// sides, a leader, a cadre of each family; from the call to the return. Time goes forward by the
// demonstration's own clock, as a round and a posting take months.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { startServer, startBrowser, visit, submit, shanghai, as as doing, clean, inTurn, PHONE } from "./support.mjs";

let server, browser, folder;
let ahead = 0;
before(async () => {
  server = await startServer();
  browser = await startBrowser();
  folder = mkdtempSync(`${tmpdir()}/ganqiao-exchange-`);
});
after(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Goes forward; sessions that stood idle end by it. */
async function forward(days) {
  const answer = await fetch(`${server.admin}/demo/forward/${days}`, { method: "POST" });
  ahead = Number(await answer.text());
}
/** The demonstration's day, so many days from its today. */
const day = (more = 0) => shanghai(Date.now() + (ahead + more) * 24 * 3600_000).slice(0, 10);

const as = (login, work, options) => doing(browser, server, login, work, options, "exchange-failed");

test("a round from the call to the return", async (t) => {
  const of = (login) => as(login, (page) => page.evaluate(() => JSON.parse(document.body.dataset.frame).me.person));
  const people = { ganbu: await of("ganbu"), ganbu10: await of("ganbu10") };
  let round, units;
  const part = inTurn(t);

  await part("the department opens a round; units offer posts", async () => {
    units = [];
    for (const login of ["renshi2", "renshi3"]) {
      await as(login, async (page) => {
        await visit(page, "/units");
        units.push((await page.locator("main a[href^='/units/']").first().getAttribute("href")).split("/").pop());
      });
    }
    await as("zuzhi", async (page) => {
      await visit(page, "/exchange/rounds");
      await clean(page, "exchange-rounds-empty");
      await page.getByRole("link", { name: "发起轮次" }).first().click();
      await page.waitForURL(/rounds\/new$/);
      await submit(page, "保存");
      await page.waitForURL(/\/exchange\/rounds\/[0-9a-f]+$/);
      round = new URL(page.url()).pathname;
      // Without units of both families it does not open.
      await submit(page, "开放报名");
      await page.getByRole("alert").first().waitFor();
      await visit(page, `${round}/edit`);
      for (const id of units) await page.locator(`[name="units[k${id}]"]`).check();
      await clean(page, "exchange-round-form");
      await submit(page, "保存");
      await page.waitForURL(`**${round}`);
    });
    for (const [login, title] of [["renshi2", "基层工作部副部长"], ["renshi3", "社会事务科副科长"]]) {
      await as(login, async (page) => {
        await visit(page, round);
        await page.getByRole("link", { name: "提供岗位" }).click();
        await page.waitForURL(/posts\/new$/);
        await page.fill("#title", title);
        await page.fill("#about", "联系基层，参与重点项目");
        if (login === "renshi3") await clean(page, "exchange-post-form");
        await submit(page, "保存");
        await page.waitForURL(`**${round}`);
        await page.getByRole("link", { name: title }).waitFor();
      });
    }
    await as("zuzhi", async (page) => {
      await visit(page, round);
      await submit(page, "开放报名");
      await page.getByText("报名中", { exact: true }).first().waitFor();
      await clean(page, "exchange-round-open");
    });
  });

  await part("a unit nominates; cadres rank their wishes on the phone", async () => {
    await as("renshi2", async (page) => {
      await visit(page, `${round}/nominate`);
      await page.locator(`[name="people[k${people.ganbu}]"]`).check();
      await submit(page, "提名所选");
      await page.waitForURL(`**${round}`);
      await page.getByText("单位提名", { exact: true }).first().waitFor();
    });
    for (const login of ["ganbu", "ganbu10"]) {
      await as(login, async (page) => {
        await visit(page, "/");
        await page.locator(`a[href='${round}']`).first().click();
        await page.waitForURL(`**${round}`);
        await page.getByRole("link", { name: "填报志愿" }).click();
        await page.waitForURL(/wishes$/);
        await submit(page, "提交志愿");
        await page.locator("#wishes .error").waitFor();
        await page.locator(".wish select").first().selectOption("1");
        await page.fill("#statement", "希望到对方单位了解实际工作");
        if (login === "ganbu") await clean(page, "exchange-wishes-phone");
        await submit(page, "提交志愿");
        await page.waitForURL(`**${round}`);
        assert.equal(await page.locator("[data-testid=wishes] li").count(), 1);
        if (login === "ganbu") await clean(page, "exchange-round-phone");
      }, { viewport: PHONE });
    }
    await as("renshi3", async (page) => {
      await visit(page, round);
      await page.getByRole("link", { name: "社会事务科副科长" }).click();
      await page.waitForURL(/\/exchange\/posts\//);
      await page.locator("input.short").first().fill("1");
      await submit(page, "保存排序");
      await page.locator("#toast, .toast").filter({ hasText: "排序已保存" }).waitFor();
      await clean(page, "exchange-post");
    });
  });

  await part("scenarios are compared and one is announced; its file passes the command line's check", async () => {
    await forward(15);
    await as("zuzhi", async (page) => {
      await visit(page, round);
      await submit(page, "截止报名，开始匹配");
      await page.getByRole("heading", { name: "生成方案" }).waitFor();
      // A priority needs its reason; a pair can be asked for and taken back.
      await page.locator(`a[href*='weigh=${people.ganbu}']`).click();
      await page.locator("#weigh").waitFor();
      await page.fill("#priority", "2");
      await page.locator("form", { has: page.locator("#priority") }).getByRole("button", { name: "保存" }).click();
      await page.locator("#reason-error").waitFor();
      await page.fill("#reason", "援边期满");
      await page.fill("#quality", "86");
      await page.locator("form", { has: page.locator("#priority") }).getByRole("button", { name: "保存" }).click();
      await page.getByText("优先 2（援边期满）").waitFor();
      await submit(page, "须分开");
      await page.getByText("须分开", { exact: true }).first().waitFor();
      await submit(page, "撤销");
      await page.getByRole("button", { name: "撤销", exact: true }).waitFor({ state: "detached" });
      for (const mechanism of ["balanced", "deferred", "optimal"]) {
        await visit(page, round);
        await page.selectOption("#mechanism", mechanism);
        await submit(page, "生成方案");
        await page.waitForURL(/\/scenarios\/[0-9a-f]+$/);
      }
      const one = new URL(page.url()).pathname;
      for (const name of ["problem.json", "outcome.json"]) {
        const [download] = await Promise.all([
          page.waitForEvent("download"),
          page.locator(`a[href='${one}/${name}']`).click(),
        ]);
        await download.saveAs(`${folder}/${name}`);
      }
      const said = execFileSync(process.env.GANQIAO_BIN, ["match", `${folder}/problem.json`, "--check", `${folder}/outcome.json`]);
      assert.match(String(said), /\S/);
      await page.selectOption("select[name=against]", { index: 1 });
      await submit(page, "比较");
      await page.getByRole("heading", { name: "与其他方案比较" }).waitFor();
      await clean(page, "exchange-scenario");
      // Another mechanism than the published one is not announced without its reason.
      await page.getByText("公布此方案", { exact: true }).first().click();
      await page.getByText("报名时公布的机制是").waitFor();
      await page.getByRole("button", { name: "公布", exact: true }).click();
      await page.locator("#reason-error").waitFor({ state: "attached" });
      await visit(page, round);
      await clean(page, "exchange-scenarios");
      await page.getByRole("link", { name: "方案 A" }).click();
      await page.waitForURL(/\/scenarios\/[0-9a-f]+$/);
      await page.getByText("公布此方案", { exact: true }).first().click();
      await page.getByRole("button", { name: "公布", exact: true }).click();
      await page.waitForURL(`**${round}`);
    });
    await as("lingdao", async (page) => {
      await visit(page, round);
      await page.getByText("已公布结果", { exact: true }).first().waitFor();
      assert.equal(await page.getByRole("button", { name: "结束本轮" }).count(), 0);
      await page.getByRole("link", { name: "方案 A" }).click();
      await page.getByRole("heading", { name: "人员流向" }).waitFor();
      await clean(page, "exchange-scenario-leader-dark");
    }, { dark: true });
    for (const login of ["ganbu", "ganbu10"]) {
      await as(login, async (page) => {
        await visit(page, round);
        assert.match(await page.locator("[data-testid=result]").innerText(), /副(科|部)长/);
        if (login === "ganbu") await clean(page, "exchange-result-phone");
        await submit(page, "接受");
        await page.getByText("您已接受", { exact: true }).waitFor();
      }, { viewport: PHONE });
    }
    await as("zuzhi", async (page) => {
      await visit(page, round);
      await page.getByText("结束本轮，转入办理", { exact: true }).first().click();
      await page.getByRole("button", { name: "结束本轮", exact: true }).click();
      await page.getByText("已结束", { exact: true }).first().waitFor();
    });
  });

  let mine;
  /** Does what is to be done first, as whoever it takes: [who, how]. */
  const doing = {
    zuzhi: [
      ["归入材料", async (page, form) => form.locator("[name=note]").fill("组干〔2026〕12号")],
      ["判断为符合", async (page, form) => { await form.locator("[name=document]").fill("部务会纪要3号"); await form.locator("[name=reason]").fill("符合条件"); }],
      ["登记特别决定", async (page, form) => { await form.locator("[name=document]").fill("部务会纪要3号"); await form.locator("[name=reason]").fill("工作需要"); }],
      ["登记表决", async (page, form) => { for (const [name, value] of [["members", "9"], ["present", "7"], ["yes", "6"], ["no", "1"]]) await form.locator(`[name=${name}]`).fill(value); }],
      ["在两个单位公示", async () => {}],
      ["登记审批", async (page, form) => form.locator("[name=document]").fill("组批〔2026〕5号")],
      ["登记任免", async (page, form) => form.locator("[name=document]").fill("组任〔2026〕8号")],
      ["登记处理意见", async () => {}],
      ["进入下一步", async () => {}],
    ],
    renshi2: [["同意", async () => {}], ["归入材料", async (page, form) => form.locator("[name=note]").fill("同意派出")]],
    renshi3: [
      ["同意", async () => {}],
      ["归入材料", async (page, form) => form.locator("[name=note]").fill("同意接收")],
      ["登记报到", async () => {}],
      ["提交鉴定", async (page, form) => form.locator("[name=text]").fill("工作扎实，群众评价好")],
    ],
    ganbu: [["同意", async () => {}]],
  };
  async function turn(login) {
    return as(login, async (page) => {
      await visit(page, mine);
      let did = 0;
      for (;;) {
        let acted = false;
        for (const [button, fill] of doing[login]) {
          const found = page.locator("form:visible").filter({ has: page.getByRole("button", { name: button, exact: true }) }).first();
          if ((await found.count()) === 0) continue;
          await fill(page, found);
          const version = await page.locator("[name=version]").first().getAttribute("value");
          await found.getByRole("button", { name: button, exact: true }).click();
          await page.waitForFunction((old) => document.querySelector("[name=version]")?.value !== old, version);
          acted = true;
          did += 1;
          break;
        }
        if (!acted || did > 30) return did;
      }
    });
  }
  /** Everybody in turn until nothing more can be done. */
  async function work() {
    for (;;) {
      let did = 0;
      for (const login of Object.keys(doing)) did += await turn(login);
      if (did === 0) return;
    }
  }
  const step = () => as("zuzhi", async (page) => {
    await visit(page, mine);
    return page.locator(".steps .now .step-name").innerText();
  });

  await part("the case goes on by everybody's turn, and waits for the public notice", async () => {
    await as("zuzhi", async (page) => {
      await visit(page, "/exchange/cases");
      await clean(page, "exchange-cases");
      await page.getByRole("link", { name: /社会事务科副科长/ }).click();
      await page.waitForURL(/\/exchange\/cases\/[0-9a-f]+$/);
      mine = new URL(page.url()).pathname;
      await clean(page, "exchange-case");
    });
    await as("ganbu", async (page) => {
      await visit(page, mine);
      await clean(page, "exchange-case-phone");
    }, { viewport: PHONE });
    await work();
    assert.match(await step(), /公示/);
    // Somebody objects while it runs; it is answered before the case goes on.
    await as("ganbu", async (page) => {
      await visit(page, mine);
      await page.getByText("提出异议或申请复核", { exact: true }).first().click();
      await page.locator("[name=objection]").fill("请说明期间考核由谁负责");
      await page.getByRole("button", { name: "提交异议", exact: true }).click();
      await page.getByText("待答复", { exact: true }).first().waitFor();
    });
    await forward(9);
    await as("zuzhi", async (page) => {
      await visit(page, mine);
      assert.equal(await page.getByRole("button", { name: "进入下一步" }).count(), 0);
      await page.locator("[name=answered]").fill("接收单位负责日常考核，派出单位审核");
      await submit(page, "答复，不影响办理");
      await page.getByText("不影响", { exact: true }).first().waitFor();
      await clean(page, "exchange-case-notice");
      for (const ending of ["pdf", "docx"]) {
        const file = await page.request.get(`${mine}/notice.${ending}`);
        assert.equal(file.status(), 200);
        assert.ok((await file.body()).length > 2000);
      }
    });
    await work();
    assert.match(await step(), /在岗/);
    await as("zuzhi", async (page) => {
      await visit(page, `/people/${people.ganbu}`);
      await page.getByText("社会事务科副科长").first().waitFor();
      await visit(page, mine);
      await page.getByRole("heading", { name: "任职时间线" }).waitFor();
      await clean(page, "exchange-case-in-post");
    });
  });

  await part("the review, the appraisal and the return, each when it is due", async () => {
    await forward(190);
    await work();
    assert.match(await step(), /期满鉴定|返回/);
    await forward(150);
    await as("renshi2", async (page) => {
      await visit(page, "/exchange/due?kind=secondment-ends");
      await page.getByText("社会事务科副科长").first().waitFor();
      await clean(page, "exchange-due");
    });
    await work();
    await as("zuzhi", async (page) => {
      await visit(page, mine);
      await page.getByText("已办结", { exact: true }).first().waitFor();
      await clean(page, "exchange-case-done");
    });
  });

  await part("rules, what-if, kinds and shares", async () => {
    await as("zuzhi", async (page) => {
      await visit(page, "/exchange/rules");
      await clean(page, "exchange-rules");
      await visit(page, "/exchange/rules/minimum-service");
      await page.fill("#value", "48");
      await page.fill("#basis", "本市干部交流办法");
      await submit(page, "保存新版本");
      await page.waitForURL("**/exchange/rules");
      await page.getByText("本市干部交流办法").first().waitFor();
      await visit(page, "/exchange/what-if?unit=hx-civil");
      await page.selectOption("select[name=post]", { label: "综合科科长" });
      await page.selectOption("select[name=rule]", "level-match");
      await submit(page, "推演");
      await page.locator("[data-testid=after-fail]").waitFor();
      await clean(page, "exchange-what-if");
      await visit(page, `/people/${people.ganbu}/circumstances`);
      await page.fill("#service_since", "2015-07-01");
      await clean(page, "exchange-circumstances");
      await submit(page, "保存");
      await page.waitForURL(`**/people/${people.ganbu}`);
      await visit(page, "/exchange/kinds");
      await page.fill("#table", "2026-10-01,休,国庆节\n不是日期");
      await submit(page, "导入");
      await page.getByText("第 2 行无法识别").first().waitFor();
      await page.fill("#table", "2026-10-01,休,国庆节\n2026-10-10,班,国庆节调休");
      await submit(page, "导入");
      await page.getByText("国庆节调休").first().waitFor();
      await visit(page, "/exchange/kinds?kind=rotation");
      await page.fill("#from", "2040-01-01");
      await page.fill("#notice_days", "7");
      await page.fill("#basis", "本市轮岗办法");
      await submit(page, "保存");
      await page.getByText("本市轮岗办法").first().waitFor();
      await clean(page, "exchange-kinds");
      await visit(page, "/exchange/templates");
      await clean(page, "exchange-templates");
      await visit(page, "/exchange/staffing");
      await page.getByRole("link", { name: "设定" }).first().click();
      await page.fill("#percent", "35");
      await page.fill("#basis", "市群团改革方案");
      await submit(page, "保存");
      await page.getByText("市群团改革方案").first().waitFor();
      await visit(page, "/exchange/staffing");
      await clean(page, "exchange-staffing");
      await visit(page, `/exchange/cases/new?person=${people.ganbu10}&unit=hx-union&kind=transfer`);
      await page.selectOption("select[name=post]", { label: "业务科副科长" });
      await submit(page, "查看");
      await page.getByRole("heading", { name: "规则审查" }).waitFor();
      await clean(page, "exchange-case-new");
    });
  });
});
