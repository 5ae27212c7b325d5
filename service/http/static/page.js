// Ask /v1/translate for the words in the box and show what comes back, as text and never as HTML.
"use strict";

const form = document.getElementById("ask");
const message = document.getElementById("message");
const answers = document.getElementById("answers");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const words = document.getElementById("words").value.split(/\s+/).filter(Boolean);
  if (words.length === 0) return;
  const { source, target } = document.getElementById("pair").selectedOptions[0].dataset;
  message.textContent = "…";
  try {
    const response = await fetch("v1/translate", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ source, target, words, k: 5 }),
    });
    const answer = await response.json();
    message.textContent = response.ok ? "" : answer.detail;
    answers.replaceChildren(...(response.ok ? answer.results.map(table) : []));
  } catch {
    message.textContent = "The service does not answer.";
  }
});

function table(result) {
  const element = document.createElement("table");
  const caption = element.createCaption();
  caption.dir = "auto";
  caption.textContent = result.word;
  if (!result.found) caption.textContent += ": not in the vocabulary";
  if (result.guessed) caption.textContent += ", guessed from its letters";
  for (const { word, probability } of result.translations) {
    const row = element.insertRow();
    cell(row, word).dir = "auto";
    const meter = document.createElement("meter");
    meter.value = probability;
    row.insertCell().append(meter);
    cell(row, `${Math.round(100 * probability)} %`).className = "number";
  }
  return element;
}

function cell(row, text) {
  const element = row.insertCell();
  element.textContent = text;
  return element;
}
