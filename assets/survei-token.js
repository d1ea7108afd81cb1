// Hands the right to answer that this browser keeps (survei-blind.js) to the form, and forgets it once it was taken.
(() => {
  'use strict';
  const place = (campaign) => `survei ${campaign}`;
  const kept = (campaign) => {
    try { return JSON.parse(localStorage.getItem(place(campaign))) || {}; } catch { return {}; }
  };

  for (const box of document.querySelectorAll('[data-token]')) {        // a form or a part of one, with both hidden fields
    const { token, sig } = kept(box.dataset.token);
    if (!token || !sig) continue;
    box.querySelector('[name="token"]').value = token;
    box.querySelector('[name="sig"]').value = sig;
    for (const none of box.querySelectorAll('[data-token-none]')) none.hidden = true;
  }
  for (const done of document.querySelectorAll('[data-token-done]')) {
    try { localStorage.removeItem(place(done.dataset.tokenDone)); } catch { /* it keeps nothing then */ }
  }
})();
