// gallery.js - every part in every state is valid, reachable, readable in light and dark, and fits a small phone.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { root, test, check, none, run, serveFolder, visitor, axe, overflow, validate, shoot, schemes } = require('./lib');

const folder = path.join(root, 'build/gallery');
const pages = fs.readdirSync(folder).filter((f) => f.endsWith('.html')).map((f) => f.slice(0, -5));
const pictures = process.env.SHOTS === '1';
let base;


test('the gallery is there', async () => {
  check(pages.length > 10, 'make gallery');
  base = await serveFolder(folder);
});

for (const name of pages) {
  test(`${name}: its HTML is valid`, async () => {
    none(await validate(fs.readFileSync(path.join(folder, `${name}.html`), 'utf8')), name);
  });
  test(`${name}: axe finds nothing, it fits 320 px, nothing is logged`, async () => {
    const guest = await visitor();
    const page = await guest.newPage();
    await page.goto(`${base}/galeri/${name}`);
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme });
      none(await axe(page), `${name} ${colorScheme}`);
    }
    await page.setViewportSize({ width: 320, height: 700 });
    none(await axe(page), `${name} at 320 px`);
    const out = await overflow(page);
    check(!out, `${name} sticks out by ${out}`);
    if (pictures) await shoot(page, name);
    none(guest.wrong, name);
    await guest.close();
  });
}

run();
