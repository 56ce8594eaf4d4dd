// @ts-check
// Enhances pages beyond links and forms. Each module finds its elements by data-* and ignores pages that have none.
import "./live-part-snapshots.js"; // first: it records the page before any module changes it
import "./async-form.js";
import "./composer.js";
import "./copy.js";
import "./countdown.js";
import "./delete-file.js";
import "./keep-fragment.js";
import "./pair/allow.js";
import "./pair/temporary-sign-in.js";
import "./pair/join.js";
import "./pair/offer.js";
import "./guest-page.js";
import "./refresh.js";
import "./register-service-worker.js";
import "./relative-time.js";
import "./share.js";
import "./upload-page.js";
