// What scripts add to pages that work without them: keys, menus, filters refreshed in place, counts of ticked rows.

const root = document.documentElement;
root.classList.add("js");

const announce = (text) => {
  const place = document.getElementById("annonce");
  if (place) place.textContent = text;
};

// Keys: « / » goes to the search field, Escape closes what is open and gives the focus back.

const typing = (node) => node.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(node.tagName);

function closeOpen() {
  for (const open of document.querySelectorAll("details.facet[open], details.menu[open]")) {
    open.open = false;
    if (open.contains(document.activeElement)) open.querySelector("summary").focus();
  }
  for (const mark of document.querySelectorAll(".mark:hover, .mark:focus, .proof:hover")) mark.classList.add("hushed");
  showRail(false);
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeOpen();
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  event.preventDefault();
  document.getElementById("recherche")?.select();
});

// The search field proposes what bears the words as they are typed; a proposal that one actor alone bears opens its sheet.

const searched = document.getElementById("recherche");
const sheets = new Map();
let asked = 0;
let pause = 0;

async function propose(text) {
  const turn = (asked += 1);
  const answer = await fetch(`/api/questions/recherche?${new URLSearchParams({ text, most: 8 })}`).catch(() => null);
  if (turn !== asked || !answer?.ok) return; // the field still searches by itself
  const { rows } = await answer.json();
  sheets.clear();
  for (const { id, name } of rows) sheets.set(name, sheets.has(name) ? "" : `/parties-prenantes/${encodeURIComponent(id)}`);
  document.getElementById("propositions").replaceChildren(
    ...rows.map(({ name, kind, sub }) => Object.assign(document.createElement("option"), { value: name, label: [name, kind, sub].filter(Boolean).join(" · ") })),
  );
}

searched?.addEventListener("input", (event) => {
  const text = searched.value.trim();
  const chosen = !event.inputType || event.inputType === "insertReplacementText";
  if (chosen && sheets.get(text)) return location.assign(sheets.get(text));
  clearTimeout(pause);
  if (text.length > 1) pause = setTimeout(propose, 150, text);
});

// An answer of the queue of pairs has its letter.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || !/^[a-z]$/.test(event.key)) return;
  document.querySelector(`button[data-key="${event.key}"]`)?.click();
});

document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details.facet[open], details.menu[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});

// A source named by a mark may lie in a folded list: it is unfolded for those browsers that do not by themselves.

function unfold() {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const folded = named?.closest("details:not([open])");
  if (!folded) return;
  folded.open = true;
  named.scrollIntoView({ block: "center" });
}
window.addEventListener("hashchange", unfold);
unfold();

// Proof bubbles: the stylesheet shows them; here they come back after Escape, and stay inside the window.

for (const type of ["pointerout", "focusout"]) {
  document.addEventListener(type, (event) => {
    event.target.closest?.(".mark, .proof")?.classList.remove("hushed");
    event.target.closest?.(".proof")?.classList.remove("hushed");
  });
}

for (const type of ["pointerover", "focusin"]) {
  document.addEventListener(type, (event) => {
    const bubble = event.target.closest?.(".mark, .proof")?.querySelector(".bubble");
    if (bubble && bubble.parentElement.getBoundingClientRect().left + 270 > window.innerWidth) bubble.classList.add("left");
  });
}

// The rail of small screens: a link to an anchor becomes a button that says whether the menu is open.

const rail = document.getElementById("rail");
const railButton = document.getElementById("rail-bouton");

function showRail(open) {
  if (!rail || !railButton || rail.classList.contains("open") === open) return;
  rail.classList.toggle("open", open);
  railButton.setAttribute("aria-expanded", String(open));
  (open ? rail.querySelector("a") : railButton).focus();
}

