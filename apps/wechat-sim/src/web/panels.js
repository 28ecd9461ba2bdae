import { act, api } from './api.js';
import { element } from './dom.js';
import { texts } from './texts.js';

const $ = (id) => document.getElementById(id);
const jumps = [
  [30 * 60, 30, 'minute'],
  [3600, 1, 'hour'],
  [86_400, 1, 'day'],
  [10 * 86_400, 10, 'day'],
];

export function showJumps() {
  $('clock-jumps').replaceChildren(
    ...jumps.map(([seconds, number, unit]) =>
      element(
        'button',
        {
          type: 'button',
          'data-testid': `advance-${seconds}`,
          onclick: () => act(() => api('POST', '/clock/advance', { seconds })),
        },
        `+${number} ${texts()[unit]}`,
      ),
    ),
  );
}

/** Every switch saves itself when it is changed. */
export async function showFaults() {
  const faults = await api('GET', '/faults');
  const input = (name, value) =>
    typeof value === 'boolean'
      ? element('input', { type: 'checkbox', checked: value, onchange: (event) => save(name, event.target.checked) })
      : element('input', {
          type: 'number',
          min: '0',
          step: 'any',
          value,
          onchange: (event) => save(name, Number(event.target.value)),
        });
  const save = (name, value) => act(() => api('PUT', '/faults', { [name]: value }));
  $('faults').replaceChildren(
    ...Object.entries(faults).flatMap(([name, value]) => {
      const control = input(name, value);
      control.id = `fault-${name}`;
      control.dataset.testid = control.id;
      return [element('label', { htmlFor: control.id }, name), control];
    }),
  );
}

export function wirePanels() {
  $('clock-form').onsubmit = (event) => {
    event.preventDefault();
    void act(() => api('PUT', '/clock', { speed: Number(event.target.elements.speed.value || 1) }));
  };
  $('traffic-form').onsubmit = (event) => {
    event.preventDefault();
    void act(() => api('POST', '/traffic', { ordersPerMinute: Number(event.target.elements.ordersPerMinute.value) }));
  };
  $('traffic-stop').onclick = () => act(() => api('DELETE', '/traffic'));
  $('faults').onsubmit = (event) => event.preventDefault();
}

export async function showTraffic() {
  const { running, placed } = await api('GET', '/traffic');
  $('traffic-state').textContent = `${running ? texts().running : ''} ${placed} ${texts().placed}`;
}
