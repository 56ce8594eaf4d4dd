// @ts-check
// form[data-keep-fragment]: the fragment of a scanned address survives the sign-in form. A redirect without a fragment inherits that
// of the request (RFC 9110 §10.2.2), and the server never sees it.
import { findAll } from "./dom.js";

for (const form of findAll(document, "[data-keep-fragment]", HTMLFormElement)) form.action += location.hash;
