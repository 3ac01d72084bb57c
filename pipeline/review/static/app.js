// What every page shares: asking the server, telling the reader, undoing.

const key = document.querySelector('meta[name="planotheque-cle"]').content;

/** A part of a page, as the server wrote it: everything in it is already escaped. */
export async function part(url) {
  const answer = await fetch(url, { headers: { 'X-Fragment': '1' } });
  if (!answer.ok && answer.status === 403) throw new Error(await answer.text());
  return await answer.text();
}

export async function read(url) {
  return settle(await fetch(url, { headers: { Accept: 'application/json' } }));
}

export async function send(method, url, body) {
  const headers = { 'X-Planotheque-Jeton': key, Accept: 'application/json' };
  if (typeof body === 'object') { body = JSON.stringify(body); headers['Content-Type'] = 'application/json'; }
  return settle(await fetch(url, { method, headers, body }));
}

async function settle(answer) {
  let told = null;
  try { told = await answer.json(); } catch { told = {}; }
  if (!answer.ok) throw new Error(told.error || 'La demande n’a pas abouti.');
  return told;
}

/** Send a file, telling how far it is; fetch cannot. */
export function upload(url, file, onProgress) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open('PUT', url);
    request.setRequestHeader('X-Planotheque-Jeton', key);
    request.setRequestHeader('Accept', 'application/json');
    request.upload.onprogress = (e) => onProgress(e.loaded, e.total);
    request.onerror = () => failed(new Error('L’envoi a été interrompu.'));
    request.onload = () => {
      let told = {};
      try { told = JSON.parse(request.responseText); } catch { /* told stays empty */ }
      if (request.status === 200) done(told); else failed(new Error(told.error || 'Le fichier a été refusé.'));
    };
    request.send(file);
  });
}

/** A sentence in the corner, for a while; `undo` adds a button. */
export function tell(text, { bad = false, undo = null } = {}) {
  const note = document.createElement('div');
  note.className = bad ? 'note bad' : 'note';
  note.textContent = text;
  if (undo) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Annuler';
    button.addEventListener('click', () => { note.remove(); undo(); });
    note.append(button);
  }
  document.getElementById('notes').append(note);
  setTimeout(() => note.remove(), bad ? 9000 : 6000);
}

export async function decide(document_, decisions) {
  return await send('POST', '/api/decisions', { document: document_, decisions });
}

// Buttons that go back on a decision, wherever they are outside the document page.
document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-undo][data-reload]');
  if (!button) return;
  button.disabled = true;
  try {
    await decide(button.dataset.document, [{ kind: 'undo', table: 'corrections', record: button.dataset.undo }]);
    location.reload();
  } catch (error) { tell(error.message, { bad: true }); button.disabled = false; }
});
