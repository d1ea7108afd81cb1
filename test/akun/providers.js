// providers.js - who says who somebody is: a real provider (npm oidc-provider), and one that lies in every way.
'use strict';
const crypto = require('node:crypto');
const http = require('node:http');

const CLIENT = 'pulau';
const SECRET = 'rahasia: yang+panjang/dan & aneh%';        // everything that must be encoded on its way

const listen = (server, port) => new Promise((done) => server.listen(port, '127.0.0.1', done));
const close = (server) => new Promise((done) => { server.closeAllConnections(); server.close(done); });

function body(req) {
  return new Promise((done) => {
    let text = '';
    req.on('data', (d) => { text += d; }).on('end', () => done(new URLSearchParams(text)));
  });
}

// The real one, on `port`.  people: {login: {nip, name, amr}}; inToken: claims in the ID token, else at userinfo.
async function realProvider({ port, base, people, inToken }) {
  const { default: Provider } = await import('oidc-provider');
  const jwk = (type, options, more) => ({ ...crypto.generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }), use: 'sig', ...more });
  const provider = new Provider(`http://127.0.0.1:${port}`, {
    clients: [{
      client_id: CLIENT, client_secret: SECRET, redirect_uris: [`${base}/masuk/sso/kembali`], grant_types: ['authorization_code'],
      response_types: ['code'], post_logout_redirect_uris: [`${base}/masuk`], id_token_signed_response_alg: inToken ? 'ES256' : 'RS256',
      backchannel_logout_uri: `${base}/masuk/sso/keluar`, backchannel_logout_session_required: true,
    }],
    jwks: { keys: [jwk('rsa', { modulusLength: 2048 }, { kid: 'r' }), jwk('ec', { namedCurve: 'P-256' }, { kid: 'e' })] },
    claims: { openid: ['sub', 'amr'], profile: ['name', 'nip'] },
    conformIdTokenClaims: !inToken,
    enabledJWA: { idTokenSigningAlgValues: ['RS256', 'ES256'] },
    features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true }, rpInitiatedLogout: { enabled: true } },
    cookies: { keys: ['kunci-kue'] },
    interactions: { url: (ctx, interaction) => `/pintu/${interaction.uid}` },
    findAccount: (ctx, id) => people[id] && { accountId: id, claims: () => ({ sub: id, name: people[id].name, nip: people[id].nip }) },
    async loadExistingGrant(ctx) {
      const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
  });
  const rest = provider.callback();
  const server = http.createServer(async (req, res) => {
    if (!req.url.startsWith('/pintu/')) return rest(req, res);
    if (req.method === 'POST') {
      const login = (await body(req)).get('login');
      return people[login]
        ? provider.interactionFinished(req, res, { login: { accountId: login, amr: people[login].amr } }, { mergeWithLastSubmission: false })
        : provider.interactionFinished(req, res, { error: 'access_denied', error_description: 'cancelled' }, { mergeWithLastSubmission: false });
    }
    res.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    return res.end('<!doctype html><html lang="id"><title>SSO Contoh</title><main><h1>SSO Contoh</h1><form method="post">'
      + '<label>Login <input name="login"></label><button>Masuk</button></form></main>');
  });
  await listen(server, port);
  return { issuer: `http://127.0.0.1:${port}`, provider, stop: () => close(server) };
}

