// Light or dark, as chosen on this page. It runs before the page is drawn, so that nothing flashes in the other colours.
try {
  document.documentElement.dataset.colours = localStorage.getItem("colours") || "";
} catch {
  // a browser may refuse to store; then the device decides
}
