// journey_siklus.js - an inspektur runs a year: makes a cycle, sets its days, gives out the calendar, puts a team
// together, gives units out by a proposal, and changes it by hand with a reason; an assessor declares a tie.  Once
// without JavaScript, once with.
'use strict';
const { test, check, same, run, startDemo, visitor, signIn } = require('./lib');

let demo;

async function enter(who, javaScriptEnabled) {
  demo ||= await startDemo();
  const context = await visitor({ javaScriptEnabled });
  context.setDefaultTimeout(15000);
  const page = await context.newPage();
  await signIn(page, demo.base, who);
  return { context, page };
}

const good = (...all) => all.forEach(({ context }) => check(!context.wrong.length, context.wrong.join('\n')));
const main = (page) => page.innerText('main');
const says = async (page, words, why) => check((await main(page)).includes(words), `${why}: ${await main(page)}`);
const send = (page, form = 'main form.form') => Promise.all([page.waitForNavigation(), page.locator(`${form} .button`).last().click()]);

async function fill(page, values) {
  for (const [name, value] of Object.entries(values)) await page.fill(`[name="${name}"]`, value);
}

// The choice whose words begin so; of the people of a list it stands for their name.
async function pick(page, name, words) {
  const option = page.locator(`select[name="${name}"] option`, { hasText: words }).first();
  await page.selectOption(`select[name="${name}"]`, await option.getAttribute('value'));
}

const seatOf = (page, name) => page.$eval(`select[name="${name}"]`, (s) => s.selectedOptions[0].text.split(' · ')[0]);

async function changes(page, cycle) {
  await page.goto(`${cycle}/penugasan/usul`);
  return Number((await main(page)).match(/Kursi yang berubah\s+(\d+)/)[1]);
}

async function accept(page, cycle, how) {
  check(await changes(page, cycle) > 0, how);
  await Promise.all([page.waitForNavigation(), page.locator('main form:has(input[name="_csrf"]) .button').first().click()]);
  same(await changes(page, cycle), 0, 'what was proposed is so');
}

