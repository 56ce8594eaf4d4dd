// @ts-check
// How the parts of the page came from the server, before scripts count down in them: what is still so is no news. Imported first.

/** @type {WeakMap<Element, string>} */
export const served = new WeakMap();

/** @param {ParentNode} root */
export function remember(root) {
  for (const part of root.querySelectorAll("[data-live], [data-item][id]")) served.set(part, part.outerHTML);
}

remember(document);
