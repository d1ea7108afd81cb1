// journey_lke.js - a work team's year in one worksheet: answering with and without JavaScript, meeting a colleague on
// one item, proving it with files, importing a workbook, and watching the verdict follow.
'use strict';
const { test, check, same, run, overflow, startDemo, visitor, signIn } = require('./lib');

let demo;

async function member(options) {
  demo ||= await startDemo();
  const context = await visitor(options);
  const page = await context.newPage();
  const team = demo.people.filter((p) => p.role === 'TIM_KERJA' || p.role.startsWith('Tim kerja'));
  check(team.length, 'the demo has a work team');
  await signIn(page, demo.base, team[team.length - 1]);         // of a unit in the middle of its work
  return { context, page };
}

// The address of the team's worksheet of this year: the first of the list.
async function worksheet(page) {
  await page.goto(`${demo.base}/lke`);
  const href = await page.locator('main table tbody a').first().getAttribute('href');
  check(/^\/lke\/\d+$/.test(href), `the list leads to a worksheet, not to ${href}`);
  return demo.base + href;
}

const points = (page) => page.innerText('.answer-points strong');
const saved = (page) => page.waitForFunction(() => document.querySelector('.saving').innerText.includes('Tersimpan'));

test('without JavaScript an item is answered by button and the page shows its points', async () => {
  const { context, page } = await member({ javaScriptEnabled: false });
  const sheet = await worksheet(page);
  await page.goto(`${sheet}/butir/A.I.1.i.b`);
  await page.check('input[value="C"]');
  await page.fill('textarea[name="catatan"]', 'Anggota ditunjuk kepala kantor');
  await page.click('.answer form .button');
  check(page.url().endsWith('/butir/A.I.1.i.b'), 'the same item is shown again');
  check((await points(page)).startsWith('0,00'), 'C is worth nothing');
  await page.check('input[value="A"]');
  await page.click('.answer form .button');
  check((await points(page)).startsWith('0,25'), 'A is worth all of it');
  same(await page.inputValue('textarea[name="catatan"]'), 'Anggota ditunjuk kepala kantor', 'the note stays');
  check(!context.wrong.length, context.wrong.join('\n'));
});

test('with JavaScript an item is saved as it is typed and the totals follow', async () => {
  const { context, page } = await member();
  const sheet = await worksheet(page);
  await page.goto(`${sheet}/butir/A.I.1.i.b`);
  await page.check('input[value="C"]');
  await saved(page);
  const before = await page.innerText('#lke-totals');
  await page.check('input[value="A"]');
  await page.waitForFunction((was) => document.querySelector('#lke-totals').innerText !== was, before);
  check((await points(page)).startsWith('0,25'), 'the item shows its new points');
  await page.reload();
  check(await page.isChecked('input[value="A"]'), 'it is stored');
  check(!context.wrong.length, context.wrong.join('\n'));
});

test('numbers show how their points came about', async () => {
  const { page } = await member();
  const sheet = await worksheet(page);
  await page.goto(`${sheet}/butir/A.II.1.i.a`);
  await page.fill('input[name="agen"]', '8');
  await page.fill('input[name="perubahan"]', '6');
  await page.click('.answer form .button');
  await page.waitForFunction(() => document.querySelector('.answer-points').innerText.includes('0,75'));
  check((await page.innerText('.answer-state')).includes('6 / 8'), 'the fraction is shown with its numbers');
});

test('of two people on one item the second sees both answers and chooses', async () => {
  const one = await member({ javaScriptEnabled: false }), two = await member({ javaScriptEnabled: false });
  const sheet = await worksheet(one.page);
  await one.page.goto(`${sheet}/butir/A.I.1.ii.b`);
  await two.page.goto(`${sheet}/butir/A.I.1.ii.b`);
  await one.page.check('input[value="B"]');
  await one.page.fill('textarea[name="catatan"]', 'dari orang pertama');
  await one.page.click('.answer form .button');
  await two.page.check('input[value="C"]');
  await two.page.fill('textarea[name="catatan"]', 'dari orang kedua');
  await two.page.click('.answer form p.buttons:last-of-type .button');
  const both = await two.page.innerText('.conflict');
  check(both.includes('dari orang pertama') && both.includes('dari orang kedua'), 'both notes stand side by side');
  await two.page.click('button[name="pilih"][value="saya"]');
  await one.page.reload();
  check(await one.page.isChecked('input[value="C"]'), 'what the second chose is stored');
  same(await one.page.inputValue('textarea[name="catatan"]'), 'dari orang kedua', 'with its note');
});

