// journey_evaluasi.js - one worksheet through all its assessors: submitted by its head, judged in every layer, decided
// and signed by two people, and its report read by the unit and checked by a stranger.  Without JavaScript; then the
// same item by keyboard and with JavaScript.
'use strict';
const { test, check, same, run, startDemo, visitor, signIn } = require('./lib');

let demo, nips;

async function enter(who, options = { javaScriptEnabled: false }) {
  demo ||= await startDemo();
  const context = await visitor(options);
  context.setDefaultTimeout(15000);
  const page = await context.newPage();
  await signIn(page, demo.base, who);
  return { context, page };
}

const told = (role, unit) => demo.who(role, unit);
const good = (context) => check(!context.wrong.length, context.wrong.join('\n'));

// Everybody's NIP by name, as the admin's list has it.
async function byName(name) {
  if (!nips) {
    const { page } = await enter(told('Admin'));
    const answer = await page.request.get(`${demo.base}/orang?format=json`);
    nips = new Map((await answer.json()).map((p) => [p.nama, p.nip]));
  }
  check(nips.has(name), `nobody is called ${name}`);
  return { name: nips.get(name), password: demo.people[0].password };
}

// Who sits where, as the page of the assessment says.
async function seats(page, url) {
  await page.goto(url);
  const found = {};
  for (const row of await page.locator('section:has(h2:text("Siapa yang menilai")) dl > div').all())
    found[await row.locator('dt').innerText()] = (await row.locator('dd span').first().innerText()).replace(/\s+giliran$/, '').trim();
  return found;
}

async function agreeWithAll(page, url) {
  await page.goto(`${url}/setuju`);
  await page.click('main form .button');
}

// Make a step; what is typed into its form.
async function step(page, url, move, { why, password } = {}) {
  await page.goto(`${url}/langkah/${move}`);
  if (why) await page.locator('textarea[name="alasan"]').first().fill(why);
  if (password) await page.fill('input[name="sandi"]', password);
  await page.locator('main form .button').first().click();
  check(new URL(page.url()).pathname === new URL(url).pathname, `${move} was made: ${await page.innerText('main')}`);
}

let url, who;

test('the head of a unit submits with a signature, and nothing can be changed afterwards', async () => {
  demo ||= await startDemo();
  const head = told('Kepala unit');
  const { context, page } = await enter(head);
  await page.goto(`${demo.base}/lke`);
  const sheet = await page.locator('main table tbody a').first().getAttribute('href');
  url = `${demo.base}${sheet.replace('/lke/', '/evaluasi/')}`;
  await page.goto(`${url}/langkah/ajukan`);
  await page.locator('main form .button').first().click();
  check((await page.innerText('main')).includes('Masukkan sandi'), 'without a signature it says what is missing');
  await step(page, url, 'ajukan', { password: head.password });
  who = await seats(page, url);
  await page.goto(`${demo.base}${sheet}/butir/A.I.1.i.a`);
  check((await page.innerText('main')).includes('sedang dinilai'), 'the worksheet stands still');
  good(context);
});

test('the preliminary assessor agrees, corrects one item and passes it on', async () => {
  const { context, page } = await enter(await byName(who['Penilai pendahuluan']));
  await agreeWithAll(page, url);
  await page.goto(`${url}/butir/A.I.1.i.b`);
  await page.check('input[name="jawaban"][value="C"]');
  await page.fill('textarea[name="catatan"]', 'Seleksi anggota belum tertulis');
  await page.locator('.answer form[data-autosave] .button').click();
  await step(page, url, 'teruskan', { password: demo.people[0].password });
  good(context);
});

test('the member sends it back, the unit mends it, and it comes again', async () => {
  const member = await enter(await byName(who['Anggota TPI']));
  await step(member.page, url, 'kembalikan', { why: 'Mohon lampirkan surat keputusan tim' });
  const head = told('Kepala unit');
  const unit = await enter(head);
  await unit.page.goto(`${url}/riwayat`);
  check((await unit.page.innerText('main')).includes('surat keputusan tim'), 'the unit reads why');
  await unit.page.goto(`${url.replace('/evaluasi/', '/lke/')}/butir/A.I.1.i.b`);
  await unit.page.fill('textarea[name="catatan"]', 'SK tim nomor 4 terlampir');
  await unit.page.locator('.answer form[data-autosave] .button').click();
  await step(unit.page, url, 'ajukan', { password: head.password });
  const look = await enter(await byName(who['Penilai pendahuluan']));
  await step(look.page, url, 'teruskan', { password: head.password });
  for (const x of [member, unit, look]) good(x.context);
});

