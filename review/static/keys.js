// The key map: opened and closed by its button and by "?".
export function attachKeys(root) {
  const map = document.getElementById("keys");
  const explain = () => (map.open ? map.close() : map.showModal());
  root.querySelector("[data-keys]").addEventListener("click", explain);
  return explain;
}