if (rail && railButton) {
  railButton.setAttribute("role", "button");
  railButton.setAttribute("aria-expanded", "false");
  railButton.setAttribute("aria-controls", "rail");
  railButton.addEventListener("click", (event) => {
    event.preventDefault();
    showRail(!rail.classList.contains("open"));
  });
  railButton.addEventListener("keydown", (event) => {
    if (event.key === " ") event.preventDefault(), showRail(!rail.classList.contains("open"));
  });
  rail.querySelector(".rail-close a")?.addEventListener("click", () => showRail(false));
  rail.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !rail.contains(event.relatedTarget) && event.relatedTarget !== railButton) {
      rail.classList.remove("open");
      railButton.setAttribute("aria-expanded", "false");
    }
  });
}

// Appearance: applied at once, and kept by the server's cookie.

document.querySelector("form.theme[action='/theme']")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.currentTarget;
  const value = event.submitter.value;
  root.dataset.theme = value;
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.value === value));
  document.dispatchEvent(new Event("themechange"));
  fetch(form.action, { method: "POST", body: new URLSearchParams({ theme: value, retour: location.pathname }) }).catch(() => form.submit());
});

// Filters: a form marked data-auto sends itself when a choice changes; only the results and the live words are replaced.

let latest = 0;

function addressOf(form) {
  const fields = [...new FormData(form)].filter(([, value]) => value !== "");
  const query = new URLSearchParams(fields).toString();
  return form.action.split("?")[0] + (query ? `?${query}` : "");
}

function replaceParts(fresh) {
  for (const live of document.querySelectorAll("[data-live][id]")) {
    const other = fresh.getElementById(live.id);
    if (!other) continue;
    live.className = other.className;
    live.replaceChildren(...other.childNodes);
  }
  document.getElementById("resultats").replaceWith(fresh.getElementById("resultats"));
}

async function refresh(form) {
  const address = addressOf(form);
  const turn = (latest += 1);
  const results = document.getElementById("resultats");
  results.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (turn !== latest) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok || !fresh.getElementById("resultats")) throw new Error(String(answer.status));
    replaceParts(fresh);
    history.replaceState(null, "", address);
    announce(document.querySelector("#resultats .summary-line strong")?.textContent.replace(/\s+/g, " ").trim() ?? "");
    countTicks();
  } catch (failure) {
    console.warn("Le filtre n'a pas pu être appliqué en place :", failure);
    location.assign(address);
  }
}

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.matches("form[data-auto]") && document.getElementById("resultats") && event.target.type !== "text") refresh(form);
});

document.addEventListener("submit", (event) => {
  if (event.target.matches("form[data-auto]") && document.getElementById("resultats")) {
    event.preventDefault();
    refresh(event.target);
  }
});

// Ticked rows: how many, said beside the buttons that act on them, and a box that ticks them all.

function countTicks() {
  for (const place of document.querySelectorAll("[data-ticks]")) {
    const boxes = [...document.querySelectorAll(`input[type=checkbox][name="${place.dataset.ticks}"]`)];
    const ticked = boxes.filter((box) => box.checked).length;
    place.textContent = place.dataset[ticked === 0 ? "none" : ticked === 1 ? "one" : "many"].replace("%n", ticked);
    const all = document.querySelector(`input[data-tick-all="${place.dataset.ticks}"]`);
    if (all) {
      all.checked = boxes.length > 0 && ticked === boxes.length;
      all.indeterminate = ticked > 0 && ticked < boxes.length;
    }
  }
}

document.addEventListener("change", (event) => {
  const name = event.target.dataset?.tickAll;
  if (name) {
    for (const box of document.querySelectorAll(`input[type=checkbox][name="${name}"]`)) box.checked = event.target.checked;
  }
  if (event.target.type === "checkbox") countTicks();
});
countTicks();

// Forms that ask before they undo, and prints that hide nothing.

document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

root.style.setProperty("--print-foot", JSON.stringify(document.querySelector(".print-foot").textContent.replace(/\s+/g, " ")));
let opened = [];
window.addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("main details:not([open]):not(.facet):not(.menu)")];
  for (const details of opened) details.open = true;
});
window.addEventListener("afterprint", () => {
  for (const details of opened) details.open = false;
});
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
