// An address that carries a signature, checked in the page itself: no request is sent.
// A form says in its data what is signed: the kind, then the values of these fields, a line each; and
// which two of them are the first and the last day, which this device's clock is compared with.
"use strict";

for (const form of document.querySelectorAll("form[data-signed]")) {
  const { signed, fields, signature, keys, field, first, last } = form.dataset;
  const verdict = form.querySelector("[data-verdict]");
  const said = verdict.dataset;
  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

  const show = (text, look, parts = []) => {
    const answer = document.createElement("p");
    answer.className = look;
    answer.textContent = text;
    const facts = document.createElement("dl");
    facts.className = "facts";
    for (const [name, value] of parts) {
      facts.append(Object.assign(document.createElement("dt"), { textContent: name }));
      facts.append(Object.assign(document.createElement("dd"), { textContent: value }));
    }
    verdict.replaceChildren(answer, ...(parts.length ? [facts] : []));
  };

  const today = () => new Date().toLocaleDateString("sv", { timeZone: "Europe/Warsaw" });
  const written = (day) =>
    new Date(`${day}T12:00`).toLocaleDateString(document.documentElement.lang, {
      day: "numeric",
      month: "long",
      year: "numeric",
    });

  const good = async (statement, mark) => {
    for (const key of keys.split(" ")) {
      const held = await crypto.subtle.importKey("raw", bytes(key), "Ed25519", false, ["verify"]);
      if (await crypto.subtle.verify("Ed25519", held, mark, statement)) return true;
    }
    return false;
  };

  const verify = async (address) => {
    const carried = new URLSearchParams(address.includes("?") ? address.slice(address.indexOf("?")) : "");
    if (!carried.has(signature)) return show(said.none, "note");
    const values = fields.split(" ").map((name) => carried.get(name) || "");
    let mark;
    try {
      mark = bytes(carried.get(signature));
    } catch {
      return show(said.bad, "answer false");
    }
    try {
      const statement = new TextEncoder().encode([signed, ...values].join("\n"));
      if (!(await good(statement, mark))) return show(said.bad, "answer false");
      const [from, until] = [carried.get(first), carried.get(last)];
      const read = (value) => ([from, until].includes(value) ? written(value) : value);
      const parts = said.names.split(" ").map((name, no) => [name, read(values[no])]);
      if (today() > until) return show(said.over, "answer false", parts);
      if (today() < from) return show(said.early, "answer false", parts);
      show(said.good, "answer", parts);
    } catch {
      show(said.unable, "note"); // no Ed25519 here, or no secure context
    }
  };

  const button = form.querySelector("[data-verify]");
  button.hidden = false;
  button.addEventListener("click", () => verify(form.elements[field].value.trim() || location.search));
  if (new URLSearchParams(location.search).has(signature)) verify(location.search);
}
