// What VS Code gives to the script of a webview. Plain JavaScript, because it runs in the page as it is.
window.acquireVsCodeApi = () => ({
  postMessage: (message) => window.toHost(message),
  getState: () => JSON.parse(sessionStorage.getItem('state')) ?? undefined,
  setState: (state) => sessionStorage.setItem('state', JSON.stringify(state)),
});
document.addEventListener('securitypolicyviolation', (event) =>
  window.complain(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
);
// tsx compiles the functions that tests evaluate in the page so that they call this.
window.__name = (named) => named;
