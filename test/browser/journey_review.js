// journey_review.js - an assessor works through a worksheet: by keys and by buttons, with and without JavaScript; what
// is recommended reaches the list; what was scored blind is compared.
'use strict';
const { test, check, same, run, startDemo, visitor, signIn, axe, overflow } = require('./lib');

let demo;

async function member(role, options) {
  demo ||= await startDemo();
  const context = await visitor(options);
  const page = await context.newPage();
  const person = demo.people.find((p) => p.role === role);
  check(person, `the demo has somebody who is ${role}`);
  await signIn(page, demo.base, person);
  return { context, page };
}

// The first worksheet in which it is this person's turn.
async function worksheet(page) {
  await page.goto(`${demo.base}/lke`);
  const links = await page.locator('main table tbody a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
  for (const href of links) {
    const path = `${demo.base}/evaluasi/${href.split('/')[2]}/butir`;
    await page.goto(path);
    if (await page.locator('.page-actions a.button:not(.plain)').count()) return path;
  }
  throw new Error('nobody waits for this person');
}

const saved = (page) => page.waitForFunction(() => document.querySelector('.saving').innerText.includes('Tersimpan'));
const judged = async (page) => Number((await page.innerText('#review-progress')).match(/(\d+) dari 113/)[1]);

test('an assessor judges by keys alone, and keys are letters again while one writes', async () => {
  const { context, page } = await member('TPI anggota');
  await page.goto(await worksheet(page));
  await page.click('.page-actions a.button');
  const before = await judged(page), first = page.url();
  await page.keyboard.press('1');
  await saved(page);
  await page.waitForFunction((n) => document.querySelector('#review-progress').innerText.includes(`${n} dari 113`), before + 1);
  await page.keyboard.press('c');
  check(await page.evaluate(() => document.activeElement.name === 'catatan'), 'c goes to the note');
  await page.keyboard.type('njks 1');
  same(await page.inputValue('textarea[name="catatan"]'), 'njks 1', 'what is typed stays text');
  same(page.url(), first, 'and leads nowhere');
  await saved(page);
  await page.locator('h1').click();
  await Promise.all([page.waitForNavigation(), page.keyboard.press('n')]);
  check(page.url() !== first, 'n goes on to the next open item');
  const second = page.url();
  await Promise.all([page.waitForNavigation(), page.keyboard.press('s')]);
  check(page.url() !== second, 's agrees and goes on');
  same(await judged(page), before + 2, 'two items were judged');
  check(!context.wrong.length, context.wrong.join('\n'));
});

test('keys can be switched off, and stay off', async () => {
  const { page } = await member('TPI anggota');
  await page.goto(await worksheet(page));
  await page.click('.page-actions a.button');
  await page.click('details[data-keys] summary');
  await page.click('details[data-keys] button');
  await page.reload();
  const here = page.url();
  await page.keyboard.press('n');
  await page.waitForTimeout(200);
  same(page.url(), here, 'n does nothing any more');
  await page.click('details[data-keys] summary');
  same(await page.innerText('details[data-keys] button'), 'Nyalakan pintasan', 'the button says so');
});

test('without JavaScript an assessor agrees, asks and recommends', async () => {
  const { context, page } = await member('TPI ketua tim', { javaScriptEnabled: false });
  const list = await worksheet(page);
  await page.click('.page-actions a.button');
  const here = page.url();
  await page.locator('summary', { hasText: 'Buat rekomendasi' }).click();
  await page.fill('textarea[name="rekomendasi"]', 'Susun jadwal monev triwulanan');
  await page.fill('input[name="tenggat"]', '2099-01-01');
  await page.locator('form[action$="/rekomendasi"] .button').click();
  check((await page.innerText('main')).includes('paling lama lima tahun'), 'a date far away is refused');
  await page.fill('input[name="tenggat"]', `${new Date().getFullYear() + 1}-06-30`);
  await page.locator('form[action$="/rekomendasi"] .button').click();
  same(page.url(), here, 'the item is shown again');
  check((await page.innerText('main')).includes('Susun jadwal monev triwulanan'), 'with the recommendation');
  await page.locator('summary', { hasText: 'Tanyakan kepada unit' }).click();
  await page.fill('textarea[name="tanya"]', 'Di mana notulennya?');
  await page.locator('form[action$="/tanya"] .button').click();
  check((await page.innerText('main')).includes('Di mana notulennya?'), 'and what the unit is asked');
  await page.goto(`${list.replace('/butir', '/setuju')}`);
  const words = await page.innerText('form.confirm .button');
  check(/Setujui \d+ butir/.test(words), `it says how many: ${words}`);
  await page.click('form.confirm .button');
  check((await page.innerText('.figures')).includes('113 dari 113'), 'all is judged');
  check(!context.wrong.length, context.wrong.join('\n'));
});

test('these pages are readable by machines, in light and dark, and fit a phone', async () => {
  for (const colorScheme of ['light', 'dark']) {
    const { context, page } = await member('TPI pengendali teknis', { colorScheme, viewport: { width: 320, height: 640 } });
    const list = await worksheet(page);
    await page.goto(`${demo.base}/rekomendasi`);
    const advice = await page.locator('main table tbody a').first().getAttribute('href');
    await page.goto(`${demo.base}/evaluasi/kesepakatan`);
    const pages = [list, `${list}/A.I.1.i.b`, `${list}/B.I.a`, list.replace('/butir', '/rekomendasi'), `${demo.base}/rekomendasi`,
      demo.base + advice, `${demo.base}/evaluasi/kesepakatan?menurut=pasangan`];
    for (const url of pages) {
      await page.goto(url);
      const found = await axe(page);
      check(!found.length, `${url}\n${found.join('\n')}`);
      const wide = await overflow(page);
      check(!wide, `${url}: ${wide}`);
    }
    check(!context.wrong.length, context.wrong.join('\n'));
  }
});

run();
