// The sign-in page has no program of its own: this little one asks for a challenge, lets the browser sign it,
// and sends the answer as the form it stands in. Where the browser can, passkeys stand among what it offers to
// fill the address with, too; one question is open at a time, and the button's ends the other.
const form = document.getElementById('passkey-form');
const told = document.getElementById('passkey-told');
const address = document.querySelector('input[autocomplete~="webauthn"]');
// Challenges are good for five minutes; an open page asks for the next one before that.
const RENEW_MS = 4 * 60_000;
let offered;
// The button's question is open: another one would take its place.
let asked = false;

const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** Signs, as `how` says it is asked; answers with why it did not, as the form has a sentence for. */
async function sign(how) {
  if (!window.PublicKeyCredential || !navigator.credentials) return 'unsupported';
  const answer = await fetch('/sign-in/passkey/ask', { method: 'POST', signal: how.signal });
  if (answer.status === 429) return 'many';
  if (!answer.ok) return answer.status === 503 ? 'unavailable' : 'failed';
  const { challenge, party, timeout } = await answer.json();
  const publicKey = { challenge: bytes(challenge), rpId: party, timeout, userVerification: 'required' };
  const { rawId, response } = await navigator.credentials.get({ publicKey, ...how });
  form.elements.answer.value = JSON.stringify({
    credential: text(rawId),
    client_data: text(response.clientDataJSON),
    authenticator_data: text(response.authenticatorData),
    signature: text(response.signature),
    user: response.userHandle ? text(response.userHandle) : null,
  });
  return '';
}

const REASONS = { NotAllowedError: 'cancelled', AbortError: 'cancelled', SecurityError: 'origin', NotSupportedError: 'unsupported' };

form?.addEventListener('submit', async (event) => {
  event.preventDefault();
  asked = true;
  offered?.abort();
  const button = form.querySelector('button');
  told.hidden = true;
  button.disabled = true;
  const why = await sign({}).catch((fault) => REASONS[fault.name] ?? 'failed');
  button.disabled = false;
  asked = !why;
  if (why) {
    told.textContent = form.dataset[why];
    told.hidden = false;
    button.focus();
    offer();
  } else {
    form.submit();
  }
});

/** Puts passkeys among what the browser offers for the address. Nobody asked for it, so nobody is told when it fails. */
async function offer() {
  const able = await window.PublicKeyCredential?.isConditionalMediationAvailable?.().catch(() => false);
  if (!able || asked || document.hidden) return;
  const mine = new AbortController();
  offered?.abort();
  offered = mine;
  const again = setTimeout(() => {
    mine.abort();
    offer();
  }, RENEW_MS);
  mine.signal.addEventListener('abort', () => clearTimeout(again));
  const why = await sign({ mediation: 'conditional', signal: mine.signal }).catch(() => 'failed');
  if (!why) form.submit();
}

if (form && address) {
  offer();
  // A page that lay in the background has a challenge that is over.
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) offer();
  });
}
