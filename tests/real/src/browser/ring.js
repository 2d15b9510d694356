// Looks along the ring of what has the focus, in a picture of the window, for points of another colour: arguments are the
// picture, as PNG in base64, and whom to tell.
const [picture, done] = arguments;
const focused = document.activeElement;
const ringed = [focused, focused.closest("label"), focused.closest(".file")].find((element) => {
  const style = element && getComputedStyle(element);
  return style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
});
if (!ringed) return done(["there is none"]);
const style = getComputedStyle(ringed);
const numbers = (text) => text.match(/[\d.]+/g).map(Number);
const wanted = numbers(style.outlineColor);
const { left, top, right, bottom } = ringed.getBoundingClientRect();
const away = parseFloat(style.outlineOffset) + parseFloat(style.outlineWidth) / 2;
// At the corners it is round.
const corner = parseFloat(style.borderTopLeftRadius) + 4;
(async () => {
  const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes]));
  const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
  canvas.drawImage(image, 0, 0);
  const { data } = canvas.getImageData(0, 0, image.width, image.height);
  const isRing = (x, y) => [0, 1, 2].every((c) => Math.abs(data[(y * image.width + x) * 4 + c] - wanted[c]) < 40);
  const points = [];
  for (let x = left + corner; x < right - corner; x += 2) points.push([x, top - away], [x, bottom + away]);
  for (let y = top + corner; y < bottom - corner; y += 2) points.push([left - away, y], [right + away, y]);
  const seen = points.filter(([x, y]) => x >= 1 && y >= 1 && x < image.width - 1 && y < image.height - 1);
  // An edge between two pixels is drawn into one of them.
  const isWhole = ([x, y]) => [-1, 0].some((dx) => [-1, 0].some((dy) => isRing(Math.round(x) + dx, Math.round(y) + dy)));
  const broken = seen.filter((point) => !isWhole(point)).map((point) => `broken at ${point.map(Math.round)}`);
  done(seen.length < points.length / 2 ? ["most of it is out of sight"] : broken);
})();