// One that may be told to do anything wrong: set .does to what it shall do next.
async function evilProvider(port) {
  const issuer = `http://127.0.0.1:${port}`;
  const rsa = () => crypto.generateKeyPairSync('rsa', { modulusLength: 2048 });
  const evil = { issuer, does: {}, asked: {}, codes: new Map(), key: { kid: 'satu', ...rsa() }, stranger: { kid: 'asing', ...rsa() } };
  const b64 = (x) => Buffer.from(typeof x === 'string' ? x : JSON.stringify(x)).toString('base64url');

  evil.sign = (claims, { alg = 'RS256', key = evil.key, kid = key.kid, head = {} } = {}) => {
    const input = `${b64({ alg, kid, ...head })}.${b64(claims)}`;
    if (alg === 'none') return `${input}.`;
    const mac = alg === 'HS256' ? crypto.createHmac('sha256', SECRET).update(input).digest()
      : crypto.sign('sha256', Buffer.from(input), alg === 'PS256'
        ? { key: key.privateKey, padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } : key.privateKey);
    return `${input}.${mac.toString('base64url')}`;
  };
  evil.claims = (visit) => {
    const now = Math.floor(Date.now() / 1000);
    return { iss: issuer, sub: 'sub-1', aud: CLIENT, iat: now, exp: now + 300, nonce: visit.nonce, nip: evil.nip, ...evil.does.claims };
  };
  const json = (res, status, value, headers = {}) => { res.writeHead(status, { 'content-type': 'application/json', ...headers }); res.end(JSON.stringify(value)); };

  // The exchange, strict where a provider is strict: who asks, and does the verifier fit the challenge?
  async function token(req, res) {
    const form = await body(req);
    const visit = evil.codes.get(form.get('code'));
    const [id, secret] = Buffer.from((req.headers.authorization || '').slice(6), 'base64').toString().split(':').map((s) => decodeURIComponent(s));
    const fits = visit && crypto.createHash('sha256').update(form.get('code_verifier') || '').digest('base64url') === visit.challenge;
    evil.codes.delete(form.get('code'));
    if (id !== CLIENT || secret !== SECRET) return json(res, 401, { error: 'invalid_client' });
    if (!fits || form.get('redirect_uri') !== visit.redirect) return json(res, 400, { error: 'invalid_grant' });
    const claims = evil.claims(visit);
    const idToken = evil.does.raw ? evil.does.raw(claims) : evil.sign(claims, evil.does.sign);
    return json(res, 200, { access_token: 'kartu', token_type: 'Bearer', expires_in: 60, id_token: idToken, ...evil.does.answer });
  }

  function authorize(url, res) {
    const q = url.searchParams;
    const code = crypto.randomBytes(8).toString('hex');
    evil.codes.set(code, { nonce: q.get('nonce'), challenge: q.get('code_challenge'), redirect: q.get('redirect_uri') });
    const back = new URL(q.get('redirect_uri'));
    for (const [k, v] of Object.entries({ code, state: q.get('state'), ...evil.does.back })) if (v) back.searchParams.set(k, v);
    res.writeHead(303, { location: back.href });
    res.end();
  }

  const server = http.createServer((req, res) => {
    const url = new URL(req.url, issuer);
    const at = url.pathname;
    evil.asked[at] = (evil.asked[at] || 0) + 1;
    const odd = (evil.does.at || {})[at];
    if (odd === 'hang') return undefined;
    if (odd === 'much') return res.end('{"x":"' + 'a'.repeat(1 << 20) + '"}');
    if (odd === 'elsewhere') { res.writeHead(302, { location: `${issuer}/jebakan` }); return res.end(); }
    if (typeof odd === 'number') return json(res, odd, { error: 'server_error' });
    if (at === '/.well-known/openid-configuration') {
      return json(res, 200, { issuer, authorization_endpoint: `${issuer}/a`, token_endpoint: `${issuer}/t`, jwks_uri: `${issuer}/k`,
        userinfo_endpoint: `${issuer}/u`, response_types_supported: ['code'], ...evil.document });
    }
    if (at === '/k') return json(res, 200, { keys: [{ ...evil.key.publicKey.export({ format: 'jwk' }), kid: evil.key.kid, use: 'sig' }] });
    if (at === '/a') return authorize(url, res);
    if (at === '/t') return token(req, res);
    if (at === '/u') return json(res, 200, evil.does.userinfo || { sub: 'sub-1' });
    return json(res, 404, {});
  });
  await listen(server, port);
  evil.rotate = () => { evil.key = { kid: `baru-${crypto.randomBytes(2).toString('hex')}`, ...rsa() }; };
  evil.stop = () => close(server);
  evil.again = () => listen(server, port);
  return evil;
}

module.exports = { CLIENT, SECRET, realProvider, evilProvider };