const year = new Date().getFullYear() + 1;
const journeys = [['without JavaScript', false, 'Tanjung Tirta'], ['with JavaScript', true, 'Teluk Mutiara']];
for (const [how, js, unit] of journeys) {
  let chief, team, cycle, seated, unitPage;

  test(`${how}: a unit begins, and a cycle is made once its days make sense`, async () => {
    demo = await startDemo();           // each journey makes the cycle of next year
    team = await enter(demo.who('Tim kerja ZI', unit), js);
    await team.page.goto(`${demo.base}/lke/baru`);
    await fill(team.page, { tahun: String(year) });
    await team.page.check('input[name="target"][value="WBK"]');
    await team.page.check('input[name="predikat"][value="none"]');
    await send(team.page);
    check(/\/lke\/\d+/.test(team.page.url()), 'the unit has a worksheet of that year');
    chief = await enter(demo.who('Inspektur'), js);
    await chief.page.goto(`${demo.base}/siklus/baru`);
    await fill(chief.page, { tahun: String(year), isi_buka: `${year}-02-01`, isi_tutup: `${year}-01-05` });
    await send(chief.page);
    check(await chief.page.locator('[aria-invalid="true"]').count() > 0, 'a day before its own beginning is refused');
    same(await chief.page.inputValue('[name="isi_buka"]'), `${year}-02-01`, 'what was typed stays');
    await fill(chief.page, {
      isi_buka: `${year}-01-05`, isi_tutup: `${year}-02-27`, anggota_buka: `${year}-03-01`, anggota_tutup: `${year}-03-31`,
      ketua_buka: `${year}-04-01`, ketua_tutup: `${year}-04-15`, dalnis_buka: `${year}-04-16`, dalnis_tutup: `${year}-04-30`,
      putusan_buka: `${year}-05-01`, putusan_tutup: `${year}-05-15`,
    });
    await send(chief.page);
    cycle = chief.page.url();
    check(/\/siklus\/\d+$/.test(cycle), 'the cycle has a page of its own');
    await says(chief.page, `Siklus ${year}`, 'its name');
    await says(chief.page, `5 Januari ${year}`, 'its first day');
    good(chief, team);
  });

  test(`${how}: the calendar shows a month and goes with one, until its address is ended`, async () => {
    const { page } = chief;
    await page.goto(`${cycle}/jadwal?bulan=${year}-03`);
    await says(page, `1 Maret ${year} sampai 31 Maret ${year}`, 'each stage with its days');
    const ics = await page.request.get(demo.base + await page.getAttribute('main a[href$="/jadwal.ics"]', 'href'));
    same(ics.headers()['content-type'].split(';')[0], 'text/calendar', 'a calendar file');
    same((await ics.text()).match(/BEGIN:VEVENT/g).length, 5, 'an entry for each stage');
    check((await ics.text()).includes(`DTSTART;VALUE=DATE:${year}0105`), 'whole days');
    await Promise.all([page.waitForNavigation(), page.click('form[action$="/langganan"] button[value="0"]')]);
    const address = new URL(await page.innerText('main code')).pathname;
    const stranger = await visitor({ javaScriptEnabled: false });
    const feed = await stranger.request.get(demo.base + address);
    same(feed.status(), 200, 'a calendar program needs no sign-in');
    check(!(await feed.text()).includes('Kantor'), 'it has days and no units');
    await Promise.all([page.waitForNavigation(), page.click('form[action$="/langganan"] button[value="1"]')]);
    same((await stranger.request.get(demo.base + address)).status(), 404, 'an address that was ended is gone');
    good(chief);
  });

  test(`${how}: a team is put together and its units come by a proposal`, async () => {
    const { page } = chief;
    await page.goto(`${cycle}/tim/baru`);
    await fill(page, { nama: 'Tim Teluk' });
    for (const [name, n] of [['dalnis', 1], ['ketua', 1], ['anggota_1', 1], ['anggota_2', 2]]) await page.selectOption(`select[name="${name}"]`, { index: n });
    await send(page);
    await says(page, 'Tim Teluk', 'the team stands in the list');
    await accept(page, cycle, 'the unit that began has empty seats');
    await page.goto(`${cycle}/penugasan`);
    await says(page, 'Lengkap', 'every seat is taken');
    await page.locator('main table tbody a').first().click();
    await page.waitForURL(/penugasan\/\d+$/);
    unitPage = page.url();
    seated = await seatOf(page, 'anggota');
    good(chief);
  });

  test(`${how}: who declares a tie to a unit loses its seat by the next proposal, and cannot be put back`, async () => {
    const admin = await enter(demo.who('Admin'), js);
    const all = await (await admin.page.request.get(`${demo.base}/orang?format=json`)).json();
    const member = await enter({ name: all.find((p) => p.nama === seated).nip, password: demo.people[0].password }, js);
    await member.page.goto(`${cycle}/ikatan`);
    await pick(member.page, 'unit', unit);
    await member.page.check('input[name="jenis"][value="keluarga"]');
    await fill(member.page, { alasan: 'Saudara kandung bekerja di sana' });
    await send(member.page);
    await says(member.page, unit, 'the tie stands in the own list');
    const { page } = chief;
    await accept(page, cycle, 'a seat is to be given to somebody else');
    await page.goto(unitPage);
    const now = await seatOf(page, 'anggota');
    check(now !== seated && now !== 'Belum ada orang', `${seated} has gone, ${now} came`);
    await says(page, seated, 'the page says who is kept out');
    check(!(await page.locator('select[name="anggota"] option').allInnerTexts()).some((o) => o.startsWith(seated)), 'who has a tie is not offered');
    good(chief, member, admin);
  });

  test(`${how}: a change by hand needs a reason, and the reason stays to be read`, async () => {
    const { page } = chief;
    await page.goto(unitPage);
    await page.selectOption('select[name="ketua"]', '');
    await send(page);
    check(await page.locator('[aria-invalid="true"]').count() > 0, 'without a reason it is refused');
    await fill(page, { alasan: 'Ketua cuti panjang' });
    await send(page);
    await page.goto(unitPage);
    await says(page, 'Ketua cuti panjang', 'the history has the reason');
    same(await seatOf(page, 'ketua'), 'Belum ada orang', 'the seat is empty');
    await accept(page, cycle, 'the empty seat is proposed to be filled');
    good(chief);
  });

  test(`${how}: those who assess see the cycle, and cannot change it`, async () => {
    const ketua = await enter(demo.who('TPI ketua tim'), js);
    await ketua.page.goto(cycle);
    await says(ketua.page, `Siklus ${year}`, 'they read it');
    for (const rest of ['/atur', '/tim', '/penugasan/usul'])
      check((await ketua.page.request.get(cycle + rest)).status() >= 403, `${rest} is not for them`);
    good(ketua);
  });
}

run();