test('member, leader and controller judge in layers of their own', async () => {
  const member = await enter(await byName(who['Anggota TPI']), {});         // with JavaScript, by keyboard
  const { page } = member;
  await page.goto(`${url}/butir/A.I.1.i.a`);
  await Promise.all([page.waitForNavigation(), page.keyboard.press('s')]);
  await page.goto(`${url}/butir/A.I.1.i.a`);
  check((await page.innerText('.answer')).includes('tersimpan') || await page.locator('.answer input:checked').count() === 1, 'one key agrees');
  await page.goto(`${url}/butir/A.I.1.ii.b`);
  await page.keyboard.press('2');
  await page.waitForFunction(() => document.querySelector('.saving').innerText.includes('Tersimpan'));
  await page.locator('details:has(textarea[name="rekomendasi"]) summary').click();
  await page.fill('textarea[name="rekomendasi"]', 'Susun target prioritas bersama pimpinan');
  await page.fill('input[name="tenggat"]', new Date(Date.now() + 30 * 864e5).toISOString().slice(0, 10));
  await page.locator('details:has(textarea[name="rekomendasi"]) form .button').click();
  check((await page.innerText('main')).includes('Susun target prioritas'), 'the recommendation stands on the page');
  await agreeWithAll(page, url);
  await step(member.page, url, 'serahkan');
  const leader = await enter(await byName(who['Ketua tim']));
  await agreeWithAll(leader.page, url);
  await leader.page.goto(url);
  check((await leader.page.innerText('main')).includes('Anggota TPI'), 'what the member judged stays visible');
  await step(leader.page, url, 'serahkan');
  const dalnis = await enter(await byName(who['Pengendali teknis']));
  await agreeWithAll(dalnis.page, url);
  await step(dalnis.page, url, 'belum', { why: 'Indeks persepsi anti korupsi belum cukup', password: demo.people[0].password });
  check((await dalnis.page.innerText('main')).includes('menunggu tanda tangan kedua'), 'one signature is not enough');
  for (const x of [member, leader, dalnis]) good(x.context);
});

test('the inspector signs as the second person, and only then the unit knows', async () => {
  const unit = await enter(told('Kepala unit'));
  await unit.page.goto(url);
  check(!(await unit.page.innerText('main')).includes('Belum memenuhi'), 'nothing is said before the second signature');
  const chief = await enter(told('Inspektur'));
  await step(chief.page, url, 'belum', { password: demo.people[0].password });
  await unit.page.goto(url);
  check((await unit.page.innerText('main')).includes('Belum memenuhi'), 'the unit reads the decision');
  good(unit.context);
  good(chief.context);
});

test('the unit follows a recommendation up, and the assessor accepts it', async () => {
  const unit = await enter(told('Kepala unit'), {});
  await unit.page.goto(`${demo.base}/rekomendasi?cari=Susun+target+prioritas`);
  await unit.page.locator('main table tbody a').first().click();
  await unit.page.waitForURL(/rekomendasi\/\d+/);
  const advice = unit.page.url();
  await unit.page.locator('form[action$="/tindak-lanjut"] textarea').fill('Target prioritas ditetapkan dalam rapat Juli');
  await unit.page.locator('form[action$="/tindak-lanjut"] .button').click();
  check((await unit.page.innerText('main')).includes('rapat Juli'), 'the follow-up stands beside it');
  const member = await enter(await byName(who['Anggota TPI']));
  await member.page.goto(advice);
  await member.page.locator('form[action$="/terima"] .button').click();
  check(/selesai/i.test(await member.page.innerText('main')), 'it is done');
  good(unit.context);
  good(member.context);
});

test('two who scored blind last year are compared, and leaders read it', async () => {
  const chief = await enter(told('Inspektur'), {});
  await chief.page.goto(`${demo.base}/evaluasi/kesepakatan`);
  check(/kappa/i.test(await chief.page.innerText('main')), 'the agreement is a number with its name');
  good(chief.context);
});

test('the report is made, and a stranger is told whether it is genuine', async () => {
  const unit = await enter(told('Kepala unit'));
  let link;
  for (let i = 0; i < 60 && !link; i++) {
    await unit.page.goto(`${url}/lhe`);
    link = await unit.page.locator('main a[href$="/unduh"]').first().getAttribute('href', { timeout: 500 }).catch(() => null);
    if (!link) await new Promise((done) => setTimeout(done, 500));
  }
  check(link, 'the report can be had as a PDF');
  const pdf = await unit.page.request.get(demo.base + link);
  same((await pdf.body()).subarray(0, 5).toString(), '%PDF-', 'it is one');
  const check_ = await unit.page.locator('main a[href*="/lhe/"]').evaluateAll((all) => all.map((a) => a.pathname).find((p) => /^\/lhe\/[^/]+$/.test(p) && p !== '/lhe/kunci'));
  check(check_, 'the report leads to the page that checks it');
  const context = await visitor({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(demo.base + check_);
  const said = await page.innerText('main');
  check(/asli/i.test(said), 'a stranger is told that it is genuine');
  check(!said.includes('Indeks persepsi'), 'and nothing of what it says');
  good(unit.context);
  good(context);
});

run();
