// journey_menjawab.js - surveys from the unit's desk to the thank-you page: strict ones, and those inside another site.
//
//     node test/browser/journey_menjawab.js [part of a name]
'use strict';
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const https = require('node:https');
const path = require('node:path');
const { test, check, same, run, later, dataFolder, exec, startDemo, visitor, signIn, axe, overflow } = require('./lib');

process.env.PULAU_SURVEI_BITS = '8';
let demo;
const begin = async () => { demo = demo || await startDemo(); return demo; };
const send = (page, button) => Promise.all([page.waitForNavigation(), page.click(button)]);
const forward = (page) => page.click('form.fill .buttons .button:not(.plain)');

// --- at the unit's desk ---

async function desk() {
  const { base, who } = await begin();
  const guest = await visitor({ javaScriptEnabled: false });
  const page = await guest.newPage();
  await signIn(page, base, who('Tim kerja ZI'));
  return page;
}

// Made through the form, opened by its page: { at, slug, codes }.
async function campaign(page, title, { mode = 'open', plain = false, site = '', invite = 0 } = {}) {
  await page.goto(`${demo.base}/survei/layanan`);
  await page.fill('#nama', `Layanan ${title}`);
  await send(page, 'main form:not([role]) button');
  await page.goto(`${demo.base}/survei/baru`);
  await page.fill('#judul', title);
  for (const other of await page.locator('input[name^="layanan_"]').all()) await other.uncheck();
  const row = page.locator('fieldset', { hasText: `Layanan ${title}` });
  await row.locator('input[type="checkbox"]').check();
  await row.locator('input[name^="populasi"]').fill('40');
  await page.check(`input[name="cara"][value="${mode}"]`);
  if (plain) await page.check('#polos');
  if (site) await page.fill('#sematan', site);
  await send(page, 'main form .buttons:last-child button');
  const at = page.url();
  check(/\/survei\/\d+$/.test(at), `the page of the campaign follows: ${await page.innerText('main')}`);
  const codes = invite ? await invitations(page, at, invite) : [];
  await page.goto(`${at}/langkah/buka`);
  await send(page, 'main form.confirm button');
  const link = await page.locator('main a[href^="/s/"]').first().getAttribute('href');
  return { at, codes, slug: link.split('/').pop(), text: await page.innerText('main') };
}

async function invitations(page, at, many) {
  await page.goto(`${at}/undangan`);
  await page.selectOption('#layanan', { index: 0 });
  await page.fill('#banyak', String(many));
  await page.fill('#label', 'Loket');
  await send(page, 'main form.form button');
  const codes = await page.locator('tbody th code').allInnerTexts();
  same(codes.length, many, 'codes shown once');
  return codes.map((c) => c.replace(/[\s-]/g, ''));
}

// --- whoever answers ---

async function respondent(url, options = {}) {
  const context = await visitor({ viewport: { width: 320, height: 640 }, ...options });
  const page = await context.newPage();
  page.wrong = context.wrong;
  await page.goto(url);
  return page;
}

// Every screen, the best mark everywhere, up to the page after sending; `more` is filled in at the start.
async function answer(page, { more = async () => {}, screen = async () => {} } = {}) {
  await page.check('#finished');
  await page.fill('#served_on', '2026-01-15');
  await more();
  for (let i = 0; i < 20; i++) {
    const names = [...new Set(await page.locator('.fill [type=radio]').evaluateAll((all) => all.map((r) => r.name)))];
    for (const name of names) await page.locator(`.fill [name="${name}"]`).nth(name[0] === 'm' ? 3 : 0).check();
    await screen();
    const was = await page.innerText('h1');
    await forward(page);
    await page.locator('h1').filter({ hasNotText: was }).or(page.locator('.trouble')).first().waitFor();
    if (await page.locator('.trouble').count()) return 'refused';
    if (await page.innerText('h1') === 'Terima kasih') return 'thanked';
  }
  return 'lost';
}

const rows = (sql) => Number(execFileSync('sqlite3', ['-cmd', '.timeout 30000', path.join(demo.data, 'pulau.db'), sql], { encoding: 'utf8' }));
const answers = (slug) => rows(`SELECT COUNT(*) FROM survei_answer a JOIN survei_campaign c ON c.id = a.campaign_id WHERE c.slug = '${slug}';`);

async function keyed(slug) {
  for (let i = 0; i < 600; i++) {
    if ((await (await fetch(`${demo.base}/s/${slug}/token`)).text()).includes('data-blind')) return;
    await new Promise((done) => { setTimeout(done, 100); });
  }
  check(false, 'the key of the campaign was never made');
}

const kept = (page, slug) => page.evaluate((s) => JSON.parse(localStorage.getItem(`survei ${s}`) || '{}'), slug);

test('a strict survey, from the desk to the thank-you page: the code is used, the answer nobody\'s', async () => {
  const { slug, codes } = await campaign(await desk(), 'Survei ketat', { mode: 'strict', invite: 3 });
  await keyed(slug);
  const page = await respondent(`${demo.base}/s/${slug}/u/${codes[0]}`);
  check(page.url().includes('/token') && !page.url().includes(codes[0]), `the code is taken out of the address: ${page.url()}`);
  same(await page.inputValue('#kode'), codes[0], 'and stands in the field');
  check(!await overflow(page), 'the page fits a phone');
  await forward(page);
  await page.waitForURL(/\/s\/[^/]+\?b=id$/);
  const { token } = await kept(page, slug);
  check(token, 'the browser has its token');
  await page.reload();
  same((await kept(page, slug)).token, token, 'it survives a reload');
  check(await page.isHidden('[data-token-none]'), 'and the page knows of it');
  same(await answer(page), 'thanked', 'the end');
  same(answers(slug), 1, 'answers');
  same(Object.keys(await kept(page, slug)).length, 0, 'things the browser keeps');
  check(!page.wrong.length, page.wrong.join('\n'));

  const again = await respondent(`${demo.base}/s/${slug}/u/${codes[0]}`);
  await forward(again);
  await again.locator('[role=status]', { hasText: 'Kode ini sudah dipakai' }).waitFor();
  check(!(await kept(again, slug)).sig, 'no second token');
  same(answers(slug), 1, 'answers after that');
  check((await page.context().cookies()).length === 0, 'no cookie on the way');
});

