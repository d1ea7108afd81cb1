// The right to answer without being known: blinded here, signed by the server unseen, unblinded here (RFC 9474).
// Bundled with its library at build time; only the page that hands out rights loads it.  See decisions 0173 and 0174.
import { RSABSSA } from '@cloudflare/blindrsa-ts';

const form = document.querySelector('form[data-blind]');
const say = form.dataset;                       // words in the reader's language, the key, and where to go then
const status = form.querySelector('[role="status"]');
const place = `survei ${say.blind}`;            // of this campaign, in this browser alone
const suite = RSABSSA.SHA384.PSS.Randomized();

const text = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
const bytes = (s) => Uint8Array.from(atob(s.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));

const kept = () => {
  try { return JSON.parse(localStorage.getItem(place)) || {}; } catch { return {}; }
};
const keep = (what) => localStorage.setItem(place, JSON.stringify(what));

const publicKey = () => crypto.subtle.importKey('spki', bytes(say.key), { name: 'RSA-PSS', hash: 'SHA-384' }, true, ['verify']);

function tell(words, bad) {
  status.textContent = words;
  status.classList.toggle('bad', Boolean(bad));
}

// What was blinded for this code is kept before it is sent: after a lost reply the same is asked for again.
async function blinded(key, code) {
  const had = kept();
  if (had.code === code && had.key === say.key && had.blinded) return had;
  const message = suite.prepare(crypto.getRandomValues(new Uint8Array(32)));
  const { blindedMsg, inv } = await suite.blind(key, message);
  const made = { key: say.key, code, message: text(message), inv: text(inv), blinded: text(blindedMsg) };
  keep(made);
  return made;
}

async function signed(what) {
  const answer = await fetch(form.action, {
    method: 'POST', credentials: 'omit', body: new URLSearchParams({ kode: what.code, blinded: what.blinded, b: form.b.value }),
  });
  const said = await answer.json();
  if (!answer.ok) throw new RangeError(said.wrong);
  return bytes(said.signed);
}

async function fetchRight(code) {
  const key = await publicKey();
  const what = await blinded(key, code);
  const sig = await suite.finalize(key, bytes(what.message), await signed(what), bytes(what.inv));
  keep({ key: say.key, token: what.message, sig: text(sig) });          // neither the code nor the blinding number stays
}

form.addEventListener('submit', async (e) => {
  const button = form.querySelector('button');
  const code = form.kode.value.toLowerCase().replace(/[\s-]/g, '');

  e.preventDefault();
  button.disabled = true;
  tell(say.working);
  try {
    await fetchRight(code);
    location.assign(say.next);
  } catch (wrong) {
    button.disabled = false;
    tell(wrong instanceof RangeError ? wrong.message : wrong instanceof TypeError ? say.lost : say.failed, true);
  }
});

// The code of an invitation stands behind the # of its address: that part reaches no server and no log.
if (location.hash.length > 1) {
  form.kode.value = decodeURIComponent(location.hash.slice(1).replace(/^kode=/, ''));
  history.replaceState(null, '', location.pathname + location.search);
}
// Another language takes along what was typed; it stays behind the # there, too.
for (const other of document.querySelectorAll('.languages a')) {
  other.addEventListener('click', () => { other.hash = encodeURIComponent(form.kode.value); });
}
if (kept().key === say.key && kept().sig) {     // it was fetched before, and not used yet
  tell(say.have);
  const go = document.createElement('a');
  go.href = say.next;
  go.textContent = say.on;
  status.append(' ', go);
}
