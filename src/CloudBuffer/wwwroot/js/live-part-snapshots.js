// @ts-check
// Snapshots of each live part as the server sent it. Scripts change the page, so only these show whether the server's version changed.

/** @type {WeakMap<Element, string>} */
export const snapshots = new WeakMap();

/** @param {ParentNode} root */
export function takeSnapshots(root) {
  for (const part of root.querySelectorAll("[data-live], [data-item][id]")) snapshots.set(part, part.outerHTML);
}

takeSnapshots(document);
