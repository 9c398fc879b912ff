// What is nicer with a script; every page works without it.
"use strict";

// A secret behind the # of a mailed link reaches no server log; the form carries it in its body.
const secret = document.querySelector("input[data-from-fragment]");
if (secret && location.hash.length > 1) {
  secret.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname + location.search);
  document.body.classList.add("has-secret");
}

// One click is enough: the button rests until the answer comes. The server knows a form sent twice anyway.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  }
});

// Whoever sent a form with mistakes hears of them first.
const summary = document.querySelector(".summary, .done");
if (summary && summary.classList.contains("summary")) summary.focus();

// Whether what is typed has been put aside is said when it has not.
document.addEventListener("htmx:afterRequest", (event) => {
  for (const each of document.querySelectorAll("[data-unsaved]")) each.hidden = event.detail.successful;
});

// A form that saves itself while typed says so when it could not.
for (const trouble of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(trouble, (event) => {
    const line = event.detail.target;
    if (line && line.dataset.lost) line.textContent = line.dataset.lost;
  });
}

// A file may take a while: a bar says how far it is. What comes back takes the place of the page.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const bar = form.querySelector("progress");
  if (!bar || event.defaultPrevented) return;
  event.preventDefault();
  const sending = new XMLHttpRequest();
  sending.open("POST", form.action);
  sending.responseType = "document";
  sending.setRequestHeader("Accept", "text/html");
  sending.upload.addEventListener("progress", (sent) => {
    bar.hidden = false;
    bar.max = sent.total;
    bar.value = sent.loaded;
  });
  sending.addEventListener("loadend", () => {
    bar.hidden = true;
    const main = sending.response && sending.response.querySelector("main");
    if (main) {
      document.querySelector("main").replaceWith(main);
      document.title = sending.response.title;
      if (sending.status < 400) history.replaceState(null, "", sending.responseURL);
      htmx.process(main);
      (main.querySelector(".summary") || main).focus();
      return;
    }
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
    const line = form.querySelector("[data-lost]");
    line.textContent = line.dataset.lost;
  });
  sending.send(new FormData(form));
});
