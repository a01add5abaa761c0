// The sign-in page has no program of its own: this little one asks for a challenge, lets the browser sign it,
// and sends the answer as the form it stands in.
const form = document.getElementById('passkey-form');
const told = document.getElementById('passkey-told');

const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** Signs; answers with why it did not, as the form has a sentence for. */
async function sign() {
  if (!window.PublicKeyCredential || !navigator.credentials) return 'unsupported';
  const asked = await fetch('/sign-in/passkey/ask', { method: 'POST' });
  if (asked.status === 429) return 'many';
  if (!asked.ok) return asked.status === 503 ? 'unavailable' : 'failed';
  const { challenge, party, timeout } = await asked.json();
  const publicKey = { challenge: bytes(challenge), rpId: party, timeout, userVerification: 'required' };
  const { rawId, response } = await navigator.credentials.get({ publicKey });
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
  const button = form.querySelector('button');
  told.hidden = true;
  button.disabled = true;
  const why = await sign().catch((fault) => REASONS[fault.name] ?? 'failed');
  button.disabled = false;
  if (why) {
    told.textContent = form.dataset[why];
    told.hidden = false;
    button.focus();
  } else {
    form.submit();
  }
});
