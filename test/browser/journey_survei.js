// journey_survei.js - a unit's survey from its services to its closing, by hand: with and without JavaScript.
'use strict';
const { test, check, run, startDemo, visitor, signIn, axe, overflow, validate, shoot, schemes } = require('./lib');

let demo;
const begin = async () => { demo = demo || await startDemo(); return demo; };
const send = (page, button) => Promise.all([page.waitForNavigation(), page.click(button)]);

async function makeCampaign(page, base, title) {
  await page.goto(`${base}/survei/layanan`);
  await page.fill('#nama', `Layanan ${title}`);
  await send(page, 'main form:not([role]) button');
  check((await page.innerText('main')).includes(`Layanan ${title}`), 'the service is in the list');
  await page.goto(`${base}/survei/baru`);
  await page.fill('#judul', title);
  for (const other of await page.locator('input[name^="layanan_"]').all()) await other.uncheck();
  const row = page.locator('fieldset', { hasText: `Layanan ${title}` });
  await row.locator('input[type="checkbox"]').check();
  await row.locator('input[name^="populasi"]').fill('100');
  await send(page, 'button[name="hitung"]');
  check(await page.locator('fieldset', { hasText: `Layanan ${title}` }).locator('input[name^="kuota"]').inputValue() === '80',
    'Krejcie and Morgan ask 80 of 100');
  check(await page.inputValue('#judul') === title, 'what was typed is still there');
  await page.check('input[name="cara"][value="token"]');
  await send(page, 'main form .buttons:last-child button');
  check(/\/survei\/\d+$/.test(page.url()), `the page of the campaign follows: ${page.url()}`);
  return page.url();
}

async function runCampaign(page, at) {
  await page.goto(`${at}/undangan`);
  await page.selectOption('#layanan', { index: 0 });
  await page.fill('#banyak', '2');
  await page.fill('#label', 'Pagi');
  await send(page, 'main form.form button');
  check((await page.innerText('main')).includes('Pagi 002'), 'the codes are shown');
  await page.goto(`${at}/langkah/buka`);
  await send(page, 'main form.confirm button');
  check((await page.innerText('main')).includes('/s/'), 'the link is shown');
  await page.goto(`${at}/langkah/tutup`);
  await send(page, 'main form.confirm button');
  check((await page.innerText('.page-head')).includes('Ditutup'), 'it is closed');
}

for (const javaScriptEnabled of [true, false]) {
  test(`a survey is made, opened and closed ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async () => {
    const { base, who } = await begin();
    const guest = await visitor({ javaScriptEnabled });
    const page = await guest.newPage();
    await signIn(page, base, who('Tim kerja ZI'));
    await runCampaign(page, await makeCampaign(page, base, javaScriptEnabled ? 'dengan skrip' : 'tanpa skrip'));
    check(!guest.wrong.length, guest.wrong.join('\n'));
    await guest.close();
  });
}

test('the pages of surveys stay within a phone, and axe finds nothing, in light and in dark', async () => {
  const { base, who } = await begin();
  const guest = await visitor();
  const page = await guest.newPage();
  await signIn(page, base, who('Kepala unit'));
  await page.goto(`${base}/survei?urut=mulai`);
  const links = await page.locator('main tbody th a').evaluateAll((all) => all.map((a) => a.href));
  const pages = { daftar: `${base}/survei`, tutup: links[2], buka: links[links.length - 1], layanan: `${base}/survei/layanan`,
    baru: `${base}/survei/baru`, tanya: `${links[0]}/pertanyaan` };
  for (const [name, url] of Object.entries(pages)) {
    await page.goto(url);
    if (process.env.SHOTS) await shoot(page, `survei-${name}`);
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme });
      for (const width of [320, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        const wide = await overflow(page);
        check(!wide, `${url} at ${width}: ${wide}`);
      }
      const found = await axe(page);
      check(!found.length, `${url} ${colorScheme}:\n${found.join('\n')}`);
    }
    const wrong = await validate(await page.evaluate((u) => fetch(u).then((r) => r.text()), url));
    check(!wrong.length, `${url}:\n${wrong.join('\n')}`);
  }
  check(!guest.wrong.length, guest.wrong.join('\n'));
  await guest.close();
});

run();
