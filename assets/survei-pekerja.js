// Service worker of public surveys: what a tablet has taken along is shown when the network is gone.  See decision 0178.
'use strict';

const KEPT = 'survei';

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (e) => e.waitUntil(self.clients.claim()));

const fromKept = async (request) => (await caches.open(KEPT)).match(request, { ignoreVary: true });

// A tag stands in the address of an asset, so what is kept is right for ever; pages come fresh while there is a network.
async function answer(request) {
  const asset = new URL(request.url).pathname.startsWith('/aset/');
  const kept = asset ? await fromKept(request) : null;
  if (kept) return kept;
  try {
    return await fetch(request);
  } catch (lost) {
    const had = await fromKept(request);
    if (had) return had;
    throw lost;
  }
}

self.addEventListener('fetch', (e) => {
  if (e.request.method === 'GET' && new URL(e.request.url).origin === location.origin) e.respondWith(answer(e.request));
});