test('a strict survey without JavaScript says what to do, and takes the code itself where the unit allows it', async () => {
  const office = await desk();
  const strict = await campaign(office, 'Survei ketat saja', { mode: 'strict', invite: 1 });
  const both = await campaign(office, 'Survei ketat dan polos', { mode: 'strict', plain: true, invite: 1 });
  await keyed(strict.slug);
  await keyed(both.slug);
  const page = await respondent(`${demo.base}/s/${strict.slug}/token`, { javaScriptEnabled: false });
  const said = await page.innerText('main');
  check(said.includes('Tanpa JavaScript') && said.includes('tablet di loket') && !said.includes('Jawab dengan kode'), said);
  const plain = await respondent(`${demo.base}/s/${both.slug}/token`, { javaScriptEnabled: false });
  await send(plain, 'noscript a');
  same(await answer(plain, { more: () => plain.fill('#code', both.codes[0]) }), 'thanked', 'the end');
  same(answers(both.slug), 1, 'answers');
  const again = await respondent(`${demo.base}/s/${both.slug}`, { javaScriptEnabled: false });
  same(await answer(again, { more: () => again.fill('#code', both.codes[0]) }), 'refused', 'the code a second time');
  check((await again.innerText('.trouble')).includes('Satu kode untuk satu jawaban'), 'in plain words');
  same(answers(both.slug), 1, 'answers after that');
});

// --- inside a page of another site ---

// A site of its own with TLS, as the field asks for; its one page has a frame with the address behind the ?.
async function site() {
  const folder = dataFolder(), file = (name) => path.join(folder, name);
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1',
    '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', file('key'), '-out', file('cert')], { stdio: 'ignore' });
  const server = https.createServer({ key: fs.readFileSync(file('key')), cert: fs.readFileSync(file('cert')) }, (q, a) => {
    const url = decodeURIComponent(q.url.split('?')[1] || '');
    a.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    a.end(`<!DOCTYPE html><html lang="id"><title>Unit</title><h1>Layanan kami</h1><iframe src="${url}" title="Survei" width="100%" height="720"></iframe></html>`);
  });
  await new Promise((done) => { server.listen(0, '127.0.0.1', done); });
  later(() => new Promise((done) => { server.closeAllConnections(); server.close(done); }));
  return `https://127.0.0.1:${server.address().port}`;
}

// The frame in a page of that site, once it has loaded or was refused.
async function framed(where, slug) {
  const page = await respondent(`${where}/?${encodeURIComponent(`${demo.base}/s/${slug}`)}`, { ignoreHTTPSErrors: true, viewport: { width: 390, height: 900 } });
  await page.waitForLoadState('networkidle');
  return page;
}

const refused = (page) => page.wrong.some((m) => m.includes('frame-ancestors'));

test('a survey is answered to its end in a frame of the site it is for, and in no other', async () => {
  const home = await site(), other = await site(), office = await desk();
  const { slug, text } = await campaign(office, 'Survei tersemat', { site: home });
  check(text.includes(`<iframe src="`) && text.includes(home), 'the unit is given the text to paste');
  const page = await framed(home, slug);
  const frame = page.frames()[1];
  check(await frame.locator('#finished').count() === 1, `the survey is in the frame: ${page.wrong.join('\n')}`);
  same(await answer(frame), 'thanked', 'the end, in the frame');
  same(answers(slug), 1, 'answers');
  check(page.url().startsWith(home), 'the page round it stays');
  check(!page.wrong.length, page.wrong.join('\n'));
  const stranger = await framed(other, slug);
  check(refused(stranger) && await stranger.frames()[1].locator('#finished').count() === 0, 'another site is refused');
  const none = await campaign(office, 'Survei sendiri');
  const alone = await framed(home, none.slug);
  check(refused(alone) && await alone.frames()[1].locator('#finished').count() === 0, 'and every site where none is named');
});

test('what a respondent is shown on the way to a right can be read in every language', async () => {
  const { slug } = await campaign(await desk(), 'Survei berbahasa', { mode: 'strict', invite: 1 });
  await keyed(slug);
  const page = await respondent(`${demo.base}/s/${slug}/token?b=jv`);
  same(await page.getAttribute('html', 'lang'), 'jv', 'the language of the page');
  await page.fill('#kode', 'salah');
  await forward(page);
  await page.locator('[role=status]', { hasText: 'boten nepangi kode' }).waitFor();
  await Promise.all([page.waitForNavigation(), page.click('.languages [lang=su]')]);
  same(await page.inputValue('#kode'), 'salah', 'what was typed comes along');
  check((await page.innerText('main')).includes('Candak hak ngawaler'), 'in Sundanese');
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    const found = await axe(page);
    check(!found.length, found.join('\n'));
  }
  check(!page.wrong.length, page.wrong.join('\n'));
});

run();
