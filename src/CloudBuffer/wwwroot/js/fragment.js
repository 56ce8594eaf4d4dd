// @ts-check
// data-keep-fragment: what stands behind the # of a scanned address reaches the page that the form leads to. A redirect without
// a fragment takes on that of the request (RFC 9110 §10.2.2), and the server never sees it.
for (const form of document.querySelectorAll("form[data-keep-fragment]"))
  /** @type {HTMLFormElement} */ (form).action += location.hash;
