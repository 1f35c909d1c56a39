const box = document.getElementById("search"), none = document.getElementById("none");
const cards = [...document.querySelectorAll("details")], rooms = [...document.querySelectorAll("section")];
const words = new Map(cards.map((card) => [card, card.textContent.toLowerCase()]));
function show() {
  const wanted = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const card of cards) card.hidden = !wanted.every((word) => words.get(card).includes(word));
  for (const room of rooms) room.hidden = !room.querySelector("details:not([hidden])");
  none.hidden = rooms.some((room) => !room.hidden);
}
function jump() {
  const card = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (card && card.tagName === "DETAILS") { card.open = true; card.scrollIntoView(); }
}
box.addEventListener("input", show);
addEventListener("hashchange", jump);
jump();