test('evidence is sent from the item and leads back to it', async () => {
  const { page } = await member({ javaScriptEnabled: false });
  const sheet = await worksheet(page);
  await page.goto(`${sheet}/butir/A.I.1.ii.c`);
  await page.setInputFiles('input[type="file"]', [
    { name: 'rencana.txt', mimeType: 'text/plain', buffer: Buffer.from('Rencana kerja pembangunan ZI\n'.repeat(20)) },
    { name: 'notulen.csv', mimeType: 'text/csv', buffer: Buffer.from('tanggal;isi\n2026-03-01;Rapat tim\n') },
  ]);
  await page.click('.upload .button');
  const page_ = page.url().includes('/butir/') ? page : await page.goto(`${sheet}/butir/A.I.1.ii.c`).then(() => page);
  const files = await page_.innerText('.files');
  check(files.includes('rencana.txt') && files.includes('notulen.csv'), `both files stand at the item: ${files}`);
});

test('a file with a very long name is offered for another item without sticking out', async () => {
  const { page } = await member({ javaScriptEnabled: false });
  const sheet = await worksheet(page);
  await page.goto(`${sheet}/butir/A.I.1.ii.c`);
  await page.setInputFiles('input[type="file"]', { name: `${'n'.repeat(251)}.txt`, mimeType: 'text/plain',
    buffer: Buffer.from('Notulen rapat tim kerja\n'.repeat(20)) });
  await page.click('.upload .button');
  await page.goto(`${sheet}/butir/A.I.1.iii.b`);
  await page.click('a[href*="/pilih"]');
  check((await page.innerText('.choice:has-text("nnnn")')).includes('n'.repeat(200)), 'the file is offered');
  await page.setViewportSize({ width: 320, height: 700 });
  const out = await overflow(page);
  check(!out, `it sticks out by ${out}`);
});

test('on paper only addresses that lead out of pulau are spelled', async () => {
  const { page } = await member();
  await page.goto(await worksheet(page));
  await page.emulateMedia({ media: 'print' });
  const spelled = (href) => page.evaluate((to) => {
    const p = document.createElement('p');
    p.innerHTML = `<a href="${to}">x</a>`;
    document.querySelector('main').append(p);
    return getComputedStyle(p.firstChild, '::after').content;
  }, href);
  same(await spelled('/lke/1/gerbang'), 'none', 'an address of its own');
  check((await spelled('https://example.go.id/aturan')).includes('attr(href)')
    || (await spelled('https://example.go.id/aturan')).includes('example.go.id'), 'another');
});

test('a workbook that goes out comes in again, and only what was changed is offered', async () => {
  const { page, context } = await member({ javaScriptEnabled: false });
  const sheet = await worksheet(page);
  const book = await context.request.get(`${sheet}/ekspor.xlsx`);
  same(book.status(), 200, 'the workbook');
  await page.goto(`${sheet}/butir/A.I.1.iii.a`);
  const was = await page.inputValue('input[name="jawaban"]:checked').catch(() => '');
  await page.check(`input[value="${was === 'D' ? 'C' : 'D'}"]`);
  await page.click('.answer form .button');
  await page.goto(`${sheet}/impor`);
  await page.setInputFiles('input[type="file"]', { name: 'lke.xlsx', mimeType: 'application/octet-stream', buffer: await book.body() });
  await page.click('.upload .button');
  const offered = await page.locator('input[name="ambil"]').evaluateAll((all) => all.map((i) => i.value));
  same(offered.join(), was ? 'A.I.1.iii.a' : '', 'what would change');
  if (!was) return;
  await page.click('main form .button');
  await page.goto(`${sheet}/butir/A.I.1.iii.a`);
  check(await page.isChecked(`input[value="${was}"]`), 'the answer of the workbook is back');
});

test('the verdict follows the answers, down to the gate that fails', async () => {
  const { page } = await member({ javaScriptEnabled: false });
  const sheet = await worksheet(page);
  await page.goto(`${sheet}/butir/B.I.a`);
  await page.fill('input[name="ipak"]', '3,59');
  await page.click('.answer form .button');
  await page.goto(`${sheet}/gerbang?predikat=WBK`);
  const row = page.locator('tbody tr', { hasText: 'IPAK' });
  check((await row.innerText()).includes('-0,04'), `a hundredth of the index is four hundredths of a point: ${await row.innerText()}`);
  await page.goto(`${sheet}/jalan`);
  check((await page.innerText('main')).includes('responden survei'), 'the way to pass says what no work can change');
  await page.goto(`${sheet}/butir/B.I.a`);
  await page.fill('input[name="ipak"]', '3,60');
  await page.click('.answer form .button');
  await page.goto(`${sheet}/gerbang?predikat=WBK`);
  check((await row.innerText()).includes('Memenuhi'), 'exactly the least is enough');
});

run();
