/** `element('button', { onclick }, 'text', child)`; names with a dash become attributes. */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes('-')) made.setAttribute(key, value);
    else made[key] = value;
  }
  made.append(...children.filter((child) => child !== undefined && child !== null));
  return made;
}

/** Puts one child per item into the list; a child whose item is unchanged stays, so nothing moves under the pointer. */
export function showList(list, items, key, make) {
  const present = new Map([...list.children].map((child) => [child.dataset.key, child]));
  const wanted = items.map((item) => {
    const print = JSON.stringify(item) + document.documentElement.lang;
    const known = present.get(key(item));
    if (known?.dataset.print === print) return known;
    const made = make(item);
    made.dataset.key = key(item);
    made.dataset.print = print;
    return made;
  });
  const same = wanted.length === list.children.length && wanted.every((child, at) => child === list.children[at]);
  if (!same) list.replaceChildren(...wanted);
}

export const yuan = (fen) => `¥${(fen / 100).toLocaleString('en-US', { minimumFractionDigits: 2 })}`;

export const timeOf = (iso) => {
  const at = new Date(iso);
  return at.toLocaleString('zh-CN', { hour12: false, timeZone: 'Asia/Shanghai' });
};
