// Texts in the reader's tongue; the page brings those that scripts use. Values come by name, as in templates.
const texts = JSON.parse(document.querySelector('meta[name="texts"]').content);

export function _(text, values = {}) {
  return (texts[text] ?? text)
    .replace(/\[(\w+):([^|\]]*)\|([^\]]*)\]/g, (_all, name, one, more) => (String(values[name]) === "1" ? one : more))
    .replace(/%\((\w+)\)s/g, (_all, name) => values[name]);
}
