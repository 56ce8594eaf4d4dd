// @ts-check
// Typed access to elements. An element that a script needs and does not find is a mistake in the view, so it throws.

/**
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} type
 * @returns {T}
 */
export function find(root, selector, type) {
  const element = root.querySelector(selector);
  if (element instanceof type) return element;
  throw new Error(`No ${type.name} matches ${selector}`);
}

/**
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} type
 * @returns {T[]}
 */
export function findAll(root, selector, type) {
  return [...root.querySelectorAll(selector)].flatMap(element => element instanceof type ? [element] : []);
}

/** Whether an element is rendered. Safari before 17.4 has no `checkVisibility`. @param {Element} element */
export function isVisible(element) {
  return element.checkVisibility?.() ?? element.getClientRects().length > 0;
}

/**
 * Names the parts of a component: `const part = partsOf(row)`, then `part("state")` is its `[data-state]`.
 * @param {ParentNode} root
 * @returns {(name: string) => HTMLElement}
 */
export function partsOf(root) {
  return name => find(root, `[data-${name}]`, HTMLElement);
}

/**
 * Handles an event for all elements that match, now or after a refresh.
 * @template {keyof DocumentEventMap} K
 * @template {HTMLElement} T
 * @param {K} type
 * @param {string} selector
 * @param {new () => T} elementType
 * @param {(element: T, event: DocumentEventMap[K]) => unknown} handle
 */
export function on(type, selector, elementType, handle) {
  document.addEventListener(type, event => {
    const element = event.target instanceof Element ? event.target.closest(selector) : null;
    if (element instanceof elementType) handle(element, event);
  });
}
