// Organisations that are one: tick them, choose the name to keep.
import { decide, read, tell } from './app.js';

const form = document.getElementById('reunir');
if (form) {
  const bar = form.querySelector('.sticky');
  const keep = document.getElementById('garder');
  const chosen = () => [...form.querySelectorAll('input[type=checkbox]:checked')];
  form.addEventListener('change', (event) => {
    if (event.target === keep) return;
    const boxes = chosen();
    bar.hidden = boxes.length < 2;
    keep.replaceChildren(...boxes.map((b) => new Option(b.dataset.name, b.value)));
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const gone = chosen().filter((b) => b.value !== keep.value);
    if (!gone.length) return;
    try {
      const decisions = gone.map((b) => ({ kind: 'merge', table: 'organisations', record: b.value, value: keep.value }));
      const { document: home } = await read(`/api/organisation/${encodeURIComponent(keep.value)}`);
      const answer = await decide(home, decisions);
      tell(answer.told);
      setTimeout(() => location.reload(), 700);
    } catch (error) { form.querySelector('.error').textContent = error.message; }
  });
}
