// A page made for paper: the print dialogue opens once every picture is there.
const pictures = [...document.images].map((image) => image.decode().catch(() => {}));
document.querySelector("[data-print]").addEventListener("click", () => print());
Promise.all(pictures).then(() => print());
